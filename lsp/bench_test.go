package lsp_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/lsp"
)

// benchURI is the document of the benchmarks.
const benchURI = "test:///bench.maa"

// benchRules is how many rules of two conditions it has (V6).
const benchRules = 1000

// benchPolicy is a policy of rules of two conditions each, no two of which are alike: each
// takes claims of the service, and those of the rule before.
func benchPolicy(rules int) string {
	var b strings.Builder
	b.WriteString("version=1.2;\n\nauthorizationrules {\n    [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n};\n\nissuancerules {\n")
	before := "x-ms-sgx-product-id"
	for i := range rules {
		name := fmt.Sprintf("level-%04d", i)
		fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", value>=%d] && [type==%q, value>=%d]\n        => issue(type=%q, value=c.value);\n", i, before, i, name)
		before = name
	}
	b.WriteString("};\n")
	return b.String()
}

// The rule in the middle of the document is on this line, its action on the next one.
const benchLine = 7 + 2*(benchRules/2)

// benchCapabilities are those of an editor that findings are pushed to.
const benchCapabilities = `{"textDocument": {
	"publishDiagnostics": {"versionSupport": true, "relatedInformation": true, "dataSupport": true},
	"completion": {"completionItem": {"documentationFormat": ["markdown"], "resolveSupport": {"properties": ["documentation"]}}},
	"hover": {"contentFormat": ["markdown"]},
	"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor"]}}},
	"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}
}}`

// benchEdits stand in turn at one place: findings come and go.
var benchEdits = [2]string{"x-ms-sgx-svn", "x-ms-sgx-svm"}

// benchEditor is an editor that has the document open. It looks at what the server says
// no more than it must, so that the server is what is measured.
type benchEditor struct {
	b       *testing.B
	in      io.Writer
	out     *bufio.Reader
	version int
	id      int
}

