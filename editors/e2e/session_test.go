package e2e_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// sample is what each editor opens: characters of two and four bytes before a finding,
// and no line end at the end, which saving must not add (V1.1, V4.2).
const sample = `version=1.0;
authorizationrules {
  [value=="café 🔒", type=="x-ms-sgx-mrsinger"] => permit();
};
issuancerules {
  c:[type=="x-ms-sgx-svn", value>=1] => issue(type="svn", value=c.value);
};`

// formatted is the sample with what the sessions did: a character inserted, the fix
// applied, the text formatted.
const formatted = `version=1.0;

authorizationrules {
    [value=="café 😀🔒", type=="x-ms-sgx-mrsigner"] => permit();
};

issuancerules {
    c:[type=="x-ms-sgx-svn", value>=1] => issue(type="svn", value=c.value);
};
`

// fact is what an editor must show at a step of its session (V4.2).
type fact struct {
	name string
	want string
	// within says that want is only a part of what is shown.
	within bool
}

// facts are those of a session. All editors go through the same one, but for what an
// editor can't do.
var facts = []fact{
	{"highlighted", "maaSection", false}, // the word version
	{"found", `"x-ms-sgx-mrsinger"`, false},
	{"found after an edit", `"x-ms-sgx-mrsinger"`, false},
	{"hover", "x-ms-sgx-svn", true},
	{"completed", `  [type=="x-ms-sgx-mrenclave"] => add(claim=c);`, false},
	{"fixed", `  [value=="café 😀🔒", type=="x-ms-sgx-mrsigner"] => permit();`, false},
	{"saved", strings.NewReplacer("🔒", "😀🔒", "mrsinger", "mrsigner").Replace(sample), false},
	{"symbols", "authorizationrules, permit, issuancerules, issue svn, c", false},
	{"command", "policy hash of sample.maa: ", true},
}

var server = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "assay-e2e-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "assay")
	out, err := exec.Command("go", "build", "-o", name, "../../cmd/assay").CombinedOutput()
	if err != nil {
		os.RemoveAll(dir)
		return "", &buildError{string(out), err}
	}
	return name, nil
})

type buildError struct {
	out string
	err error
}

func (e *buildError) Error() string { return e.err.Error() + "\n" + e.out }

func TestMain(m *testing.M) {
	status := m.Run()
	if name, err := server(); err == nil {
		os.RemoveAll(filepath.Dir(name))
	}
	os.Exit(status)
}

// but is the facts with others of the same names.
func but(others ...fact) []fact {
	out := slices.Clone(facts)
	for _, other := range others {
		out[slices.IndexFunc(out, func(f fact) bool { return f.name == other.name })] = other
	}
	return out
}

// session is an editor at work on the sample: its folders, and what it reported.
type session struct {
	t         *testing.T
	home      string // of the user, with the configuration of the editor
	workspace string
	env       []string
	status    []string // one of which the server must end with
}

// newSession makes the folders of a session. The command assay on the PATH is the real
// one; it also keeps what was said and how it ended.
func newSession(t *testing.T) *session {
	t.Helper()
	program, err := server()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	s := &session{t: t, home: home, workspace: filepath.Join(home, "work"), status: []string{"0"}}
	s.write("work/sample.maa", sample)
	s.write("work/.assay.yaml", "version: 1\n")
	s.write("bin/assay", `#!/bin/sh
[ "$1" = lsp ] || exec "$ASSAY_PROGRAM" "$@"
shift
# Some editors kill what they started, its process group too, before it said how it ended.
exec 3<&0
setsid sh -c '"$ASSAY_PROGRAM" lsp --record "$ASSAY_RECORD" "$@"; echo $? >"$ASSAY_STATUS"' sh "$@" <&3 3<&- &
exec 3<&- <&-
wait
`)
	if err := os.Chmod(s.path("bin/assay"), 0o755); err != nil {
		t.Fatal(err)
	}
	s.env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+s.path("config"), "XDG_DATA_HOME="+s.path("data"),
		"XDG_STATE_HOME="+s.path("state"), "XDG_CACHE_HOME="+s.path("cache"), "XDG_RUNTIME_DIR="+s.path("run"),
		"PATH="+s.path("bin")+string(os.PathListSeparator)+os.Getenv("PATH"), "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TERM=xterm-256color",
		"ASSAY_PROGRAM="+program, "ASSAY_RECORD="+s.path("record.jsonl"), "ASSAY_STATUS="+s.path("status"), "ASSAY_REPORT="+s.path("report"))
	if err := os.MkdirAll(s.path("run"), 0o700); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *session) path(name string) string { return filepath.Join(s.home, filepath.FromSlash(name)) }

func (s *session) write(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) read(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Error(err)
	}
	return string(data)
}

// install copies a file of editors/ to where a user puts it.
func (s *session) install(from, to string) {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(from)))
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(to, string(data))
}

// run runs an editor to its end, in the workspace, with its script copied beside it.
func (s *session) run(command *exec.Cmd, env ...string) {
	s.t.Helper()
	command.Dir = s.workspace
	command.Env = append(s.env, env...)
	if out, err := output(s.t, command); err != nil {
		s.t.Errorf("the editor ended with %v and\n%s", err, out)
	}
}

// script is the path of an editor's script.
func script(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// started is the context of an editor: it is killed at the limit.
func started(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// check compares what the editor reported with the facts, and the file that it saved in
// the end with the formatted text; and the server must have ended as asked.
func (s *session) check(formatted string, want []fact) {
	s.t.Helper()
	got := s.report()
	if err, ok := got["error"]; ok {
		s.t.Errorf("the session ended with an error: %s", err)
	}
	for _, f := range want {
		value, ok := got[f.name]
		if !ok {
			s.t.Errorf("%s: nothing, want %q", f.name, f.want)
		} else if f.within && !strings.Contains(value, f.want) || !f.within && value != f.want {
			s.t.Errorf("%s: got %q, want %q", f.name, value, f.want)
		}
	}
	if saved := s.read("work/sample.maa"); saved != formatted {
		s.t.Errorf("on the disk: got %q, want %q", saved, formatted)
	}
	if status := strings.TrimSpace(s.ended()); !slices.Contains(s.status, status) {
		s.t.Errorf("the server ended with %q, want one of %q", status, s.status)
	}
	s.checkRecord()
}

// ended waits for the end of the server, which may come after that of the editor.
func (s *session) ended() string {
	s.t.Helper()
	ctx := started(s.t)
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		if data, err := os.ReadFile(s.path("status")); err == nil && len(data) > 0 {
			return string(data)
		}
		select {
		case <-ctx.Done():
			return "no status"
		case <-tick.C:
		}
	}
}

// report reads the facts, one a line, as the scripts write them.
func (s *session) report() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(s.read("report")))
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		out[name] = unescape(value)
	}
	return out
}

// unescape undoes what the scripts do to keep a fact in one line.
func unescape(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(s)
}
