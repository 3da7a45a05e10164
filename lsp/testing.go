package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// testReport is what the server reads of a report (T3.6).
type testReport struct {
	Files []struct {
		Cases []struct {
			Name     string        `json:"name"`
			Line     int           `json:"line"`
			Status   string        `json:"status"`
			Failures []testFailure `json:"failures"`
			Error    string        `json:"error"`
		} `json:"cases"`
	} `json:"files"`
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Errors  int `json:"errors"`
	Skipped int `json:"skipped"`
}

type testFailure struct {
	Path   string          `json:"path"`
	Wanted json.RawMessage `json:"wanted"`
	Found  json.RawMessage `json:"found"`
}

// testCase is a case as clients get it, and as the file shows it when it failed.
type testCase struct {
	Name    string `json:"name"`
	Line    int    `json:"line"` // from 0
	Status  string `json:"status"`
	Message string `json:"message"`
}

// quiet is the third argument of runTests for clients that show themselves what became
// of each case, such as in a test explorer: then no message sums them up.
const quiet = "quiet"

// runTestsCommand runs the tests of a file, or of a policy, or the case of a name. What
// failed is shown in the file (V1.34).
func runTestsCommand(ctx context.Context, r *request, a arguments) (any, error) {
	uri := a.text(0)
	if r.server.opts.RunTests == nil {
		return nil, rpcError(codeFailed, "this server runs no tests")
	}
	if d := r.docs[keyOf(uri)]; d != nil && d.kind == policyDocument {
		_, uri = r.testsOf(d)
	}
	text, ok := r.textOf(uri)
	if !ok {
		return nil, rpcError(codeFailed, "%s: there is no such file", path.Base(keyOf(uri)))
	}
	ctx, end := r.server.progress(ctx, "Running "+path.Base(keyOf(uri)))
	raw, err := r.server.opts.RunTests(ctx, filePath(uri), []byte(text), a.text(1), r.beside(uri))
	end()
	if err != nil {
		return nil, rpcError(codeFailed, "%v", err)
	}
	var report testReport
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, err
	}
	cases := report.cases()
	r.server.tested(uri, text, cases)
	if a.text(2) != quiet {
		r.server.show(report.severity(), "%s: %s", path.Base(keyOf(uri)), report.summary())
	}
	return map[string]any{"cases": cases}, nil
}

// summary is how many cases came to what.
func (r *testReport) summary() string {
	return fmt.Sprintf("%d passed, %d failed, %d errors, %d skipped", r.Passed, r.Failed, r.Errors, r.Skipped)
}

// severity of a message about a report.
func (r *testReport) severity() protocol.MessageType {
	if r.Failed+r.Errors > 0 {
		return protocol.WarningMessage
	}
	return protocol.InfoMessage
}

// filePath is the path of a file, or that in the URI of what is no file.
func filePath(uri string) string {
	if p := pathOf(uri); p != "" {
		return p
	}
	if u, err := url.Parse(uri); err == nil && u.Path != "" {
		return u.Path
	}
	return nameOf(uri)
}

// beside reads files by paths like that of a document, as the client has them.
func (s *snapshot) beside(uri string) func(path string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		other := uriOf(path)
		if u, err := url.Parse(uri); err == nil && pathOf(uri) == "" {
			u.Path, u.RawPath = path, ""
			other = u.String()
		}
		text, ok := s.textOf(other)
		if !ok {
			return nil, fmt.Errorf("%s: there is no such file, or it can't be read", path)
		}
		return []byte(text), nil
	}
}

// cases are those of a report, with what failed as text.
func (r *testReport) cases() []testCase {
	out := []testCase{}
	for _, f := range r.Files {
		for _, c := range f.Cases {
			var lines []string
			for _, failure := range c.Failures {
				lines = append(lines, fmt.Sprintf("%s: wanted %s, found %s", failure.Path, orNothing(failure.Wanted), orNothing(failure.Found)))
			}
			if c.Error != "" {
				lines = append(lines, c.Error)
			}
			out = append(out, testCase{Name: c.Name, Line: c.Line - 1, Status: c.Status, Message: strings.Join(lines, "\n")})
		}
	}
	return out
}

func orNothing(value json.RawMessage) string {
	if len(value) == 0 || string(value) == "null" {
		return "nothing"
	}
	return shortValue(string(value), mostListed)
}

// testedFile is what became of the tests of a version of a file.
type testedFile struct {
	text  string
	cases []testCase
}

// tested keeps what became of tests, and shows it in the file.
func (s *server) tested(uri, text string, cases []testCase) {
	s.mu.Lock()
	s.testedFiles[keyOf(uri)] = &testedFile{text, cases}
	s.mu.Unlock()
	snap := s.snap.Load()
	if d := snap.docs[keyOf(uri)]; d != nil {
		s.changed(d)
	}
	s.refresh(snap)
}

