package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// request is one that is measured after each edit.
type request struct {
	row    string
	method string
	params map[string]any
	file   *file
	// broken asks while there is a finding; mayBeEmpty is an answer that may have
	// nothing in it.
	broken, mayBeEmpty bool
}

// requests are those about the files, with the last tokens that the client got.
func (s *subject) requests(lastTokens string) []request {
	f := s.main
	document := map[string]any{"uri": f.uri()}
	whole := map[string]any{"textDocument": document}
	with := func(more map[string]any) map[string]any {
		more["textDocument"] = document
		return more
	}
	at := func(place string) map[string]any { return with(map[string]any{"position": s.at(f, place)}) }
	lines := func(n uint32) map[string]any {
		return map[string]any{"start": position{Line: f.line}, "end": position{Line: f.line + n}}
	}
	return []request{
		{row: "completion", method: "textDocument/completion", params: at("completion")},
		{row: "hover", method: "textDocument/hover", params: at("word")},
		{row: "definition", method: "textDocument/definition", params: with(map[string]any{"position": s.at(f, "used")})},
		{row: "highlight", method: "textDocument/documentHighlight", params: at("word")},
		{row: "signature", method: "textDocument/signatureHelp", params: at("made")},
		{row: "actions", method: "textDocument/codeAction", params: with(map[string]any{"range": lines(1), "context": map[string]any{"diagnostics": []any{}}}), broken: true},
		{row: "lenses", method: "textDocument/codeLens", params: whole},
		{row: "references", method: "textDocument/references", params: with(map[string]any{"position": s.at(f, "word"), "context": map[string]bool{"includeDeclaration": true}})},
		{row: "rename", method: "textDocument/rename", params: with(map[string]any{"position": s.at(f, "binder"), "newName": "renamed"})},
		{row: "symbols", method: "textDocument/documentSymbol", params: whole},
		{row: "folding", method: "textDocument/foldingRange", params: whole},
		{row: "tokens", method: "textDocument/semanticTokens/full", params: whole},
		{row: "tokens-delta", method: "textDocument/semanticTokens/full/delta", params: with(map[string]any{"previousResultId": lastTokens})},
		{row: "tokens-part", method: "textDocument/semanticTokens/full", params: map[string]any{"textDocument": map[string]any{"uri": s.part.uri()}}, file: s.part},
		{row: "tokens-range", method: "textDocument/semanticTokens/range", params: with(map[string]any{"range": lines(50)})},
		{row: "formatting", method: "textDocument/formatting", params: with(map[string]any{"options": map[string]any{"tabSize": 4, "insertSpaces": true}}), mayBeEmpty: true},
	}
}

// round measures a keystroke and each request after it. A request comes after an edit,
// as in an editor: what was found out before is of another text.
func (s *subject) round() error {
	var tokens struct{ ResultID string }
	if !slices.Contains(s.lacks, "tokens-delta") {
		answer, err := s.session.call("textDocument/semanticTokens/full", map[string]any{"textDocument": map[string]any{"uri": s.main.uri()}})
		if err != nil {
			return err
		}
		if err := json.Unmarshal(answer, &tokens); err != nil {
			return err
		}
	}
	for _, r := range s.requests(tokens.ResultID) {
		if slices.Contains(s.lacks, r.row) {
			continue
		}
		if err := s.ask(r); err != nil {
			return fmt.Errorf("%s: %w", r.row, err)
		}
	}
	if err := s.timed("cancel", s.cancelled); err != nil || s.lang != policyLanguage {
		return err
	}
	return s.settle()
}

// settle waits until all is searched, which would take a core while others are measured.
func (s *subject) settle() error {
	for _, f := range []*file{s.main, s.part} {
		if _, err := s.session.call("textDocument/diagnostic", map[string]any{"textDocument": map[string]any{"uri": f.uri()}}); err != nil {
			return err
		}
	}
	return nil
}

// ask measures a request after edits that leave the text as it was, or with a finding.
func (s *subject) ask(r request) error {
	if r.file == nil {
		r.file = s.main
	}
	for n := range 2 {
		if err := s.timed("keystroke", func() error { return s.typeWord(r.file) }); err != nil {
			return err
		}
		if n == 0 && !r.broken || n == 1 && r.broken {
			continue
		}
		var answer json.RawMessage
		if err := s.timed(r.row, func() (err error) {
			answer, err = s.session.call(r.method, r.params)
			return err
		}); err != nil {
			return err
		}
		if text := string(answer); !r.mayBeEmpty && (text == "null" || text == "[]" || strings.Contains(text, `"items":[]`)) {
			return fmt.Errorf("found the answer %s, expected something in it", text)
		}
	}
	return nil
}

