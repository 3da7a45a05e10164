package replay

import (
	"encoding/json"

	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// appendLine appends what came of an input as a line of JSON.
func (w *worker) appendLine(dst []byte, place string, id json.RawMessage, o *outcome) []byte {
	members := []jsondoc.Member{jsondoc.StringMember("input", at(place, o.line)), {Name: "id", Text: orNull(id)}}
	switch k := &o.key; {
	case o.unread != nil:
		members = append(members, jsondoc.StringMember("unread", o.unread.Error()))
	case o.refused != nil:
		members = append(members, jsondoc.StringMember("refused", o.refused.Error()))
	case w.compares():
		members = append(members,
			jsondoc.Member{Name: "kind", Text: quoted(string(k.kind))},
			jsondoc.Member{Name: "old", Text: w.decided(&w.results[0], k.old)},
			jsondoc.Member{Name: "new", Text: w.decided(&w.results[1], k.new)},
			jsondoc.Member{Name: "claim", Text: quoted(k.claim)},
			jsondoc.Member{Name: "values", Text: valueList(o.found)})
	default:
		members = append(members, w.verdict(&w.results[0], k.cause)...)
		members = append(members, jsondoc.Member{Name: "claim", Text: quoted(k.claim)},
			jsondoc.Member{Name: "values", Text: valueList(o.found)})
	}
	return append(jsondoc.AppendObject(dst, members...), '\n')
}

// decided is what one of two policies made of an input.
func (w *worker) decided(r *eval.Result, c cause) []byte {
	return jsondoc.AppendObject(nil, w.verdict(r, c)...)
}

// verdict are the members that say what a policy made of an input.
func (w *worker) verdict(r *eval.Result, c cause) []jsondoc.Member {
	rule := []byte("null")
	if at := w.rules[c.rule]; at != nil {
		rule, _ = json.Marshal(at) // of texts and integers
	}
	return []jsondoc.Member{
		jsondoc.StringMember("decision", r.Decision.String()), jsondoc.StringMember("reason", r.Reason.String()),
		{Name: "rule", Text: rule}, {Name: "error", Text: quoted(string(c.code))},
	}
}

// valueList is a list of values.
func valueList(f found) []byte {
	list := []byte{'['}
	for i, v := range f {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, v.JSON()...)
	}
	return append(list, ']')
}

// quoted is a text in JSON, null for an empty one.
func quoted(text string) []byte {
	if text == "" {
		return orNull(nil)
	}
	return jsondoc.AppendQuoted(nil, text)
}

// orNull is JSON, null for none.
func orNull(text json.RawMessage) []byte {
	if text == nil {
		return []byte("null")
	}
	return text
}
