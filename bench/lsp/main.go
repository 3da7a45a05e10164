// Command lsp measures what an editor waits for: `assay lsp` in a policy of 1,000 rules
// and gopls in a Go file of the same size do the same over standard input and output,
// in turn with the server in memory and as a WebAssembly module in Node, and the page
// gets the median and the 95th percentile of each (V6).
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
	modules := flag.String("modules", "../../bin", "the `folder` of the WebAssembly modules")
	only := flag.String("only", "", "`name` of the one server to measure: memory, process, wasm or gopls")
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
	all, err := prepare(dir, *assay, *modules, *gopls)
	if err != nil {
		return err
	}
	subjects := all.list()
	if *only != "" {
		if subjects = slices.DeleteFunc(subjects, func(s *subject) bool { return s.name != *only }); len(subjects) == 0 {
			return fmt.Errorf("found no server %q, expected memory, process, wasm or gopls", *only)
		}
	}
	if slices.Contains(subjects, all.gopls) {
		if err := all.gopls.askVersion(); err != nil {
			return err
		}
	}
	if slices.Contains(subjects, all.memory) {
		if err := all.memory.warmUp(); err != nil {
			return err
		}
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
	table := all.render()
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
	if s.module { // a page has no files, and starts with what is around it
		return nil
	}
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
	module   bool     // it is in a page, which has no files
	scheme   string   // of what the server is told of
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
	scheme  string
	path    string
	text    string
	line    uint32
	version int
}

func (f *file) uri() string { return f.scheme + "://" + f.path }

// subjects are what is measured: ours in memory, as a process and as a module, and gopls.
type subjects struct{ memory, process, wasm, gopls *subject }

func (s subjects) list() []*subject { return []*subject{s.memory, s.process, s.wasm, s.gopls} }

// prepare writes the files of the servers.
func prepare(dir, assay, modules, gopls string) (all subjects, err error) {
	if assay, err = filepath.Abs(assay); err != nil {
		return all, err
	}
	if modules, err = filepath.Abs(modules); err != nil {
		return all, err
	}
	runner, err := filepath.Abs("../../internal/remote/testdata/run.js")
	if err != nil {
		return all, err
	}
	all.memory, all.process = policySubject(dir, "memory"), policySubject(dir, "process", assay, "lsp")
	all.wasm = policySubject(dir, "wasm", "node", runner, filepath.Join(modules, "wasm_exec.js"), filepath.Join(modules, "assay-lsp.wasm"))
	all.wasm.module, all.wasm.scheme = true, "memfs"
	all.gopls = goSubject(dir, gopls, len(all.process.main.text))
	for _, s := range all.list() {
		s.samples, s.memory = map[string][]time.Duration{}, map[string]int64{}
		for _, f := range []*file{s.main, s.part} {
			f.scheme = s.scheme
			if err := write(f.path, f.text); err != nil {
				return all, err
			}
		}
	}
	if err := write(filepath.Join(all.gopls.root, "go.mod"), "module example.com/bench\n\ngo 1.26\n"); err != nil {
		return all, err
	}
	if err := errors.Join(all.memory.give(0), all.process.give(0)); err != nil {
		return all, err
	}
	return all, nil
}

// askVersion asks gopls for its version.
func (s *subject) askVersion() error {
	out, err := exec.Command(s.command[0], "version").Output()
	if err != nil {
		return fmt.Errorf("%w; install it with: go install golang.org/x/tools/gopls@v0.22.0", err)
	}
	if words := strings.Fields(string(out)); len(words) > 1 {
		s.version = words[1]
	}
	return nil
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
		name: name, command: command, scheme: "file", root: root, lang: policyLanguage, settings: `{}`,
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
		name: "gopls", command: []string{command}, scheme: "file", root: root, lang: "go", settings: `{"diagnosticsDelay": "0s", "semanticTokens": true}`,
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
