package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/sebdah/goldie/v2"
)

// The scripts of a small command line, whole.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&struct {
		Show struct {
			File  []string `arg:"" name:"file" help:"The file that's shown."`
			As    string   `help:"Form: it's \"a\"." enum:"text,json" default:"text" short:"o"`
			Dir   string   `help:"Folder." placeholder:"DIR"`
			Fully bool     `help:"All of it."`
		} `cmd:"" help:"Show a file."`
		Key struct {
			Make struct{} `cmd:"" help:"Make a key."`
		} `cmd:"" help:"Work with keys."`
	}{}, kong.Name("assay"))
	if err != nil {
		t.Fatal(err)
	}
	g := goldie.New(t, goldie.WithFixtureDir(filepath.Join("testdata", "completion")), goldie.WithNameSuffix(""))
	for shell, script := range shells {
		g.Assert(t, shell, []byte(script(places(parser.Model))))
	}
}

// completions are command lines up to the cursor, with some of what is offered
// there, and one word that isn't.
var completions = []struct {
	line    string
	offered []string
	not     string
}{
	{"assay ", []string{"check", "token", "completion", "help"}, "inspect"},
	{"assay t", []string{"token"}, "check"},
	{"assay --", []string{"--help", "--version"}, "--output"},
	{"assay token ", []string{"inspect", "verify"}, "check"},
	{"assay help ", []string{"check", "token"}, "verify"},
	{"assay help token ", []string{"inspect", "verify"}, "check"},
	{"assay token verify --", []string{"--certs", "--insecure-allow-debuggable", "--help"}, "--report"},
	{"assay check --output ", []string{"text", "json", "sarif", "github"}, "policy.maa"},
	{"assay check -o s", []string{"sarif"}, "json"},
	{"assay check --type Se", []string{"SevSnpVm"}, "TdxVm"},
	{"assay check ", []string{"policy.maa", "with space.maa"}, "check"},
	{"assay check -o json pol", []string{"policy.maa"}, "json"},
	{"assay attest snp --report ", []string{"policy.maa"}, "json"},
	{"assay attest snp --at ", nil, "policy.maa"},
	{"assay doc MAA100", []string{"MAA1003"}, "MAA2001"},
	{"assay completion ", []string{"bash", "zsh", "fish"}, "policy.maa"},
	{"assay hash token ", []string{"policy.maa"}, "verify"}, // a file of that name
}

// missing ends a test whose shell is not there: where all tests must run, it fails.
func missing(t *testing.T, shell string) {
	t.Helper()
	text := shell + " is not installed (scripts/test installs it): the golden file alone holds its script"
	if os.Getenv("CI") != "" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// shellTest runs a shell for each command line and wants what it offers.
func shellTest(t *testing.T, shell string, command func(script, line string) []string) {
	if _, err := exec.LookPath(shell); err != nil {
		missing(t, shell)
	}
	script := shells[shell](places(system().parser().Model))
	folder := t.TempDir()
	writeFiles(t, folder, map[string]string{"script": script, "policy.maa": "", "with space.maa": "", "folder/x": ""})
	for _, c := range completions {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			args := command("./script", c.line)
			cmd := exec.Command(shell, args...)
			cmd.Dir = folder
			cmd.Env = []string{"HOME=" + folder, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var got []string
			for line := range strings.Lines(string(out)) {
				text, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
				got = append(got, strings.ReplaceAll(text, `\ `, " "))
			}
			for _, want := range c.offered {
				if !slices.Contains(got, want) {
					t.Errorf("%q is not offered: %q", want, got)
				}
			}
			if slices.Contains(got, c.not) {
				t.Errorf("%q is offered", c.not)
			}
		})
	}
}

func TestCompletionBash(t *testing.T) {
	t.Parallel()
	shellTest(t, "bash", func(script, line string) []string {
		return []string{"--norc", "-c", fmt.Sprintf(`set -eu; source %s; complete -p assay >/dev/null; set +eu
COMP_LINE=%s; read -ra COMP_WORDS <<<"$COMP_LINE"
case $COMP_LINE in (*' ') COMP_WORDS+=("") ;; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _assay
for word in "${COMPREPLY[@]}"; do echo "$word"; done`, script, quoted(line))}
	})
}

// Bash takes "=" for a word.
func TestCompletionBashEquals(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		missing(t, "bash")
	}
	script := filepath.Join(t.TempDir(), "script")
	writeFiles(t, filepath.Dir(script), map[string]string{"script": bashScript(places(system().parser().Model))})
	for words, want := range map[string]string{
		"(assay check --output =)":    "text json sarif github",
		"(assay check --output = js)": "json",
	} {
		out, err := exec.Command("bash", "--norc", "-c", fmt.Sprintf(
			`source %s; COMP_WORDS=%s; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _assay; echo "${COMPREPLY[@]}"`, script, words)).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", words, got, want, err)
		}
	}
}

// The functions of zsh's completion system are stood in for: they print what they
// are asked to offer.
func TestCompletionZsh(t *testing.T) {
	t.Parallel()
	shellTest(t, "zsh", func(script, line string) []string {
		return []string{"-f", "-c", fmt.Sprintf(`set -e
compdef() { [[ "$*" == "_assay assay" ]] }
_files() { [[ $1 == -/ ]] && print -l *(/) || print -l -- ${words[CURRENT]}*(N) }
_describe() {
	[[ $1 == -o ]] && shift
	local entry
	for entry in "${(@P)2}"; do [[ $entry == ${words[CURRENT]}* ]] && print -r -- "${entry%%%%:*}"; done
	return 0
}
source %s
line=%s
words=(${(z)line}); [[ $line == *' ' ]] && words+=("")
CURRENT=$#words
_assay`, script, quoted(line))}
	})
}

func TestCompletionFish(t *testing.T) {
	t.Parallel()
	shellTest(t, "fish", func(script, line string) []string {
		return []string{"--no-config", "-c", fmt.Sprintf("source %s; complete -C %s", script, fishQuoted(line))}
	})
}