func startBench(b *testing.B) *benchEditor {
	b.Helper()
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	e := &benchEditor{b: b, in: fromClient, out: bufio.NewReaderSize(toClient, 1<<20)}
	done := make(chan error, 1)
	go func() {
		done <- lsp.Serve(context.Background(), lsp.NewStream(pipe{toServer, fromServer}), lsp.Options{Searches: time.Hour})
	}()
	b.Cleanup(func() {
		e.call("shutdown", "{}")
		e.notify("exit", "{}")
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	e.call("initialize", `{"processId": null, "rootUri": null, "capabilities": `+benchCapabilities+`}`)
	e.notify("initialized", "{}")
	return e
}

func openBench(b *testing.B) *benchEditor {
	b.Helper()
	e := startBench(b)
	e.open(benchURI, benchPolicy(benchRules))
	return e
}

func (e *benchEditor) send(text string) {
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		e.b.Error(err)
	}
}

func (e *benchEditor) notify(method, params string) {
	e.send(fmt.Sprintf(`{"jsonrpc": "2.0", "method": %q, "params": %s}`, method, params))
}

// until reads what the server says up to a message that begins in a way.
func (e *benchEditor) until(begins string) []byte {
	e.b.Helper()
	for {
		header, err := textproto.NewReader(e.out).ReadMIMEHeader()
		if err != nil {
			e.b.Fatal(err)
		}
		n, _ := strconv.Atoi(header.Get("Content-Length"))
		data := make([]byte, n)
		if _, err := io.ReadFull(e.out, data); err != nil {
			e.b.Fatal(err)
		}
		if bytes.HasPrefix(data, []byte(begins)) {
			return data
		}
	}
}

// call returns what a request is answered with.
func (e *benchEditor) call(method, params string) []byte {
	e.b.Helper()
	e.id++
	e.send(fmt.Sprintf(`{"jsonrpc": "2.0", "id": %d, "method": %q, "params": %s}`, e.id, method, params))
	before := fmt.Sprintf(`{"id":%d,`, e.id)
	result, ok := bytes.CutPrefix(e.until(before)[len(before):], []byte(`"result":`))
	if !ok {
		e.b.Fatalf("%s: found %s, expected a result", method, result)
	}
	return bytes.TrimSuffix(result, []byte(`,"jsonrpc":"2.0"}`))
}

// findings waits for the findings of a version.
func (e *benchEditor) findings(version int) string {
	e.b.Helper()
	for {
		var m struct {
			Params struct {
				Version     int
				Diagnostics []struct{ Code string }
			}
		}
		if err := json.Unmarshal(e.until(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics"`), &m); err != nil {
			e.b.Fatal(err)
		}
		if m.Params.Version == version {
			codes := make([]string, len(m.Params.Diagnostics))
			for i, d := range m.Params.Diagnostics {
				codes[i] = d.Code
			}
			return strings.Join(codes, " ")
		}
	}
}

func (e *benchEditor) open(uri, text string) {
	e.b.Helper()
	e.version = 1
	e.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument": {"uri": %q, "languageId": "maa-policy", "version": 1, "text": %q}}`, uri, text))
	if got := e.findings(1); got != "" {
		e.b.Fatalf("found %q, expected nothing", got)
	}
}

// key replaces the word at the place, and waits for the findings.
func (e *benchEditor) key() {
	e.b.Helper()
	e.version++
	e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument": {"uri": %q, "version": %d}, "contentChanges": [
		{"range": {"start": {"line": %d, "character": 14}, "end": {"line": %[3]d, "character": 26}}, "text": %q}]}`,
		benchURI, e.version, benchLine, benchEdits[(e.version+1)%2]))
	if got, want := e.findings(e.version), []string{"", "MAA3004"}[(e.version+1)%2]; got != want {
		e.b.Fatalf("found %q after a keystroke, expected %q", got, want)
	}
}

// measured measures something again and again, and reports the median and the 95th
// percentile (V6.20).
func measured(b *testing.B, before, f func()) {
	b.Helper()
	var all []time.Duration
	for b.Loop() {
		before()
		began := time.Now()
		f()
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	for _, p := range []int{50, 95} {
		b.ReportMetric(float64(all[min(len(all)-1, len(all)*p/100)])/1e6, fmt.Sprintf("p%d-ms", p))
	}
}

// BenchmarkKeystroke is what an editor waits for the findings after a keystroke in the
// middle of a policy of 1,000 rules, and after opening it (V6.1).
func BenchmarkKeystroke(b *testing.B) {
	b.Run("change", func(b *testing.B) {
		e := openBench(b)
		measured(b, func() {}, e.key)
	})
	b.Run("open", func(b *testing.B) {
		e := startBench(b)
		text, n := benchPolicy(benchRules), 0
		measured(b, func() { n++ }, func() {
			uri := fmt.Sprintf("test:///%d.maa", n)
			e.open(uri, text)
			e.notify("textDocument/didClose", `{"textDocument": {"uri": "`+uri+`"}}`)
		})
	})
}

// BenchmarkRequests is what an editor waits for an answer about that policy, each after
// two keystrokes (V6.2 to V6.5).
func BenchmarkRequests(b *testing.B) {
	document := `"textDocument": {"uri": "` + benchURI + `"}`
	at := func(line, character int) string {
		return fmt.Sprintf(`%s, "position": {"line": %d, "character": %d}`, document, line, character)
	}
	lines := func(from, to int) string {
		return fmt.Sprintf(`"range": {"start": {"line": %d, "character": 0}, "end": {"line": %d, "character": 0}}`, from, to)
	}
	claim, made := at(benchLine, 16), at(benchLine+1, 26)
	for _, r := range []struct {
		name, method, params string
		broken               bool // there is a finding in the rule
	}{
		{"completion", "textDocument/completion", at(benchLine, 20), false},
		{"hover", "textDocument/hover", claim, false},
		{"definition", "textDocument/definition", at(benchLine+1, 42), false},
		{"highlight", "textDocument/documentHighlight", claim, false},
		{"signature", "textDocument/signatureHelp", made, false},
		{"actions", "textDocument/codeAction", document + ", " + lines(benchLine, benchLine+1) + `, "context": {"diagnostics": []}`, true},
		{"lenses", "textDocument/codeLens", document, false},
		{"references", "textDocument/references", claim + `, "context": {"includeDeclaration": true}`, false},
		{"rename", "textDocument/rename", at(benchLine, 4) + `, "newName": "d"`, false},
		{"symbols", "textDocument/documentSymbol", document, false},
		{"folding", "textDocument/foldingRange", document, false},
		{"hints", "textDocument/inlayHint", document + ", " + lines(benchLine, benchLine+50), false},
		{"links", "textDocument/documentLink", document, false},
		{"tokens", "textDocument/semanticTokens/full", document, false},
		{"tokens-range", "textDocument/semanticTokens/range", document + ", " + lines(benchLine, benchLine+50), false},
		{"formatting", "textDocument/formatting", document + `, "options": {"tabSize": 4, "insertSpaces": true}`, false},
	} {
		b.Run(r.name, func(b *testing.B) {
			e := openBench(b)
			if r.broken {
				e.key()
			}
			var answer []byte
			measured(b, func() { e.key(); e.key() }, func() { answer = e.call(r.method, "{"+r.params+"}") })
			if len(answer) <= len("null") && r.name != "formatting" {
				b.Fatalf("found %s, expected an answer", answer)
			}
		})
	}
}

// BenchmarkTokensDelta is what an editor waits for what changed of the tokens (V6.4).
func BenchmarkTokensDelta(b *testing.B) {
	e := openBench(b)
	document := `{"textDocument": {"uri": "` + benchURI + `"}`
	answer := e.call("textDocument/semanticTokens/full", document+"}")
	measured(b, func() { e.key(); e.key() }, func() {
		last, _, _ := bytes.Cut(bytes.TrimPrefix(answer, []byte(`{"resultId":"`)), []byte(`"`))
		answer = e.call("textDocument/semanticTokens/full/delta", fmt.Sprintf(`%s, "previousResultId": %q}`, document, last))
		if !bytes.Contains(answer, []byte(`"edits":`)) {
			b.Fatalf("found %.80s, expected edits", answer)
		}
	})
}
