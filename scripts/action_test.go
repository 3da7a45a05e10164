package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
)

// action is what action.yml says.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []step
	}
}

type step struct {
	Name, ID, If, Uses, Shell, Run string
	Env                            map[string]string
}

// document reads a YAML file of the root.
func document(t *testing.T, name string, to any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, to); err != nil {
		t.Fatal(err)
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	document(t, "action.yml", &a)
	return a
}

// build runs the action's own step that builds the command, once, and returns the
// folder that it is in.
var build = sync.OnceValues(func() (string, error) {
	data, err := os.ReadFile(filepath.Join("..", "action.yml"))
	if err != nil {
		return "", err
	}
	var a action
	if err := yaml.Unmarshal(data, &a); err != nil {
		return "", err
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "assay-action")
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(a.Runs.Steps, func(s step) bool { return s.ID == "build" })
	command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", a.Runs.Steps[i].Run)
	command.Dir = folder
	command.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+root, "RUNNER_TEMP="+folder, "GOFLAGS=", "GOWORK=off")
	command.Stderr = os.Stderr
	return folder, command.Run()
})

func TestMain(m *testing.M) {
	status := m.Run()
	if folder, err := build(); err == nil {
		os.RemoveAll(folder)
	}
	os.Exit(status)
}

// repository writes an archive's files into a folder under git.
func repository(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "init", "-q")
	git(t, dir, "add", ".")
	return dir
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := exec.Command("git", args...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v: %s", args, err, out)
	}
	return string(out)
}

// wanted is the condition under which a step that runs the command runs.
var wanted = regexp.MustCompile(`^\$\{\{ !cancelled\(\) && steps\.build\.outcome == 'success' && contains\(inputs\.run, '(\w+)'\) \}\}$`)

// input is an expression that stands for an input.
var input = regexp.MustCompile(`^\$\{\{ inputs\.([\w-]+) \}\}$`)

// runAction runs the steps of the action that come after the build as GitHub does, and
// returns the output and the exit status of each by its name.
func runAction(t *testing.T, dir string, inputs map[string]string) map[string]result {
	t.Helper()
	folder, err := build()
	if err != nil {
		t.Fatal(err)
	}
	a := readAction(t)
	value := func(name string) string {
		in, ok := a.Inputs[name]
		if !ok {
			t.Fatalf("found the input %q, which the action doesn't have", name)
		}
		if v, ok := inputs[name]; ok {
			return v
		}
		return in.Default
	}
	results := map[string]result{}
	for _, s := range a.Runs.Steps {
		if s.Uses != "" || s.ID == "build" {
			continue
		}
		m := wanted.FindStringSubmatch(s.If)
		if m == nil {
			t.Fatalf("%s: found the condition %q, which this test can't evaluate", s.Name, s.If)
		}
		if !strings.Contains(value("run"), m[1]) {
			continue
		}
		command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
		command.Dir = dir
		command.Env = append(os.Environ(), "RUNNER_TEMP="+folder, "GITHUB_WORKSPACE="+dir)
		for name, expression := range s.Env {
			in := input.FindStringSubmatch(expression)
			if in == nil {
				t.Fatalf("%s: found %q for %s, expected an input", s.Name, expression, name)
			}
			command.Env = append(command.Env, name+"="+value(in[1]))
		}
		results[s.Name] = output(t, command)
	}
	return results
}

type result struct {
	out    string
	status int
}

// output runs a command, whatever its status.
func output(t *testing.T, command *exec.Cmd) result {
	t.Helper()
	out, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return result{string(out), command.ProcessState.ExitCode()}
}

// good is a repository in which all is well.
const good = `
-- policies/vm.maa --
version=1.0;

authorizationrules {
    [type=="x-ms-sevsnpvm-is-debuggable", value==false] => permit();
};
-- policies/vm_test.yaml --
version: 1
type: SevSnpVm
cases:
  - {name: release, given: {claims: {x-ms-sevsnpvm-is-debuggable: false}}, expect: {decision: permit}}
`

// bad is one in which nothing is.
const bad = `
-- policies/a b.maa --
version=1.0;
authorizationrules {
    [type=="x-ms-sevsnpvm-is-debugable", value==false] => permit();
};
-- policies/b_test.yaml --
version: 1
policy: a b.maa
cases:
  - {name: debug, given: {claims: {x-ms-sevsnpvm-is-debuggable: true}}, expect: {decision: permit}}
`

// The steps pass where all is well.
func TestActionPasses(t *testing.T) {
	t.Parallel()
	results := runAction(t, repository(t, good), nil)
	if len(results) != 3 {
		t.Errorf("got the steps %v, want check, fmt and test", results)
	}
	for name, r := range results {
		if r.status != 0 {
			t.Errorf("%s: got status %d and\n%s", name, r.status, r.out)
		}
	}
}

// Each step fails on what it looks at, and says it in a form that GitHub reads.
func TestActionFails(t *testing.T) {
	t.Parallel()
	results := runAction(t, repository(t, bad), map[string]string{"fail-on": "warning"})
	for name, want := range map[string]string{
		"assay check": "::warning file=policies/a b.maa,line=3,col=12,",
		"assay fmt":   "\n+\n authorizationrules {\n",
		"assay test":  "fail  policies/b_test.yaml:4  debug\n",
	} {
		if r := results[name]; r.status != 1 || !strings.Contains(r.out, want) {
			t.Errorf("%s: got status %d, want 1, and %q in\n%s", name, r.status, want, r.out)
		}
	}
}

// The inputs say what runs, on what, and what fails. What they hold is never run.
func TestActionInputs(t *testing.T) {
	t.Parallel()
	dir := repository(t, bad)
	results := runAction(t, dir, map[string]string{"run": "check", "paths": "policies/a b.maa\n\n"})
	if r := results["assay check"]; len(results) != 1 || r.status != 0 {
		t.Errorf("a warning: got %v, want one step with status 0", results)
	}
	for _, inputs := range []map[string]string{
		{"paths": "$(touch evil)\n`touch evil`; touch evil\n--output=json"},
		{"fail-on": "$(touch evil)", "tests": "'; touch evil; '"},
	} {
		for name, r := range runAction(t, dir, inputs) {
			if r.status == 0 && name != "assay test" && name != "assay fmt" {
				t.Errorf("%v: %s: got status 0", inputs, name)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "evil")); err == nil {
			t.Fatalf("%v was run", inputs)
		}
	}
}

// The action says what it needs of GitHub: a shell for each script, and Go as go.mod
// wants it. No script has an expression inside, which would be text that is run.
func TestActionSteps(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	if a.Runs.Using != "composite" || len(a.Runs.Steps) == 0 || !strings.HasPrefix(a.Runs.Steps[0].Uses, "actions/setup-go@") {
		t.Errorf("got %+v, want a composite action that begins with setup-go", a.Runs)
	}
	for _, s := range a.Runs.Steps[1:] {
		if s.Shell != "bash" || strings.Contains(s.Run, "${{") {
			t.Errorf("%s: got shell %q and the script\n%s", s.Name, s.Shell, s.Run)
		}
	}
}
