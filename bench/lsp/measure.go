package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// The rows, in their order.
var rows = []struct {
	name  string
	label string
	// budget is the one of the specification for assay (V6), zero without.
	budget time.Duration
	clause string
	wasm   time.Duration // the budget of the module, zero where it isn't measured
}{
	{"initialize", "start: process to `initialize` answered", 100 * time.Millisecond, "V6.9", 0},
	{"start", "start: process to findings of a file of a tenth", 150 * time.Millisecond, "V6.9", 0},
	{"open", "open: findings published", 200 * time.Millisecond, "V6.1", time.Second},
	{"keystroke", "keystroke: findings published", 20 * time.Millisecond, "V6.1", 100 * time.Millisecond},
	{"completion", "completion", 10 * time.Millisecond, "V6.2", 50 * time.Millisecond},
	{"hover", "hover", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"definition", "definition", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"highlight", "highlight", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"signature", "signature help", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"actions", "code actions at a finding", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"lenses", "code lenses", 5 * time.Millisecond, "V6.3", 20 * time.Millisecond},
	{"references", "references", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"rename", "rename", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"symbols", "document symbols", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"folding", "folding", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"tokens", "semantic tokens", 20 * time.Millisecond, "V6.5", 100 * time.Millisecond},
	{"tokens-part", "semantic tokens of a file of six tenths", 20 * time.Millisecond, "V6.5", 100 * time.Millisecond},
	{"tokens-delta", "semantic tokens, what changed", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"tokens-range", "semantic tokens of 50 lines", 10 * time.Millisecond, "V6.4", 50 * time.Millisecond},
	{"formatting", "formatting", 30 * time.Millisecond, "V6.5", 150 * time.Millisecond},
	{"cancel", "cancelling a request", 5 * time.Millisecond, "V6.7", 50 * time.Millisecond},
	{"evaluation", "evaluation with 1,000 claims", 150 * time.Millisecond, "V6.6", 0},
	{"evaluation-again", "evaluation with 1,000 claims, again", 10 * time.Millisecond, "V6.6", 0},
	{"evaluation-claims", "evaluation with 1,000 claims, after a change of them", 10 * time.Millisecond, "V6.6", 0},
	{"evaluation-after", "evaluation with 1,000 claims, after a keystroke", 10 * time.Millisecond, "V6.6", 0},
	{"index", "500 policies of 10 rules: all found by a symbol", time.Second, "V6.8", 0},
	{"meanwhile", "hover while they are read", 5 * time.Millisecond, "V6.8", 0},
}

// The measures of memory, with their budgets in MiB.
var memories = []struct {
	name   string
	label  string
	budget int64
}{
	{"idle", "idle", 40},
	{"open", "with the file open", 100},
	{"edited", "after all requests and 10,000 edits", 100},
	{"workspace", "with 500 policies", 256},
}

// capabilities are those of a usual editor that findings are pushed to.
const capabilities = `{
  "general": {"positionEncodings": ["utf-16"]},
  "workspace": {"configuration": true},
  "textDocument": {
    "publishDiagnostics": {"versionSupport": true, "relatedInformation": true, "dataSupport": true},
    "completion": {"completionItem": {"documentationFormat": ["markdown"], "resolveSupport": {"properties": ["documentation"]}}},
    "hover": {"contentFormat": ["markdown"]},
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}}},
    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    "semanticTokens": {"requests": {"full": {"delta": true}, "range": true}, "formats": ["relative"],
      "tokenTypes": ["keyword", "function", "variable", "property", "operator", "number", "string", "comment", "enumMember", "type"], "tokenModifiers": ["declaration"]}
  }
}`

// timed measures what takes until the last message that f waits for is there.
func (s *subject) timed(row string, f func() error) error {
	began := time.Now()
	if err := f(); err != nil {
		return fmt.Errorf("%s: %w", row, err)
	}
	s.samples[row] = append(s.samples[row], s.session.arrived.Sub(began))
	return nil
}

// greet starts a server in a folder.
func (s *subject) greet(root string) error {
	var err error
	if s.session, err = s.connect(root); err != nil {
		return err
	}
	_, err = s.session.call("initialize", map[string]any{
		"processId": nil, "rootUri": s.scheme + "://" + root, "capabilities": json.RawMessage(capabilities),
		"workspaceFolders":      []any{map[string]string{"uri": s.scheme + "://" + root, "name": "bench"}},
		"initializationOptions": json.RawMessage(s.settings),
	})
	return err
}

// open opens a file, and waits for its findings, of which there are none.
func (s *subject) open(f *file, text string) error {
	f.version = 1
	if err := s.session.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": f.uri(), "languageId": s.lang, "version": 1, "text": text},
	}); err != nil {
		return err
	}
	return s.session.findings(f.uri(), 1, false)
}

// coldStart measures a start, up to the findings of a small file.
func (s *subject) coldStart() error {
	began := time.Now()
	if err := s.greet(s.root); err != nil {
		return err
	}
	s.samples["initialize"] = append(s.samples["initialize"], time.Since(began))
	if err := s.session.notify("initialized", struct{}{}); err != nil {
		return err
	}
	if err := s.open(s.main, s.small); err != nil {
		return err
	}
	s.samples["start"] = append(s.samples["start"], time.Since(began))
	return s.session.leave()
}

// begin opens the files.
func (s *subject) begin() error {
	if err := s.greet(s.root); err != nil {
		return err
	}
	if err := s.session.notify("initialized", struct{}{}); err != nil {
		return err
	}
	if _, err := s.session.call("workspace/symbol", map[string]any{"query": "none"}); err != nil {
		return err
	}
	if err := s.remember("idle"); err != nil {
		return err
	}
	if err := s.timed("open", func() error { return s.open(s.main, s.main.text) }); err != nil {
		return err
	}
	if err := s.remember("open"); err != nil {
		return err
	}
	return s.open(s.part, s.part.text)
}

func (s *subject) remember(when string) (err error) {
	if s.session.pid == 0 {
		return nil
	}
	s.memory[when], err = s.session.resident()
	return err
}

// at is a place of a request.
func (s *subject) at(f *file, place string) position {
	p := s.places[place]
	p.Line += f.line
	return p
}

// change replaces the word in the middle of a file, so that findings come or go.
func (s *subject) change(f *file) error {
	was, is := s.edits[(f.version+1)%2], s.edits[f.version%2]
	f.version++
	end := s.at(f, "edit")
	end.Character += uint32(len(was))
	return s.session.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": f.uri(), "version": f.version},
		"contentChanges": []any{map[string]any{
			"range": map[string]any{"start": s.at(f, "edit"), "end": end}, "text": is,
		}},
	})
}

// typeWord does so, and waits for the findings.
func (s *subject) typeWord(f *file) error {
	if err := s.change(f); err != nil {
		return err
	}
	return s.session.findings(f.uri(), f.version, f.version%2 == 0)
}

// end measures the memory after all, and ends the server.
func (s *subject) end() error {
	if err := s.remember("edited"); err != nil {
		return err
	}
	return s.session.leave()
}
