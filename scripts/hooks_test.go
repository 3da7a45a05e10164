package scripts_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// hook is a hook of .pre-commit-hooks.yaml.
type hook struct {
	ID, Name, Description, Language, Entry, Files string
	PassFilenames                                 *bool `yaml:"pass_filenames"`
}

// runHook runs a hook as pre-commit does: the words of its entry, then the staged
// files that it takes, in a shell's PATH with the command. A hook also fails if it
// changes a file.
func runHook(t *testing.T, h hook, dir string) result {
	t.Helper()
	folder, err := build()
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile(h.Files)
	args := strings.Fields(h.Entry)
	taken := 0
	for _, name := range strings.Split(strings.TrimSpace(git(t, dir, "ls-files", "--cached")), "\n") {
		if !files.MatchString(name) {
			continue
		}
		taken++
		if h.PassFilenames == nil || *h.PassFilenames {
			args = append(args, name)
		}
	}
	if taken == 0 {
		t.Fatalf("%s takes no file", h.ID)
	}
	command := exec.Command("env", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"))
	r := output(t, command)
	if changed := git(t, dir, "diff"); r.status == 0 && changed != "" {
		r.status, r.out = 1, r.out+changed
	}
	return r
}

// Each hook passes where all is well, and fails where something isn't.
func TestHooks(t *testing.T) {
	t.Parallel()
	var hooks []hook
	document(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 3 {
		t.Fatalf("got %d hooks, want three", len(hooks))
	}
	broken := strings.Replace(bad, "a b.maa --", "broken.maa --", 1)
	broken = strings.Replace(strings.Replace(broken, "policy: a b.maa", "policy: broken.maa", 1), "value==false", "value=false", 1)
	loose := strings.Replace(strings.ReplaceAll(bad, "a b.maa", "loose.maa"), "debugable", "debuggable", 1)
	for _, h := range hooks {
		t.Run(h.ID, func(t *testing.T) {
			t.Parallel()
			if h.Language != "golang" || h.Name == "" || h.Description == "" {
				t.Errorf("got %+v, want a golang hook with a name and a description", h)
			}
			if r := runHook(t, h, repository(t, good)); r.status != 0 {
				t.Errorf("good: got status %d and\n%s", r.status, r.out)
			}
			archive := loose
			if h.ID == "assay-check" {
				archive = broken
			}
			if r := runHook(t, h, repository(t, archive)); r.status != 1 {
				t.Errorf("bad: got status %d, want 1, and\n%s", r.status, r.out)
			}
		})
	}
}

// pre-commit builds hooks by "go install ./...": the module has one command, by the
// name that the hooks use.
func TestHooksCommand(t *testing.T) {
	t.Parallel()
	command := exec.Command("go", "list", "-f", `{{if and (eq .Name "main") .GoFiles}}{{.ImportPath}}{{end}}`, "./...")
	command.Dir = ".."
	r := output(t, command)
	if got := strings.TrimSpace(r.out); !strings.HasSuffix(got, "/cmd/assay") || strings.Contains(got, "\n") {
		t.Errorf("got the commands %q, want one", got)
	}
}
