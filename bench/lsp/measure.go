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
}{
	{"initialize", "start: process to `initialize` answered", 100 * time.Millisecond, "V6.9"},
	{"start", "start: process to findings of a file of a tenth", 150 * time.Millisecond, "V6.9"},
	{"open", "open: findings published", 200 * time.Millisecond, "V6.1"},
	{"keystroke", "keystroke: findings published", 20 * time.Millisecond, "V6.1"},
	{"completion", "completion", 10 * time.Millisecond, "V6.2"},
	{"hover", "hover", 5 * time.Millisecond, "V6.3"},
	{"definition", "definition", 5 * time.Millisecond, "V6.3"},
	{"references", "references", 10 * time.Millisecond, "V6.4"},
	{"symbols", "document symbols", 10 * time.Millisecond, "V6.4"},
	{"folding", "folding", 10 * time.Millisecond, "V6.4"},
	{"tokens", "semantic tokens of the file", 20 * time.Millisecond, "V6.5"},
	{"tokens-range", "semantic tokens of 50 lines", 10 * time.Millisecond, "V6.4"},
	{"formatting", "formatting", 30 * time.Millisecond, "V6.5"},
}

// The measures of memory, with their budgets in MiB.
var memories = []struct {
	name   string
	label  string
	budget int64
}{
	{"idle", "idle", 40},
	{"open", "with the file open", 100},
	{"edited", "after the edits", 100},
}

// capabilities are those of a usual editor that findings are pushed to.
const capabilities = `{
  "general": {"positionEncodings": ["utf-16"]},
  "workspace": {"configuration": true},
  "textDocument": {
    "publishDiagnostics": {"versionSupport": true, "relatedInformation": true, "dataSupport": true},
    "completion": {"completionItem": {"documentationFormat": ["markdown"], "resolveSupport": {"properties": ["documentation"]}}},
    "hover": {"contentFormat": ["markdown"]},
    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    "semanticTokens": {"requests": {"full": {"delta": true}, "range": true}, "formats": ["relative"],
      "tokenTypes": ["keyword", "function", "variable", "property", "operator", "number", "string", "comment", "enumMember", "type"], "tokenModifiers": ["declaration"]}
  }
}`

// timed measures what takes until f returns.
func (s *subject) timed(row string, f func() error) error {
	began := time.Now()
	if err := f(); err != nil {
		return fmt.Errorf("%s: %w", row, err)
	}
	s.samples[row] = append(s.samples[row], time.Since(began))
	return nil
}

func (s *subject) uri() string { return "file://" + s.file }

// greet starts a server.
func (s *subject) greet() error {
	var err error
	if s.session, err = connect(s.command, s.root); err != nil {
		return err
	}
	_, err = s.session.call("initialize", map[string]any{
		"processId": nil, "rootUri": "file://" + s.root, "capabilities": json.RawMessage(capabilities),
		"workspaceFolders":      []any{map[string]string{"uri": "file://" + s.root, "name": "bench"}},
		"initializationOptions": json.RawMessage(s.settings),
	})
	return err
}

func (s *subject) open(text string) error {
	return s.session.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(), "languageId": s.lang, "version": 1, "text": text},
	})
}

// coldStart measures a start, up to the findings of a small file.
func (s *subject) coldStart() error {
	began := time.Now()
	if err := s.greet(); err != nil {
		return err
	}
	s.samples["initialize"] = append(s.samples["initialize"], time.Since(began))
	if err := s.session.notify("initialized", struct{}{}); err != nil {
		return err
	}
	if err := s.open(s.small); err != nil {
		return err
	}
	if err := s.anyFindings(1); err != nil {
		return err
	}
	s.samples["start"] = append(s.samples["start"], time.Since(began))
	return s.session.leave()
}

// anyFindings waits for findings of a version, whatever they are.
func (s *subject) anyFindings(version int) error {
	for {
		m, err := s.session.receive()
		if err != nil {
			return err
		}
		var p struct {
			URI     string
			Version int
		}
		if m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil && p.Version == version {
			return nil
		}
	}
}

// begin opens the file.
func (s *subject) begin() error {
	if err := s.greet(); err != nil {
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
	if err := s.timed("open", func() error {
		if err := s.open(s.text); err != nil {
			return err
		}
		return s.anyFindings(1)
	}); err != nil {
		return err
	}
	return s.remember("open")
}

func (s *subject) remember(when string) (err error) {
	s.memory[when], err = s.session.resident()
	return err
}

// typeWord replaces the word in the middle of the file, so that findings come or go.
func (s *subject) typeWord() error {
	was, is := s.edits[s.typed%2], s.edits[(s.typed+1)%2]
	s.typed++
	end := s.editAt
	end.Character += uint32(len(was))
	if err := s.session.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(), "version": s.typed + 1},
		"contentChanges": []any{map[string]any{
			"range": map[string]any{"start": s.editAt, "end": end}, "text": is,
		}},
	}); err != nil {
		return err
	}
	return s.anyFindings(s.typed + 1)
}

// round measures a keystroke and each request after it. A request comes after an edit,
// as in an editor: what was found out before is of another text.
func (s *subject) round() error {
	document := map[string]any{"uri": s.uri()}
	at := func(p position) map[string]any { return map[string]any{"textDocument": document, "position": p} }
	requests := []struct {
		row    string
		method string
		params map[string]any
	}{
		{"completion", "textDocument/completion", at(s.completion)},
		{"hover", "textDocument/hover", at(s.hover)},
		{"definition", "textDocument/definition", at(s.hover)},
		{"references", "textDocument/references", map[string]any{"textDocument": document, "position": s.hover, "context": map[string]bool{"includeDeclaration": true}}},
		{"symbols", "textDocument/documentSymbol", map[string]any{"textDocument": document}},
		{"folding", "textDocument/foldingRange", map[string]any{"textDocument": document}},
		{"tokens", "textDocument/semanticTokens/full", map[string]any{"textDocument": document}},
		{"tokens-range", "textDocument/semanticTokens/range", map[string]any{"textDocument": document, "range": map[string]any{
			"start": position{Line: s.editAt.Line}, "end": position{Line: s.editAt.Line + 50},
		}}},
		{"formatting", "textDocument/formatting", map[string]any{"textDocument": document, "options": map[string]any{"tabSize": 4, "insertSpaces": true}}},
	}
	for _, r := range requests {
		for range 2 { // so that the text is right again
			if err := s.timed("keystroke", s.typeWord); err != nil {
				return err
			}
		}
		if err := s.timed(r.row, func() error {
			_, err := s.session.call(r.method, r.params)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// end measures the memory after all edits, and ends the server.
func (s *subject) end() error {
	if err := s.remember("edited"); err != nil {
		return err
	}
	return s.session.leave()
}
