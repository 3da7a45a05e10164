package lsp

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var codeLensMethod = on("textDocument/codeLens", codeLenses,
	func(c *protocol.ServerCapabilities, _ *client) {
		c.CodeLensProvider = &protocol.ResolveOptions{ResolveProvider: false}
	})

// codeLenses returns the lines above a policy, its issuing rules, and the cases of a
// test file (V1.25).
func codeLenses(_ context.Context, r *request, p *protocol.TextDocumentParams) ([]protocol.CodeLens, error) {
	d, err := r.document(p.TextDocument)
	if err != nil {
		return nil, err
	}
	switch d.kind {
	case policyDocument:
		return r.policyLenses(d), nil
	case testDocument:
		return r.testLenses(d), nil
	}
	return []protocol.CodeLens{}, nil
}

// lens is a line above a place.
func (d *document) lens(at ast.Pos, title, command string, arguments ...any) protocol.CodeLens {
	place := d.position(at)
	return protocol.CodeLens{
		Range:   protocol.Range{Start: place, End: place},
		Command: &protocol.Command{Title: title, Command: command, Arguments: arguments},
	}
}

func (r *request) policyLenses(d *document) []protocol.CodeLens {
	on := r.settingsOf(d.uri).CodeLens
	out := []protocol.CodeLens{}
	top := ast.PosAt(0)
	if isOn(on.Evaluate) && r.server.opts.Evaluate != nil {
		if claims, ok := r.server.claimsOf(r.snapshot, d); ok {
			out = append(out, d.lens(top, "evaluate with "+claims.name(), "assay.evaluate", d.uri))
		} else {
			out = append(out, d.lens(top, "evaluate with …", "assay.selectClaims", d.uri))
		}
	}
	if isOn(on.Tests) && r.server.opts.RunTests != nil {
		if n, uri := r.testsOf(d); n > 0 {
			out = append(out, d.lens(top, "run "+counted(n, "test"), "assay.runTests", uri))
		}
	}
	if isOn(on.Hash) {
		if hash, unsaved, err := d.diskHash(); err == nil {
			title := "hash " + hash
			if unsaved {
				title += " (of the file; there are unsaved changes)"
			}
			out = append(out, d.lens(top, title, "assay.hash", d.uri))
		}
	}
	if isOn(on.Uses) {
		out = append(out, r.useLenses(d)...)
	}
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// mostPlaces is how many places of uses the lenses of a policy lead to: where many rules
// make what many conditions test, each lens would have them all.
const mostPlaces = 10_000

// useLenses say of each rule that makes claims how many conditions test them.
func (r *request) useLenses(d *document) []protocol.CodeLens {
	a := d.policy()
	out := make([]protocol.CodeLens, 0, len(a.lineage.Rules))
	tested := make(map[string][]check.Consumer, len(a.lineage.Rules))
	titles := map[int]string{}
	left := mostPlaces
	for _, step := range a.lineage.Rules {
		l := madeLiteral(step.Rule)
		if l == nil {
			continue
		}
		tests, known := tested[l.Value]
		if !known {
			tests = a.lineage.Consumers(l.Value)
			tested[l.Value] = tests
		}
		n := len(tests)
		if n == 0 && isIssue(step.Rule) && step.Section == ast.Issuance {
			continue
		}
		if titles[n] == "" {
			titles[n] = counted(n, "use")
		}
		lens := d.lens(step.Rule.From, titles[n], "")
		if r.client.showsUses && n > 0 && n <= left {
			left -= n
			lens.Command.Command = "assay.showUses"
			lens.Command.Arguments = []any{d.uri, d.position(inside(l).From), d.placesOf(tests)}
		}
		out = append(out, lens)
	}
	return out
}

// placesOf are the places where conditions test a type, in the order of the text.
func (d *document) placesOf(tests []check.Consumer) []protocol.Location {
	out := make([]protocol.Location, len(tests))
	for i, c := range tests {
		out[i] = d.location(inside(check.TypeLiteral(c.Condition)))
	}
	slices.SortFunc(out, func(a, b protocol.Location) int {
		return cmp.Or(cmp.Compare(a.Range.Start.Line, b.Range.Start.Line), cmp.Compare(a.Range.Start.Character, b.Range.Start.Character))
	})
	return out
}

// testsOf returns how many cases the tests of a policy have, and where they are.
func (s *snapshot) testsOf(d *document) (int, string) {
	dir, name := path.Split(d.uri)
	uri := dir + strings.TrimSuffix(name, ".maa") + testfile.Suffix
	text, ok := s.textOf(uri)
	if !ok || len(text) > testfile.MaxBytes {
		return 0, uri
	}
	f, err := testfile.Parse(ast.NewSource(uri, text))
	if f == nil || err != nil {
		return 0, uri
	}
	return len(f.Cases), uri
}

// testLenses run the tests of a file, all or one.
func (r *request) testLenses(d *document) []protocol.CodeLens {
	out := []protocol.CodeLens{}
	f, _ := testfile.Parse(d.Source)
	if r.server.opts.RunTests == nil || f == nil || !isOn(r.settingsOf(d.uri).CodeLens.Tests) {
		return out
	}
	out = append(out, d.lens(ast.PosAt(0), "run all tests", "assay.runTests", d.uri))
	seen := map[ast.Pos]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		if !seen[c.From] {
			seen[c.From] = true
			out = append(out, d.lens(c.From, "run test", "assay.runTests", d.uri, d.caseName(c)))
		}
	}
	return out
}

// caseName is the name of a case as the file has it: with the names of what a row fills
// in.
func (d *document) caseName(c *testfile.Case) string {
	if c.Row.From.IsValid() {
		return strings.Trim(d.Slice(c.Name.Span), `"'`)
	}
	return c.Name.Text
}
