package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// example is a command line from the help of a verb, which says its exit status if
// that isn't 0.
type example struct {
	line   string
	status int
}

var statusSaid = regexp.MustCompile(`\(exit status (\d)\)`)

// examplesOf reads the examples in the help of a verb: indented lines, each after a
// comment that says what it is for.
func examplesOf(t *testing.T, node *kong.Node) []example {
	t.Helper()
	_, text, _ := strings.Cut(node.Detail, "Examples:\n")
	var list []example
	comment := ""
	for _, line := range strings.Split(text, "\n") {
		line, indented := strings.CutPrefix(line, "    ")
		switch {
		case !indented && line == "":
		case strings.HasPrefix(line, "# ") && indented:
			comment = line
		case !indented || comment == "":
			t.Errorf("%s: found %q among the examples, expected a comment and a command", node.Path(), line)
		default:
			ex := example{line: line}
			if said := statusSaid.FindStringSubmatch(comment); said != nil {
				ex.status, _ = strconv.Atoi(said[1])
			}
			list, comment = append(list, ex), ""
		}
	}
	return list
}

// exampleFiles makes the files that the examples name, and the keys in the state
// directory. It returns the settings under which they fetch nothing from elsewhere.
func exampleFiles(t *testing.T, folder string) (env []string) {
	t.Helper()
	service := collateralServer(t)
	env = []string{"ASSAY_PCCS=" + service, "ASSAY_KDS=" + service}
	evidence := filepath.Join("..", "..", "testdata", "evidence")
	files := map[string]string{
		"policy.maa":  "version=1.0;\nauthorizationrules{\n  [type==\"x-ms-sevsnpvm-is-debuggable\", value==false] => permit();\n};\n",
		"strict.maa":  "version=1.0;\nauthorizationrules{\n  [type==\"x-ms-sevsnpvm-is-debuggable\", value!=true] && [type==\"x-ms-sevsnpvm-guestsvn\", value>=100] => permit();\n};\n",
		"claims.json": `{"x-ms-sevsnpvm-is-debuggable": false}`,
		"debug.json":  `{"x-ms-sevsnpvm-is-debuggable": true}`,
		"policy_test.yaml": "version: 1\ncases:\n" +
			"  - {name: release, given: {file: claims.json}, expect: {decision: permit}}\n" +
			"  - {name: debug, given: {file: debug.json}, expect: {decision: deny}}\n",
		"policies/policy.maa":             "version=1.0;\n\nauthorizationrules {\n    [type==\"x-ms-sevsnpvm-is-debuggable\", value==false] => permit();\n};\n",
		".config/fish/completions/x.fish": "",
	}
	for name, from := range map[string]string{
		"report.bin": "azure-hcl/trustee/snp.hcl-report.bin", "vcek.pem": "azure-hcl/trustee/snp.vcek.pem", "quote.bin": "tdx/dcap-qvl/tdx_quote",
	} {
		data, err := os.ReadFile(filepath.Join(evidence, from))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	writeFiles(t, folder, files)
	writeFiles(t, folder, sgxExampleFiles(t))
	writeFiles(t, folder, tdxExampleFiles(t))
	for _, line := range []string{
		"assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation --alg ES256",
		"assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation --token-out token.jwt",
		"assay keys export > certs.json",
		"assay evidence collateral fetch --for quote.bin --out collateral",
	} {
		if status, output := shell(t, folder, line, env...); status != exitOK {
			t.Fatalf("%s: exit status %d: %s", line, status, output)
		}
	}
	return env
}

// copied copies a folder of the user's own, keys and all.
func copied(t *testing.T, template string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// shell runs a command line as a user does whose home is the folder.
func shell(t *testing.T, folder, line string, env ...string) (status int, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Dir = folder
	cmd.Env = append([]string{"HOME=" + folder, "PATH=" + os.Getenv("PATH"), "COLUMNS=100"}, env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestExamples: every verb has two examples at least, and each does what its help
// says.
func TestExamples(t *testing.T) {
	t.Parallel()
	template := t.TempDir()
	env := exampleFiles(t, template)
	for _, node := range system().parser().Model.Leaves(true) {
		list := examplesOf(t, node)
		if len(list) < 2 {
			t.Errorf("%s has %d examples, want 2", node.Path(), len(list))
		}
		for _, ex := range list {
			t.Run(ex.line, func(t *testing.T) {
				t.Parallel()
				folder := copied(t, template)
				if !strings.Contains(ex.line, "assay "+node.Path()) && node.Name != "version" {
					t.Errorf("it doesn't show %s", node.Path())
				}
				status, output := shell(t, folder, ex.line, env...)
				if status != ex.status || strings.Contains(output, "not found") {
					t.Errorf("exit status %d, want %d: %s", status, ex.status, output)
				}
			})
		}
	}
}

// The files of the examples are good ones: the first policy permits, the other has
// no mistake either, and the token is one.
func TestExamplesSay(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	exampleFiles(t, folder)
	for line, want := range map[string]string{
		"assay check policy.maa strict.maa":                                         "no findings\n",
		"assay eval policy.maa --claims claims.json":                                "permitted: rule 3:3",
		"assay eval -e policy.maa --claims debug.json":                              "no-permit",
		"assay token verify --certs certs.json --at 2024-01-01T12:00:00Z token.jwt": "Token verified",
		"assay token verify --certs certs.json --at 2024-01-01T12:00:00Z --policy-hash nBSIcebHVwpJqtSuf5Hk1U-oAWumgzFX00_0iN19-mA token.jwt": "policy hash: ",
	} {
		if _, output := shell(t, folder, line); !strings.Contains(output, want) {
			t.Errorf("%s: %q, want %q", line, output, want)
		}
	}
}
