// Command lsp measures what an editor waits for: `assay lsp` in a policy of 1,000 rules
// and gopls in a Go file of the same size do the same over standard input and output,
// in turn, and the page gets the median and the 95th percentile of each (V6).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "lsp:", err)
		os.Exit(1)
	}
}

func run() error {
	assay := flag.String("assay", "../../bin/assay", "the `command` assay")
	gopls := flag.String("gopls", "gopls", "the `command` gopls")
	rounds := flag.Int("rounds", 60, "`rounds` of each request")
	starts := flag.Int("starts", 10, "`starts` of each server")
	edits := flag.Int("edits", 10_000, "`edits` after which memory is measured")
	page := flag.String("o", "", "`page` to write the tables into, between its marks; default: print them")
	flag.Parse()
	dir, err := os.MkdirTemp("", "assay-bench-lsp")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	subjects, err := prepare(dir, *assay, *gopls)
	if err != nil {
		return err
	}
	if err := subjects[0].warmUp(); err != nil {
		return err
	}
	for range *starts {
		for _, s := range subjects {
			if err := s.begins(dir); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	steps := []func(*subject) error{(*subject).begin}
	for range *rounds {
		steps = append(steps, (*subject).round)
	}
	steps = append(steps, func(s *subject) error { return s.edit(*edits) }, (*subject).end)
	for _, step := range steps {
		for _, s := range subjects {
			if err := step(s); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	table := render(subjects[0], subjects[1], subjects[2])
	if *page == "" {
		fmt.Print(table)
		return nil
	}
	return insert(*page, table)
}

// warmUp has the memory of this process grow before the server in it is measured: what a
// process that has just begun takes is measured of the command.
func (s *subject) warmUp() error {
	defer clear(s.samples)
	return s.evaluations()
}

// begins measures what needs a server of its own each time.
func (s *subject) begins(dir string) error {
	if len(s.command) > 0 {
		if err := s.coldStart(); err != nil {
			return fmt.Errorf("start: %w", err)
		}
	}
	if s.lang != policyLanguage {
		return nil
	}
	if err := s.evaluations(); err != nil {
		return fmt.Errorf("evaluation: %w", err)
	}
	if err := s.workspace(filepath.Join(dir, s.name)); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}

// policyLanguage is the language id of policies.
const policyLanguage = "maa-policy"

// subject is a server with the files that it serves.
type subject struct {
	name     string
	version  string
	command  []string // none for a server in this process
	root     string
	lang     string
	settings string
	main     *file  // of 1,000 rules, or as large as that
	part     *file  // of two thirds of that
	small    string // a text of a tenth, for the start
	// edits are texts that stand in turn at one place of a file, so that findings come
	// and go.
	edits [2]string
	// The places that requests are about, from the line of the edit.
	places map[string]position
	// lacks are the rows that the server has nothing for.
	lacks []string

	session *session
	samples map[string][]time.Duration
	memory  map[string]int64 // bytes
}

// file is one that is open, with the line in its middle that is edited.
type file struct {
	path    string
	text    string
	line    uint32
	version int
}

func (f *file) uri() string { return "file://" + f.path }

// prepare writes the files of the servers: ours in memory, ours as a process, and gopls.
func prepare(dir, assay, gopls string) ([]*subject, error) {
	path, err := filepath.Abs(assay)
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath(gopls); err != nil {
		return nil, fmt.Errorf("%w; install it with: go install golang.org/x/tools/gopls@v0.22.0", err)
	}
	m, a := policySubject(dir, "memory"), policySubject(dir, "assay", path, "lsp")
	g := goSubject(dir, gopls, len(a.main.text))
	for _, s := range []*subject{m, a, g} {
		s.samples, s.memory = map[string][]time.Duration{}, map[string]int64{}
		for _, f := range []*file{s.main, s.part} {
			if err := write(f.path, f.text); err != nil {
				return nil, err
			}
		}
	}
	if err := write(filepath.Join(g.root, "go.mod"), "module example.com/bench\n\ngo 1.26\n"); err != nil {
		return nil, err
	}
	if err := errors.Join(m.give(0), a.give(0)); err != nil {
		return nil, err
	}
	out, err := exec.Command(gopls, "version").Output()
	if err != nil {
		return nil, err
	}
	if lines := strings.Fields(string(out)); len(lines) > 1 {
		g.version = lines[1]
	}
	return []*subject{m, a, g}, nil
}

// write writes a file, in a folder that it makes.
func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// The number of rules of the policy.
const rules = 1000

// policySubject is a policy of 1,000 rules of two conditions.
func policySubject(dir, name string, command ...string) *subject {
	root := filepath.Join(dir, name, "policies")
	policyFile := func(name string, rules int) *file {
		return &file{path: filepath.Join(root, name), text: policy(rules, "level"), line: uint32(7 + 2*(rules/2))}
	}
	return &subject{
		name: name, command: command, root: root, lang: policyLanguage, settings: `{}`,
		main: policyFile("bench.maa", rules), part: policyFile("part/part.maa", rules*6/10), small: policy(rules/10, "level"),
		edits: [2]string{"x-ms-sgx-svn", "x-ms-sgx-svm"},
		places: map[string]position{
			"edit": {0, 14}, "word": {0, 16}, "completion": {0, 20}, "made": {1, 26}, "used": {0, 54}, "binder": {0, 4},
		},
	}
}

// policy is a policy of rules, each of which takes claims of the service, and those of
// the rule before.
func policy(rules int, name string) string {
	var b strings.Builder
	b.WriteString("version=1.2;\n\nauthorizationrules {\n    [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n};\n\nissuancerules {\n")
	before := "x-ms-sgx-product-id"
	for i := range rules {
		made := fmt.Sprintf("%s-%04d", name, i)
		fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", value>=%d] && [type==%q, value>=%d]\n        => issue(type=%q, value=c.value);\n", i, before, i, made)
		before = made
	}
	b.WriteString("};\n")
	return b.String()
}

// give writes the 1,000 claims that the policy is evaluated with, each time others.
func (s *subject) give(times int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  \"x-ms-sgx-is-debuggable\": false,\n  \"x-ms-sgx-svn\": %d,\n  \"x-ms-sgx-product-id\": 500", 500+times)
	for i := range 997 {
		fmt.Fprintf(&b, ",\n  \"claim-%04d\": %d", i, i)
	}
	b.WriteString("\n}\n")
	return write(filepath.Join(s.root, "bench.claims.json"), b.String())
}

// goSubject is a Go file of the same size.
func goSubject(dir, command string, size int) *subject {
	root := filepath.Join(dir, "gopls", "module")
	goFile := func(name string, size int) *file {
		var b strings.Builder
		fmt.Fprintf(&b, "package bench\n\nvar count int\n\n// Level is what a value is worth.\nfunc Level(value int) int { return value }\n\n")
		n, before := 0, "Level"
		for b.Len() < size {
			made := fmt.Sprintf("Level%04d", n)
			fmt.Fprintf(&b, "// %s adds what a value is worth to the count.\nfunc %[1]s(value int) int {\n\tif value >= %d {\n\t\tcount += %s(value)\n\t}\n\treturn count\n}\n\n", made, n, before)
			n, before = n+1, made
		}
		return &file{path: filepath.Join(root, name), text: b.String(), line: uint32(7 + 8*(n/2) + 5)}
	}
	return &subject{
		name: "gopls", command: []string{command}, root: root, lang: "go", settings: `{"diagnosticsDelay": "0s", "semanticTokens": true}`,
		main: goFile("bench.go", size), part: goFile("part/part.go", size*6/10), small: goFile("", size/10).text,
		edits: [2]string{"count", "cound"},
		places: map[string]position{
			"edit": {0, 8}, "word": {0, 10}, "completion": {0, 11}, "made": {^uint32(1), 22}, "used": {^uint32(1), 14}, "binder": {^uint32(3), 16},
		},
		lacks: []string{"lenses", "tokens", "tokens-delta"},
	}
}

// insert puts a table between the marks of a page.
func insert(page, table string) error {
	const begin, end = "<!-- editors: begin -->\n", "<!-- editors: end -->"
	data, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(data), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return fmt.Errorf("%s: found no marks to write between", page)
	}
	return os.WriteFile(page, []byte(head+begin+table+end+tail), 0o644)
}

// percentile is the value that so many of a hundred are not above.
func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[max(1, (len(sorted)*p+99)/100)-1] // the nearest rank
}
