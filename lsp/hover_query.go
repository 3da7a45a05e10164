package lsp

import (
	"fmt"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
)

// query is a part of a literal query: a function, or a member of the document, with its
// kind as far as it is known (V1.13).
func (h *hovering) query(call *bracket, text string) {
	lit := unquoted(h.token)
	r := readQuery(text, h.queried(h.reading, call.parts[0]))
	h.on.To = h.on.From // nothing, unless a part is found
	for _, c := range r.calls {
		if span := lit.SpanOf(c.Start, c.End); span.Contains(h.pos) {
			if f, ok := jmespath.FunctionNamed(c.name); ok {
				h.text, h.on = queryDocumentation(f), span
			}
		}
	}
	for _, n := range r.names {
		if span := lit.SpanOf(n.Start, n.End); span.Contains(h.pos) {
			h.text, h.on = fieldDocumentation(queryName(text[n.Start:n.End]), n), span
		}
	}
}

// fieldDocumentation is what is known of a member that a query looks up.
func fieldDocumentation(name string, n queryField) string {
	about := fmt.Sprintf("**`%s`** (member of the document)", name)
	switch {
	case n.known:
		return paragraphs(about, "Kind: "+fieldText(n.field)+".", membersText(n.field))
	case n.of.Kind == "object" && n.of.Of != "":
		return paragraphs(about, "No such document is known to have it: then it is null.")
	}
	return paragraphs(about, "What isn't there is null.")
}

// membersText lists the members of a member.
func membersText(f catalog.Field) string {
	members := catalog.Fields(f.Of)
	if len(members) == 0 {
		return ""
	}
	title := "Members:"
	if f.Kind == "array" {
		title = "Members of each element:"
	}
	for i, m := range members {
		if i == mostMembers {
			return title + " …"
		}
		if i > 0 {
			title += ","
		}
		title += " `" + m.Name + "`"
	}
	return title + "."
}

// mostMembers is how many members are listed.
const mostMembers = 12