// failures are the cases of a test file that failed when they ran last, as long as the
// file is what it was.
func (s *server) failures(d *document) (out []protocol.Diagnostic) {
	s.mu.Lock()
	t := s.testedFiles[keyOf(d.uri)]
	s.mu.Unlock()
	if t == nil || t.text != d.Text {
		return nil
	}
	for _, c := range t.cases {
		if c.Status == "failed" || c.Status == "error" {
			out = append(out, protocol.Diagnostic{
				Range: d.rangeOf(d.lineText(c.Line + 1)), Severity: protocol.SeverityError, Source: source, Message: c.Name + ": " + c.Message,
			})
		}
	}
	return out
}

// lineText is the text of a line without the blanks that it begins with.
func (d *document) lineText(line int) ast.Span {
	s := d.LineSpan(line)
	text := d.Slice(s)
	s.From += ast.Pos(len(text) - len(strings.TrimLeft(text, " \t")))
	return s
}

// createTestCommand makes a case of the last evaluation, in the test file of the policy.
func createTestCommand(ctx context.Context, r *request, a arguments) (any, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, err
	}
	e := r.server.evaluationOf(d)
	if e == nil {
		if d, e, err = r.evaluated(ctx, a); e == nil {
			return nil, err
		}
	}
	if e.err != nil {
		return nil, rpcError(codeFailed, "%s is %s, so there is nothing to test", d.name(), e.decisionText())
	}
	_, uri := r.testsOf(d)
	edit, err := r.testEdit(uri, e.testCase(uri))
	if err != nil {
		return nil, err
	}
	return nil, r.write(ctx, "Make a test", uri, edit)
}

// testCase is a case of a test file that expects what came of an evaluation. The file
// names the claims from its own folder.
func (e *evaluation) testCase(uri string) string {
	name := "evaluation of " + e.claims.name()
	dir, _ := path.Split(keyOf(uri))
	file, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(keyOf(e.claims.uri)))
	if err != nil {
		file = e.claims.name()
	}
	lines := []string{
		"  - name: " + yamlText(name),
		"    given: {file: " + yamlText(filepath.ToSlash(file)) + "}",
		"    expect: {decision: " + e.Decision + ", reason: " + e.Reason + "}",
	}
	return strings.Join(lines, "\n") + "\n"
}

// yamlText is a text in double quotes, as YAML and JSON have it.
func yamlText(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // of a string
	}
	return string(out)
}

// testEdit adds a case to a test file, which is made if it isn't there.
func (r *request) testEdit(uri, text string) (protocol.WorkspaceEdit, error) {
	can := r.client.Workspace.WorkspaceEdit
	if !can.DocumentChanges {
		return protocol.WorkspaceEdit{}, rpcError(codeFailed, "this editor can't change other files for the server; the case is\n%s", text)
	}
	was, ok := r.textOf(uri)
	if !ok {
		return protocol.WorkspaceEdit{DocumentChanges: []any{
			protocol.CreateFile{Kind: "create", URI: uri, Options: &protocol.CreateFileOptions{IgnoreIfExists: true}},
			testFileEdit(uri, nil, protocol.Range{}, "version: 1\ncases:\n"+text),
		}}, nil
	}
	src := ast.NewSource(uri, was)
	f, err := testfile.Parse(src)
	if err != nil || f == nil || len(f.Cases) == 0 {
		return protocol.WorkspaceEdit{}, rpcError(codeFailed, "%s can't be read, so no case is added to it", path.Base(keyOf(uri)))
	}
	last := f.Cases[len(f.Cases)-1]
	indent := src.Place(last.From).Column - 3 // of the "- " before a case
	end := src.LineSpan(src.Place(last.To).Line).To.Offset()
	text = strings.TrimSuffix(strings.ReplaceAll("\n"+text, "\n  ", "\n"+strings.Repeat(" ", max(indent, 0))), "\n")
	if added, err := testfile.Parse(ast.NewSource(uri, was[:end]+text+was[end:])); err != nil || len(added.Cases) != len(f.Cases)+1 {
		return protocol.WorkspaceEdit{}, rpcError(codeFailed, "%s is written so that no case can be added to it; the case is%s", path.Base(keyOf(uri)), text)
	}
	var version *int32
	d := r.docs[keyOf(uri)]
	if d != nil {
		version = &d.version
	} else {
		d = r.opened(protocol.TextDocumentItem{URI: uri, Text: was})
	}
	at := d.rangeOf(ast.Span{From: ast.PosAt(end), To: ast.PosAt(end)})
	return protocol.WorkspaceEdit{DocumentChanges: []any{testFileEdit(uri, version, at, text)}}, nil
}

func testFileEdit(uri string, version *int32, at protocol.Range, text string) protocol.TextDocumentEdit {
	return protocol.TextDocumentEdit{
		TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{URI: uri, Version: version},
		Edits:        []protocol.TextEdit{{Range: at, NewText: text}},
	}
}
