package remote_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/internal/wasmbuild"
)

// dir is where the modules are, empty until a test wants them.
var dir string

// built builds both modules as make wasm does, once.
var built = sync.OnceValues(func() (string, error) {
	var err error
	if dir, err = os.MkdirTemp("", "assay-wasm"); err != nil {
		return "", err
	}
	for name, folder := range map[string]string{"lsp.wasm": "../../cmd/lsp-wasm", "eval.wasm": "../../cmd/eval-wasm"} {
		if err := wasmbuild.Build(folder, filepath.Join(dir, name)); err != nil {
			return dir, err
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

func modules(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestNoEngineV5_4: the module of the language server links no engine, no evidence and
// no tokens.
func TestNoEngineV5_4(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", "../../cmd/lsp-wasm")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	const ours = "github.com/assay-policy/assay/"
	deps := strings.Fields(string(out))
	for _, d := range deps {
		for _, not := range []string{"cel.dev/", ours + "internal/engine", ours + "compile", ours + "evidence", ours + "token", "net/http", "html/template", "crypto/x509", "google.golang.org/"} {
			if strings.HasPrefix(d, not) {
				t.Errorf("links %s", d)
			}
		}
	}
	if !slices.Contains(deps, ours+"lsp") {
		t.Errorf("found %d packages, none of which is lsp", len(deps))
	}
}

// TestSizesV6_12: what a browser loads stays within bounds.
func TestSizesV6_12(t *testing.T) {
	t.Parallel()
	dir := modules(t)
	for name, budget := range map[string]float64{"lsp.wasm": lspBudget, "eval.wasm": evalBudget} {
		out, err := exec.Command("node", "testdata/size.js", filepath.Join(dir, name)).Output()
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil {
			t.Fatal(err)
		}
		size := float64(n) / (1 << 20)
		t.Logf("%s: %.2f MiB", name, size)
		if size > budget {
			t.Errorf("%s: %.2f MiB, want at most %.2f", name, size, budget)
		}
	}
}

// page is a module that runs in Node.
type page struct {
	t    *testing.T
	cmd  *exec.Cmd
	w    io.WriteCloser
	r    *bufio.Reader
	errs strings.Builder
}

// goRoot is where Go is.
func goRoot(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func open(t *testing.T, files ...string) *page {
	t.Helper()
	dir := modules(t)
	args := []string{"testdata/run.js", filepath.Join(goRoot(t), "lib", "wasm", "wasm_exec.js")}
	for _, f := range files {
		args = append(args, filepath.Join(dir, f))
	}
	p := &page{t: t, cmd: exec.CommandContext(t.Context(), "node", args...)}
	p.cmd.Stderr = &p.errs
	var err error
	if p.w, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	r, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.r = bufio.NewReader(r)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(2*time.Minute, func() { p.cmd.Process.Kill() })
	t.Cleanup(func() { late.Stop() })
	return p
}

func (p *page) say(messages ...string) {
	p.t.Helper()
	for _, m := range messages {
		if _, err := io.WriteString(p.w, m+"\n"); err != nil {
			p.t.Fatalf("%v; %s", err, p.errs.String())
		}
	}
}

// reply is what the server says.
type reply struct {
	ID     json.RawMessage
	Method string
	Params struct {
		Version     int
		Diagnostics []struct{ Code string }
	}
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

// hear waits for a message. What the server asks is answered with null.
func (p *page) hear(want func(reply) bool) reply {
	p.t.Helper()
	for {
		line, err := p.r.ReadBytes('\n')
		if err != nil {
			p.t.Fatalf("%v; %s", err, p.errs.String())
		}
		var m reply
		if err := json.Unmarshal(line, &m); err != nil {
			p.t.Fatalf("%s: %v", line, err)
		}
		if want(m) {
			return m
		}
		if m.ID != nil && m.Method != "" {
			p.say(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":null}`, m.ID))
		}
	}
}

func (p *page) answer(id string) reply {
	p.t.Helper()
	return p.hear(func(m reply) bool { return m.Method == "" && string(m.ID) == id })
}

// left waits for the end, after the farewell.
func (p *page) left() int {
	p.t.Helper()
	io.Copy(io.Discard, p.r)
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// leave says farewell as a client should, and waits for the end.
func (p *page) leave() {
	p.t.Helper()
	p.say(bye, exit)
	p.answer("99")
	if status := p.left(); status != 0 {
		p.t.Errorf("exit status %d: %s", status, p.errs.String())
	}
}

const (
	hello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{"textDocument":{"publishDiagnostics":{"versionSupport":true}}}}}`
	ready = `{"jsonrpc":"2.0","method":"initialized","params":{}}`
	bye   = `{"jsonrpc":"2.0","id":99,"method":"shutdown"}`
	exit  = `{"jsonrpc":"2.0","method":"exit"}`
)

func didOpen(uri, language, text string) string {
	quoted, _ := json.Marshal(text)
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":%q,"languageId":%q,"version":1,"text":%s}}}`, uri, language, quoted)
}

// TestLifeV2_9: the server as a module has the life that it has in the command.
func TestLifeV2_9(t *testing.T) {
	t.Parallel()
	p := open(t, "lsp.wasm")
	p.say(`{"id":"early","method":"shutdown"}`, hello, ready, "{", didOpen("memfs:/café 🔒.maa", "maa-policy", "version=1.0;\nauthorizationrules { => permits(); };\n"))
	if m := p.answer(`"early"`); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("before initialize: %+v", m)
	}
	p.answer("0")
	if m := p.answer("null"); m.Error == nil || m.Error.Code != -32700 {
		t.Errorf("broken JSON: %+v", m)
	}
	m := p.hear(func(m reply) bool { return m.Method == "textDocument/publishDiagnostics" })
	if len(m.Params.Diagnostics) != 1 || m.Params.Version != 1 {
		t.Errorf("diagnostics are %+v, want one, of version 1", m.Params)
	}
	for i := 1; i <= 20; i++ {
		p.say(fmt.Sprintf(`{"id":-%d,"method":"textDocument/hover","params":{"textDocument":{"uri":"memfs:/café 🔒.maa"},"position":{"line":1,"character":28}}}`, i),
			fmt.Sprintf(`{"method":"$/cancelRequest","params":{"id":-%d}}`, i))
	}
	for i := 1; i <= 20; i++ {
		if m := p.answer(fmt.Sprint(-i)); m.Error != nil && m.Error.Code != -32800 {
			t.Errorf("a cancelled request: %+v", m.Error)
		}
	}
	p.leave()
}

// TestExitAlone: the status says that the client left without a shutdown.
func TestExitAlone(t *testing.T) {
	t.Parallel()
	p := open(t, "lsp.wasm")
	p.say(hello, exit)
	if status := p.left(); status != 1 {
		t.Errorf("exit status %d, want 1: %s", status, p.errs.String())
	}
}

// TestModulesEvaluateV5_4: the two modules together evaluate a policy, and run tests, over
// files that only the editor has.
func TestModulesEvaluateV5_4(t *testing.T) {
	t.Parallel()
	p := open(t, "lsp.wasm", "eval.wasm")
	const folder = "memfs:/w/"
	p.say(hello, ready,
		didOpen(folder+"p.maa", "maa-policy", "version=1.0;\nauthorizationrules {\n  [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n};\n"),
		didOpen(folder+"p.claims.json", "json", `{"x-ms-sgx-is-debuggable": true}`),
		didOpen(folder+"p_test.yaml", "yaml", "version: 1\ncases:\n  - name: debug\n    given: {file: p.claims.json}\n    expect: {decision: deny}\n"))
	p.answer("0")
	command := func(id int, name, arguments string) string {
		return fmt.Sprintf(`{"id":%d,"method":"workspace/executeCommand","params":{"command":%q,"arguments":%s}}`, id, name, arguments)
	}
	p.say(command(1, "assay.evaluate", `["memfs:/w/p.maa"]`))
	if m := p.answer("1"); !strings.Contains(string(m.Result), `"decision":"deny"`) {
		t.Errorf("evaluated: %s, %+v", m.Result, m.Error)
	}
	p.say(command(2, "assay.explain", `["memfs:/w/p.maa"]`))
	if m := p.answer("2"); !strings.Contains(string(m.Result), "would be permitted after 1 change") {
		t.Errorf("explained: %s, %+v", m.Result, m.Error)
	}
	p.say(command(3, "assay.runTests", `["memfs:/w/p_test.yaml"]`))
	if m := p.answer("3"); !strings.Contains(string(m.Result), `"status":"passed"`) {
		t.Errorf("tested: %s, %+v", m.Result, m.Error)
	}
	p.leave()
}

// chained is a policy of rules each of which takes what the one before made, so that
// proofs take long.
func chained(rules int) string {
	var b strings.Builder
	b.WriteString("version=1.1;\nauthorizationrules {\n")
	for i := range rules {
		fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", value>=%d] && [type==\"made-%d\"] => add(type=\"made-%d\", value=c.value);\n", i, i, i+1)
	}
	b.WriteString("    => permit();\n};\n")
	return b.String()
}

// TestProofsLetOthersInV2_10: while the proofs of 1,000 rules run, a later request is
// answered, and they can be cancelled. Messages arrive only while Go sleeps: without that,
// all that is said after the request for findings would be heard after their end.
func TestProofsLetOthersInV2_10(t *testing.T) {
	t.Parallel()
	p := open(t, "lsp.wasm")
	const uri = "memfs:/chained.maa"
	p.say(strings.Replace(hello, `"textDocument":{`, `"textDocument":{"diagnostic":{},`, 1), ready, didOpen(uri, "maa-policy", chained(1_000)))
	p.answer("0")
	document := `"textDocument":{"uri":"` + uri + `"}`
	hover := func(id int) string {
		return fmt.Sprintf(`{"id":%d,"method":"textDocument/hover","params":{%s,"position":{"line":500,"character":20}}}`, id, document)
	}
	p.say(hover(1))
	p.answer("1") // all but the proofs is done
	p.say(`{"id":2,"method":"textDocument/diagnostic","params":{`+document+`}}`, hover(3))
	first := p.hear(func(m reply) bool { return m.Method == "" })
	if string(first.ID) != "3" || first.Error != nil {
		t.Errorf("the first answer is to %s, %+v, want that to the hover", first.ID, first.Error)
	}
	p.say(`{"method":"$/cancelRequest","params":{"id":2}}`)
	if m := p.answer("2"); m.Error == nil || m.Error.Code != -32800 {
		t.Errorf("cancelled proofs: %+v", m.Error)
	}
	p.say(hover(4))
	p.answer("4")
	p.leave()
}

// TestCancelV6_7: work begins after all that was said before it, so that a request which
// is cancelled at once is never worked on, and a text that changed at once isn't looked at.
func TestCancelV6_7(t *testing.T) {
	t.Parallel()
	p := open(t, "lsp.wasm")
	const uri = "memfs:/chained.maa"
	p.say(hello, ready, didOpen(uri, "maa-policy", chained(100)))
	p.hear(func(m reply) bool { return m.Method == "textDocument/publishDiagnostics" })
	change := func(version int) string {
		return fmt.Sprintf(`{"method":"textDocument/didChange","params":{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":" "}]}}`, uri, version)
	}
	p.say(strings.Join([]string{
		change(2), change(3),
		fmt.Sprintf(`{"id":1,"method":"textDocument/formatting","params":{"textDocument":{"uri":%q},"options":{"tabSize":4,"insertSpaces":true}}}`, uri),
		`{"method":"$/cancelRequest","params":{"id":1}}`,
	}, "\n"))
	if m := p.hear(func(m reply) bool { return m.Method != "window/logMessage" }); string(m.ID) != "1" || m.Error == nil || m.Error.Code != -32800 {
		t.Errorf("the first answer is %s %s, %+v, want that the request was cancelled", m.ID, m.Method, m.Error)
	}
	if m := p.hear(func(m reply) bool { return m.Method == "textDocument/publishDiagnostics" }); m.Params.Version != 3 {
		t.Errorf("the next findings are of version %d, want 3", m.Params.Version)
	}
	p.leave()
}