// cancelled asks for something and cancels it at once, before the server can have
// looked at the text, and waits for the answer.
func (s *subject) cancelled() error {
	for range 2 {
		if err := s.change(s.main); err != nil {
			return err
		}
	}
	id, err := s.session.begin("textDocument/formatting", map[string]any{
		"textDocument": map[string]any{"uri": s.main.uri()}, "options": map[string]any{"tabSize": 4, "insertSpaces": true},
	})
	if err != nil {
		return err
	}
	if err := s.session.notify("$/cancelRequest", map[string]any{"id": id}); err != nil {
		return err
	}
	m, err := s.session.response(id)
	if err == nil && m.Error != nil && m.Error.Code != -32800 {
		err = fmt.Errorf("found %s, expected an answer, or that it was cancelled", m.Error.Message)
	}
	return err
}

// edit closes the other file, and types many times: the findings are waited for now and
// then.
func (s *subject) edit(n int) error {
	if err := s.session.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": s.part.uri()}}); err != nil {
		return err
	}
	for i := range n {
		if i%50 != 0 {
			if err := s.change(s.main); err != nil {
				return err
			}
		} else if err := s.typeWord(s.main); err != nil {
			return err
		}
	}
	return s.typeWord(s.main)
}

// evaluations measures evaluations of the policy, which gopls has nothing like.
func (s *subject) evaluations() error {
	if err := s.greet(s.root); err != nil {
		return err
	}
	if err := s.session.notify("initialized", struct{}{}); err != nil {
		return err
	}
	if err := s.open(s.main, s.main.text); err != nil {
		return err
	}
	unchanged := func() error { return nil }
	given := 0
	claims := func() error { given++; return s.give(given) }
	keystroke := func() error { return s.typeWord(s.main) }
	type step struct {
		row    string
		before func() error
	}
	steps := []step{{"evaluation", unchanged}}
	for range 5 {
		steps = append(steps, step{"evaluation-again", unchanged}, step{"evaluation-claims", claims}, step{"evaluation-after", keystroke})
	}
	for _, step := range steps {
		if err := step.before(); err != nil {
			return err
		}
		if err := s.timed(step.row, s.evaluate); err != nil {
			return err
		}
	}
	return s.session.leave()
}

// evaluate evaluates the policy, which permits.
func (s *subject) evaluate() error {
	answer, err := s.session.call("workspace/executeCommand", map[string]any{"command": "assay.evaluate", "arguments": []any{s.main.uri()}})
	if err == nil && !strings.Contains(string(answer), "permit") {
		err = fmt.Errorf("found the answer %.200s, expected a permit", answer)
	}
	return err
}

// workspace measures how long 500 policies take to be known, and what is answered
// meanwhile.
func (s *subject) workspace(dir string) error {
	const policies = 500
	root := dir + "/workspace"
	for i := range policies {
		if err := write(fmt.Sprintf("%s/%d/policy.maa", root, i), policy(10, fmt.Sprintf("p%d", i))); err != nil {
			return err
		}
	}
	if err := s.greet(root); err != nil {
		return err
	}
	f := &file{path: root + "/0/policy.maa", line: 7}
	if err := s.open(f, policy(10, "p0")); err != nil {
		return err
	}
	began := time.Now()
	if err := s.session.notify("initialized", struct{}{}); err != nil {
		return err
	}
	if err := s.timed("meanwhile", func() error {
		_, err := s.session.call("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": f.uri()}, "position": s.at(f, "word")})
		return err
	}); err != nil {
		return err
	}
	for found := 0; found < policies; {
		answer, err := s.session.call("workspace/symbol", map[string]any{"query": "-0009"})
		if err != nil {
			return err
		}
		found = strings.Count(string(answer), `"kind":`)
		if time.Since(began) > time.Minute {
			return fmt.Errorf("found %d of %d policies in a minute", found, policies)
		}
	}
	s.samples["index"] = append(s.samples["index"], time.Since(began))
	if err := s.remember("workspace"); err != nil {
		return err
	}
	return s.session.leave()
}
