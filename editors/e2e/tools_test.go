// Package e2e_test holds what lies in editors/ to real editors and tools: each test
// starts one, loads the file that a user drops in, and drives the server through it
// (V4). scripts/editors-setup installs all of them.
package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tool is a program that a test drives.
type tool struct {
	name string
	// path is where it is: a name on the PATH, or one in the folder of what
	// editors-setup installs.
	path string
	// tier is the argument of editors-setup that installs it.
	tier string
}

// The tools by what Debian's packages and npm give.
var (
	node      = tool{"node", "node", "fast"}
	neovim07  = tool{"neovim 0.7.2", "/usr/bin/nvim", "fast"}
	emacs28   = tool{"emacs 28.2", "/usr/bin/emacs", "fast"}
	vim9      = tool{"vim 9.0", "/usr/bin/vim.basic", "fast"}
	ale       = tool{"ale 3.3", "/usr/share/vim-ale/plugin/ale.vim", "fast"}
	tmgrammar = tool{"vscode-tmgrammar-test 0.1.3", "textmate/node_modules/vscode-tmgrammar-test/dist", "fast"}

	neovim010  = tool{"neovim 0.10.4", "trixie/usr/bin/nvim", "all"}
	emacs30    = tool{"emacs 30.1", "trixie/usr/bin/emacs-nox", "all"}
	helix      = tool{"helix 25.01", "trixie/usr/lib/hx/hx", "all"}
	treeSitter = tool{"tree-sitter 0.22.6", "trixie/usr/bin/tree-sitter", "all"}
	tmux       = tool{"tmux", "tmux", "all"}
	compiler   = tool{"cc", "cc", "all"}
)

// installed is the folder of what editors-setup installs beside the system's packages.
func installed(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("ASSAY_EDITORS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "assay-editors")
}

// find returns where the tools are. It ends the test if one of them is not there:
// where all tests must run, it fails, but for tools of the slow tier where
// ASSAY_EDITORS_TIER says that only the fast one is wanted.
func find(t *testing.T, tools ...tool) []string {
	t.Helper()
	paths := make([]string, len(tools))
	for i, want := range tools {
		var err error
		if strings.Contains(want.path, "/") {
			paths[i] = want.path
			if !filepath.IsAbs(want.path) {
				paths[i] = filepath.Join(installed(t), want.path)
			}
			_, err = os.Stat(paths[i])
		} else {
			paths[i], err = exec.LookPath(want.path)
		}
		if err == nil {
			continue
		}
		text := want.name + " is not installed (scripts/editors-setup " + want.tier + " installs it)"
		if os.Getenv("CI") != "" && (want.tier == "fast" || os.Getenv("ASSAY_EDITORS_TIER") != "fast") {
			t.Fatal(text)
		}
		t.Skip(text)
	}
	return paths
}

// trixie makes the command of a program of Debian 13, which runs by the loader and the
// libraries that came with it (V4.4).
func trixie(ctx context.Context, t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	root := filepath.Join(installed(t), "trixie")
	loader, err := filepath.Glob(filepath.Join(root, "usr", "lib*", "ld-linux-*.so.*"))
	more, err2 := filepath.Glob(filepath.Join(root, "usr", "lib", "*", "ld-linux-*.so.*"))
	if loader = append(loader, more...); err != nil || err2 != nil || len(loader) == 0 {
		t.Fatalf("no loader below %s", root)
	}
	libraries, err := filepath.Glob(filepath.Join(root, "usr", "lib", "*-linux-gnu*"))
	if err != nil || len(libraries) == 0 {
		t.Fatalf("no libraries below %s", root)
	}
	return exec.CommandContext(ctx, loader[0], append([]string{"--library-path", libraries[0], program}, args...)...)
}

// limit is how long a tool may take: far more than it needs, since the machine may be
// busy, and little enough to see a hang.
const limit = 2 * time.Minute

// output runs a command to its end and returns what it wrote.
func output(t *testing.T, command *exec.Cmd) (string, error) {
	t.Helper()
	command.WaitDelay = 5 * time.Second
	out, err := command.CombinedOutput()
	return string(out), err
}

// copyFiles copies the files of a pattern into a folder.
func copyFiles(t *testing.T, pattern, to string) []string {
	t.Helper()
	from, err := filepath.Glob(pattern)
	if err != nil || len(from) == 0 {
		t.Fatalf("no files match %s", pattern)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	var copies []string
	for _, name := range from {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		copies = append(copies, filepath.Join(to, filepath.Base(name)))
		if err := os.WriteFile(copies[len(copies)-1], data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return copies
}
