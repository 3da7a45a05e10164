package lsp

import (
	"regexp"
	"slices"
	"sync"

	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// client is what is known of the client: what it declared decides what it is sent
// (V1.3).
type client struct {
	protocol.ClientCapabilities
	info     protocol.ClientInfo
	encoding position.Encoding
	// pulls says that the client asks for findings, so that none are pushed (V2.7).
	pulls bool
	// showsUses says that the client has a command of its own that shows a list of places,
	// showsExplanations that it shows explanations itself.
	showsUses, showsExplanations bool
}

func newClient(p *protocol.InitializeParams, initial settings) *client {
	c := &client{ClientCapabilities: p.Capabilities}
	if p.ClientInfo != nil {
		c.info = *p.ClientInfo
	}
	c.encoding = position.Negotiate(p.Capabilities.General.PositionEncodings)
	c.pulls = p.Capabilities.TextDocument.Diagnostic != nil && initial.Diagnostics != "push"
	c.showsUses = slices.Contains(initial.Commands, "assay.showUses")
	c.showsExplanations = slices.Contains(initial.Commands, "assay.showExplanation")
	return c
}

// markdown reports whether the first kind of markup that the client takes is Markdown.
func markdown(kinds []protocol.MarkupKind) bool {
	return len(kinds) > 0 && slices.Contains(kinds, protocol.Markdown)
}

// markup returns documentation in a form that the client takes. What is written in
// Markdown is readable as plain text, too.
func markup(kinds []protocol.MarkupKind, text string) *protocol.MarkupContent {
	if text == "" {
		return nil
	}
	kind := protocol.PlainText
	if markdown(kinds) {
		kind = protocol.Markdown
	} else {
		text = plain(text)
	}
	return &protocol.MarkupContent{Kind: kind, Value: text}
}

// link is a link of Markdown, fence the mark before a piece of code.
var (
	link  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[([^][\n]+)\]\([^()\s]+\)`) })
	fence = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?m)^```.*\n?") })
)

// plain is Markdown of ours without its marks: code quotes, emphasis, fences, links.
func plain(text string) string {
	text = link().ReplaceAllString(fence().ReplaceAllString(text, ""), "$1")
	var out []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '`':
		case text[i] == '*' && i+1 < len(text) && text[i+1] == '*':
			i++
		default:
			out = append(out, text[i])
		}
	}
	return string(out)
}

// tags are those of some tags of findings that the client knows.
func (c *client) tags(all []protocol.DiagnosticTag) (out []protocol.DiagnosticTag) {
	can := c.TextDocument.PublishDiagnostics.TagSupport
	for _, tag := range all {
		if can != nil && slices.Contains(can.ValueSet, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// resolves reports whether a client asks later for a property that is left out.
func resolves(s *protocol.ResolveSupport, property string) bool {
	return s != nil && slices.Contains(s.Properties, property)
}
