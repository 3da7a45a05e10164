package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// V4.2, V4.4: Helix of Debian 13 in a terminal, with the files that a user drops in.
func TestHelix(t *testing.T) {
	t.Parallel()
	tools := find(t, helix, tmux, compiler)
	s := newSession(t)
	s.install("helix/languages.toml", "config/helix/languages.toml")
	for _, query := range []string{"highlights", "injections", "indents", "locals", "textobjects"} {
		s.install("helix/queries/maa/"+query+".scm", "config/helix/runtime/queries/maa/"+query+".scm")
	}
	s.buildParser("config/helix/runtime/grammars/maa.so")
	s.write("config/helix/config.toml", "[editor]\ninsert-final-newline = false\n")

	hx := s.terminal(tools[1], trixie(t.Context(), t, tools[0], "sample.maa"))
	hx.shows("● 2") // what the searches find came, too
	hx.until("a keyword in its colour", func() bool {
		coloured, _ := hx.run("capture-pane", "-p", "-e")
		return strings.Contains(coloured, "authorizationrules\x1b[")
	})
	hx.keys("]D")
	hx.shows(`expected "x-ms-sgx-mrsigner"`)
	hx.selection("found")

	hx.keys("/🔒", "Enter", "i", "😀", "Escape")
	hx.shows("😀🔒")
	hx.keys("gg]D")
	hx.shows(`expected "x-ms-sgx-mrsigner"`)
	hx.selection("found after an edit")

	hx.keys("/x-ms-sgx-svn", "Enter", " k")
	hx.fact("hover", hx.shows("security version number"))
	hx.keys("Escape")

	// Pasted: Helix may send the changes of fast typing out of order.
	hx.keys("O")
	hx.shows(" INS ")
	hx.paste(`[type=="x-ms-sgx-mren"] => add(claim=c);`)
	hx.shows("mren")
	hx.keys("Escape", "/mren", "Enter", "a", "C-x")
	hx.shows("x-ms-sgx-mrenclave")
	hx.keys("C-n", "Enter", "Escape", "x")
	hx.selection("completed")
	hx.keys("d")

	hx.keys("gg]D", " a")
	hx.shows("Replace with")
	hx.keys("Enter")
	hx.shows("x-ms-sgx-mrsigner")
	hx.keys("x")
	hx.selection("fixed")
	hx.keys(":w", "Enter")
	hx.shows("written")
	hx.fact("saved", s.read("work/sample.maa"))

	hx.keys(":format", "Enter", ":w", "Enter")
	hx.until("the formatted text on the disk", func() bool { return s.read("work/sample.maa") == formatted })

	hx.keys(" s")
	hx.fact("symbols", hx.shows("issue svn"))
	hx.keys("Escape")

	hx.keys(":lsp-workspace-command assay.hash", "Enter")
	hx.fact("command", hx.shows("policy hash"))

	hx.keys(":quit!", "Enter")
	hx.until("the end of the editor", func() bool { return !hx.alive() })
	s.check(formatted, slices.DeleteFunc(but(fact{"symbols", "issue svn", true}), func(f fact) bool { return f.name == "highlighted" }))
}

// screen is a terminal with an editor in it.
type screen struct {
	*session
	tmux, socket string
}

// terminal starts a command in a terminal of its own.
func (s *session) terminal(tmux string, command *exec.Cmd) *screen {
	s.t.Helper()
	x := &screen{s, tmux, filepath.Join(s.home, "tmux")}
	start := exec.CommandContext(s.t.Context(), tmux, append([]string{"-S", x.socket, "-f", os.DevNull,
		"new-session", "-d", "-x", "120", "-y", "40", "--"}, command.Args...)...)
	start.Dir, start.Env = s.workspace, s.env
	if out, err := output(s.t, start); err != nil {
		s.t.Fatalf("%v\n%s", err, out)
	}
	s.t.Cleanup(func() { exec.Command(tmux, "-S", x.socket, "kill-server").Run() })
	return x
}

func (x *screen) run(args ...string) (string, error) {
	x.t.Helper()
	return output(x.t, exec.CommandContext(x.t.Context(), x.tmux, append([]string{"-S", x.socket}, args...)...))
}

func (x *screen) alive() bool {
	_, err := x.run("has-session")
	return err == nil
}

// keys types: text as it is, and keys by the names of tmux.
func (x *screen) keys(keys ...string) {
	x.t.Helper()
	for _, key := range keys {
		args := []string{"send-keys", "-l", key}
		if key == "Enter" || key == "Escape" || strings.HasPrefix(key, "C-") {
			args = []string{"send-keys", key}
		}
		if out, err := x.run(args...); err != nil {
			x.t.Fatalf("%v\n%s", err, out)
		}
		if key == "Escape" { // with what follows at once, it would be another key
			x.until("the end of what was open", func() bool {
				shown, _ := x.run("capture-pane", "-p")
				return strings.Contains(shown, " NOR ") && !strings.ContainsAny(shown, popup)
			})
		}
	}
}

// popup is what stands in a window of Helix and not in the text.
const popup = "┌│•"

// paste inserts a text at once.
func (x *screen) paste(text string) {
	x.t.Helper()
	last := strings.TrimSuffix(text, ";") + `\;` // where tmux would see the end of its command
	if out, err := x.run("set-buffer", last, ";", "paste-buffer", "-p"); err != nil {
		x.t.Fatalf("%v\n%s", err, out)
	}
}

// shows waits for a text on the screen, and returns all that is there.
func (x *screen) shows(text string) string {
	x.t.Helper()
	shown := ""
	x.until(text, func() bool {
		shown, _ = x.run("capture-pane", "-p")
		return strings.Contains(shown, text)
	})
	return shown
}

// until waits for a condition, and ends the test at the limit.
func (x *screen) until(what string, condition func() bool) {
	x.t.Helper()
	ctx := started(x.t)
	for tick := time.NewTicker(20 * time.Millisecond); !condition(); {
		select {
		case <-ctx.Done():
			shown, _ := x.run("capture-pane", "-p")
			x.t.Fatalf("timed out: %s; the screen shows\n%s", what, shown)
		case <-tick.C:
		}
	}
}

// selection reports what is selected.
func (x *screen) selection(name string) {
	x.t.Helper()
	file := x.path("selection")
	os.Remove(file)
	x.keys(":pipe-to cat >"+file+".new && mv "+file+".new "+file, "Enter")
	x.until("the selection", func() bool {
		_, err := os.Stat(file)
		return err == nil
	})
	x.fact(name, strings.TrimSuffix(x.read("selection"), "\n"))
}

// fact reports what the editor shows.
func (x *screen) fact(name, value string) {
	x.t.Helper()
	f, err := os.OpenFile(x.path("report"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		x.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(name + ": " + strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(value) + "\n"); err != nil {
		x.t.Fatal(err)
	}
}
