// Command lsp measures what an editor waits for: `assay lsp` in a policy of 1,000 rules
// and gopls in a Go file of the same size do the same over standard input and output,
// in turn, and the page gets the median and the 95th percentile of each (V6).
package main

import (
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
	for range *starts {
		for _, s := range subjects {
			if err := s.coldStart(); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	for _, s := range subjects {
		if err := s.begin(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	for range *rounds {
		for _, s := range subjects {
			if err := s.round(); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	for _, s := range subjects {
		if err := s.end(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	table := render(subjects)
	if *page == "" {
		fmt.Print(table)
		return nil
	}
	return insert(*page, table)
}

// subject is a server with the file that it serves.
type subject struct {
	name    string
	version string
	command []string
	root    string
	file    string // its path
	lang    string
	text    string
	small   string // a text of a tenth, for the start
	// edits are texts that stand in turn at the place of the last one, so that findings
	// come and go.
	edits  []string
	editAt position
	hover  position
	// completion is asked for at the end of a word.
	completion position
	settings   string

	session *session
	typed   int
	samples map[string][]time.Duration
	memory  map[string]int64 // bytes
}

// prepare writes the files of both servers.
func prepare(dir, assay, gopls string) ([]*subject, error) {
	path, err := filepath.Abs(assay)
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath(gopls); err != nil {
		return nil, fmt.Errorf("%w; install it with: go install golang.org/x/tools/gopls@v0.22.0", err)
	}
	a := policySubject(dir, path)
	g := goSubject(dir, gopls, len(a.text))
	for _, s := range []*subject{a, g} {
		s.samples, s.memory = map[string][]time.Duration{}, map[string]int64{}
		if err := os.MkdirAll(s.root, 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(s.file, []byte(s.text), 0o644); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(g.root, "go.mod"), []byte("module example.com/bench\n\ngo 1.26\n"), 0o644); err != nil {
		return nil, err
	}
	out, err := exec.Command(gopls, "version").Output()
	if err != nil {
		return nil, err
	}
	if lines := strings.Fields(string(out)); len(lines) > 1 {
		g.version = lines[1]
	}
	return []*subject{a, g}, nil
}

// The number of rules of the policy, and of those in its middle that is edited.
const rules = 1000

// policySubject is a policy of 1,000 rules of two conditions.
func policySubject(dir, command string) *subject {
	policy := func(n int) string {
		var b strings.Builder
		b.WriteString("version=1.2;\n\nauthorizationrules {\n    => permit();\n};\n\nissuancerules {\n")
		for i := range n {
			fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", value>=%d] && [type==\"name-%d\", issuer==\"CustomClaim\"]\n        => issue(type=\"level-%04d\", value=c.value);\n", i, i, i)
		}
		b.WriteString("};\n")
		return b.String()
	}
	s := &subject{
		name: "assay", command: []string{command, "lsp"}, root: filepath.Join(dir, "policies"), lang: "maa-policy",
		text: policy(rules), small: policy(rules / 10), edits: []string{"x-ms-sgx-svn", "x-ms-sgx-svm"}, settings: `{}`,
	}
	s.file = filepath.Join(s.root, "bench.maa")
	line := uint32(7 + 2*(rules/2))
	s.editAt = position{line, 14}
	s.hover, s.completion = position{line, 16}, position{line, 20}
	return s
}

// goSubject is a Go file of the same size.
func goSubject(dir, command string, size int) *subject {
	file := func(size int) (string, int) {
		var b strings.Builder
		b.WriteString("package bench\n\nvar count int\n\n")
		n := 0
		for b.Len() < size {
			fmt.Fprintf(&b, "// level%04d adds what a value is worth to the count.\nfunc level%04d(value int) int {\n\tif value >= %d {\n\t\tcount += value\n\t}\n\treturn count\n}\n\n", n, n, n)
			n++
		}
		return b.String(), n
	}
	text, n := file(size)
	small, _ := file(size / 10)
	s := &subject{
		name: "gopls", command: []string{command}, root: filepath.Join(dir, "module"), lang: "go", text: text, small: small,
		edits: []string{"count", "cound"}, settings: `{"diagnosticsDelay": "0s", "semanticTokens": true}`,
	}
	s.file = filepath.Join(s.root, "bench.go")
	line := uint32(4 + 8*(n/2) + 5)
	s.editAt = position{line, 8}
	s.hover, s.completion = position{line, 10}, position{line, 11}
	return s
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
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}
