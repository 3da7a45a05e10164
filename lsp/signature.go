package lsp

import (
	"context"
	"strings"
	"unicode/utf16"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var signatureHelpMethod = on("textDocument/signatureHelp", signatureHelp, func(c *protocol.ServerCapabilities, _ *client) {
	c.SignatureHelpProvider = &protocol.SignatureHelpOptions{
		TriggerCharacters: []string{"(", ","}, RetriggerCharacters: []string{"=", ")"},
	}
})

// signatureHelp says what the call around a place takes (V1.16).
func signatureHelp(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) (*protocol.SignatureHelp, error) {
	at, err := r.at(*p)
	if err != nil || at == nil {
		return nil, err
	}
	c := newCompleter(r, at)
	if c == nil || c.section == nil {
		return nil, nil
	}
	call := c.inner()
	switch {
	case call == nil || call.condition:
		return nil, nil
	case c.literal != nil && call.name == queryFunction && len(call.parts) == 2:
		if help := c.queryHelp(); help != nil {
			return help, nil
		}
	}
	if len(c.open) == 1 && c.arrow {
		return c.actionHelp(call), nil
	}
	return c.functionHelp(call), nil
}

// signature makes one of its parts: what is before the arguments, those, what is after.
type signature struct {
	before, after string
	params        []string
	about         []string // what is known of each parameter
	text          string   // of the whole
}

// information is the signature in the form of the protocol, with a parameter that is
// being written; -1 for none.
func (c *client) information(s signature, active int) protocol.SignatureInformation {
	can := c.TextDocument.SignatureHelp.SignatureInformation
	out := protocol.SignatureInformation{
		Label:         s.before + "(" + strings.Join(s.params, ", ") + ")" + s.after,
		Documentation: markup(can.DocumentationFormat, s.text), Parameters: []protocol.ParameterInformation{},
	}
	at := len(utf16.Encode([]rune(s.before))) + 1
	for i, name := range s.params {
		end := at + len(utf16.Encode([]rune(name)))
		p := protocol.ParameterInformation{Label: name}
		if can.ParameterInformation.LabelOffsetSupport {
			p.Label = [2]int{at, end}
		}
		if s.about != nil {
			p.Documentation = markup(can.DocumentationFormat, s.about[i])
		}
		out.Parameters = append(out.Parameters, p)
		at = end + len(", ")
	}
	if can.ActiveParameterSupport && active >= 0 {
		n := uint32(active)
		out.ActiveParameter = &n
	}
	return out
}

// help is one signature.
func (c *completer) help(s signature, active int) *protocol.SignatureHelp {
	return &protocol.SignatureHelp{
		Signatures: []protocol.SignatureInformation{c.client.information(s, active)}, ActiveParameter: uint32(max(active, 0)),
	}
}

// actionHelp are the ways to give an action its arguments, which go by name (L5.3).
func (c *completer) actionHelp(call *bracket) *protocol.SignatureHelp {
	out := &protocol.SignatureHelp{Signatures: []protocol.SignatureInformation{}}
	w := wordNamed(actionWord, call.name)
	if w == nil {
		return nil
	}
	for i, way := range argumentsOf(ast.ActionNamed(call.name)) {
		s := signature{before: call.name, text: w.meaning}
		for _, name := range way {
			s.params = append(s.params, name+"="+argumentForms[name])
			s.about = append(s.about, wordNamed(argumentWord, name).meaning)
		}
		active := activeArgument(call, c.Slice(c.word), way)
		if i == 0 || active >= 0 && call.has(way[active]) {
			out.ActiveSignature, out.ActiveParameter = uint32(i), uint32(max(active, 0))
		}
		out.Signatures = append(out.Signatures, c.client.information(s, active))
	}
	if len(out.Signatures) == 0 {
		return nil
	}
	return out
}

// argumentForms say what the arguments of actions are.
var argumentForms = map[string]string{"type": "string", "value": "values", "claim": "binder"}

// activeArgument is the argument that is being written: the one that is named, else the
// first that isn't given yet; -1 if there is none.
func activeArgument(call *bracket, word string, way []string) int {
	for i, name := range way {
		if part := call.part(); len(part) > 0 && part[0].text == name || len(part) == 0 && word == name {
			return i
		}
	}
	for i, name := range way {
		if len(call.part()) == 0 && !call.has(name) {
			return i
		}
	}
	return -1
}

// functionHelp is how a function is called.
func (c *completer) functionHelp(call *bracket) *protocol.SignatureHelp {
	f := lang.FunctionNamed(call.name)
	if f == nil {
		return nil
	}
	label := functionLabel(f)
	s := signature{before: f.Name, after: label[strings.LastIndex(label, ")")+1:], text: f.Meaning, params: parameterNames(f)}
	for _, p := range f.Params {
		s.about = append(s.about, parameterText(p))
	}
	return c.help(s, min(len(call.parts), len(f.Params)+1)-1)
}

// queryHelp is how the function of a query is called that is around the place, nil if
// there is none (V1.13).
func (c *completer) queryHelp() *protocol.SignatureHelp {
	text := c.Text[c.literal.From.Offset():c.pos.Offset()]
	r := readQuery(unquoted(lexeme{text: text, Span: c.literal.Span}).Value, c.queried(c.reading, c.inner().parts[0]))
	for i := len(r.frames) - 1; i > 0; i-- {
		frame := r.frames[i]
		f, ok := jmespath.FunctionNamed(frame.function)
		if !ok {
			continue
		}
		s := signature{before: f.Name, after: ": " + f.Result, params: f.Params, text: f.Meaning}
		if f.Variadic {
			s.params = append(s.params, "…")
		}
		return c.help(s, min(len(frame.args), len(s.params)-1))
	}
	return nil
}
