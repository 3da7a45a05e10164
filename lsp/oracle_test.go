package lsp_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// oracleHead derives from the name of a method the types of what it carries.
const oracleHead = `import * as p from 'vscode-languageserver-protocol';
type Named = (typeof p)[keyof typeof p];
type TypeOf<M> = Extract<Named, { readonly method: M }> extends { readonly type: infer T } ? T : never;
type Params<M> = TypeOf<M> extends p.NotificationType<infer P> ? P : TypeOf<M> extends p.RequestType<infer P, any, any> ? P : TypeOf<M> extends p.RequestType0<any, any> ? undefined : never;
type Result<M> = TypeOf<M> extends p.RequestType<any, infer R, any> ? R : never;
type Known<T> = [T] extends [never] ? false : 0 extends 1 & T ? false : true;
type Progress = { token: p.ProgressToken, value: p.WorkDoneProgressBegin | p.WorkDoneProgressReport | p.WorkDoneProgressEnd | p.WorkspaceDiagnosticReportPartialResult };
`

// checkMessages compiles what a server said against the types of the protocol (V2.4).
func checkMessages(t *testing.T, recorded string) {
	t.Helper()
	dir := oracleFolder(t)
	source, n := oracleSource(t, recorded)
	const fewest = 100
	if n < fewest {
		t.Fatalf("found %d messages, expected at least %d", n, fewest)
	}
	work := t.TempDir()
	for name, text := range map[string]string{
		"messages.ts": source,
		"tsconfig.json": `{"compilerOptions": {"strict": true, "noEmit": true, "skipLibCheck": true, "target": "es2022", "module": "node16",
			"moduleResolution": "node16", "types": [], "exactOptionalPropertyTypes": true}, "files": ["messages.ts"]}`,
	} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "node_modules"), filepath.Join(work, "node_modules")); err != nil {
		t.Fatal(err)
	}
	compile := exec.Command(filepath.Join(dir, "node_modules", ".bin", "tsc"), "-p", work)
	compile.Dir = work
	out, err := compile.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, explainedByLines(source, string(out)))
	}
}

// oracleFolder is where the types and the compiler are; they are installed there if
// they aren't.
func oracleFolder(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("found no npm, which installs the types of the protocol; scripts/test installs it")
		}
		t.Skip("found no npm, which installs the types of the protocol; scripts/test installs it")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "assay-test", "lsp-types-3.18.5")
	if out, err := exec.Command("../scripts/lsp-types", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// oracleSource writes each message of the server as a constant of its type, and counts
// them.
func oracleSource(t *testing.T, recorded string) (string, int) {
	t.Helper()
	var out strings.Builder
	out.WriteString(oracleHead)
	asked := map[string]string{} // the methods of the client's requests, by id
	seen := map[string]bool{}
	lines := bufio.NewScanner(strings.NewReader(recorded))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var r struct {
			From    string
			Message struct {
				ID             json.RawMessage
				Method         string
				Params, Result json.RawMessage
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		m := r.Message
		if r.From == "client" {
			if m.Method != "" && m.ID != nil {
				asked[string(m.ID)] = m.Method
			}
			continue
		}
		typ, known, value := "", "", string(m.Params)
		switch {
		case m.Method == "$/progress":
			typ = "Progress"
		case m.Method != "":
			typ = fmt.Sprintf("Params<%q>", m.Method)
		case m.Result != nil && asked[string(m.ID)] != "shutdown":
			method := asked[string(m.ID)]
			typ, value = fmt.Sprintf("Result<%q>", method), string(m.Result)
			if method == "workspace/executeCommand" { // may be anything
				known = "any"
			}
		default:
			continue
		}
		if value == "" {
			value = "undefined"
		}
		if seen[typ+value] {
			continue
		}
		if !seen[typ] && known == "" && typ != "Progress" {
			fmt.Fprintf(&out, "const known%d: Known<%s> = true;\n", len(seen), typ)
		}
		seen[typ], seen[typ+value] = true, true
		fmt.Fprintf(&out, "const message%d: %s = %s;\n", len(seen), typ, value)
	}
	return out.String(), len(seen)
}

// explainedByLines adds to the errors of the compiler the lines that they are about.
func explainedByLines(source, errors string) string {
	lines := strings.Split(source, "\n")
	var out strings.Builder
	for e := range strings.Lines(errors) {
		out.WriteString(e)
		var line int
		if _, err := fmt.Sscanf(e, "messages.ts(%d,", &line); err == nil && line > 0 && line <= len(lines) {
			fmt.Fprintf(&out, "    %.300s\n", lines[line-1])
		}
	}
	return out.String()
}
