package e2e_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// testFile is that the server helps with tests of policies, too.
var testFile = fact{"test file", "assay", false}

// explained is that an explanation, which has several lines, is in sight.
var explained = fact{"explained", "no-permit", true}

// passed is what ":Assay runTests" comes to.
var passed = fact{"tests", "sample_test.yaml: 1 passed, 0 failed, 0 errors, 0 skipped", false}

// evaluated is that hints that were there give way to those of an evaluation.
var evaluated = fact{"hint", "deny, no permit rule ran (sample.claims.json)", false}

// neovimSettings stand where editors/README.md says; the session waits for their effect.
const neovimSettings = "vim.g.assay = { settings = { severity = { MAA3030 = 'error' } } }\n"

// sampleTest tests the policy of the session.
const sampleTest = "version: 1\npolicy: sample.maa\ncases:\n  - name: another signer\n    given: {claims: {x-ms-sgx-svn: 2}}\n    expect: {decision: deny}\n"

// V4.2, V4.3: Neovim of Debian 12, with the file that a user drops in.
func TestNeovim07(t *testing.T) {
	t.Parallel()
	program := find(t, neovim07)[0]
	s := newSession(t)
	s.install("neovim/assay.lua", "config/nvim/plugin/assay.lua")
	s.write("config/nvim/init.lua", neovimSettings)
	s.write("work/sample_test.yaml", sampleTest)
	s.install("vim/syntax/maa.vim", "config/nvim/syntax/maa.vim")
	s.run(exec.CommandContext(started(t), program, "--headless", "-i", "NONE", "-c", "luafile "+script(t, "neovim.lua")))
	s.check(formatted, append(but(), testFile, explained, passed))
}

// V4.2, V4.4: Neovim of Debian 13, with tree-sitter's parser too.
func TestNeovim010(t *testing.T) {
	t.Parallel()
	program := find(t, neovim010)[0]
	s := newSession(t)
	s.install("neovim/assay.lua", "config/nvim/plugin/assay.lua")
	s.write("config/nvim/init.lua", neovimSettings)
	s.write("work/sample_test.yaml", sampleTest)
	s.buildParser("config/nvim/parser/maa.so")
	s.install("tree-sitter-maa/queries/highlights.scm", "config/nvim/queries/maa/highlights.scm")
	share := filepath.Join(installed(t), "trixie", "usr", "share", "nvim")
	bundled := filepath.Join(installed(t), "trixie", "usr", "lib", "nvim") // parsers, such as that of Markdown for hovers
	s.run(trixie(started(t), t, program, "--headless", "--cmd", "set runtimepath+="+bundled, "-i", "NONE", "-c", "luafile "+script(t, "neovim.lua")),
		"VIM="+share, "VIMRUNTIME="+filepath.Join(share, "runtime"))
	s.check(formatted, append(but(fact{"highlighted", "keyword by tree-sitter", false}), testFile, explained, passed, evaluated))
}

// buildParser compiles tree-sitter's parser as editors/README.md says.
func (s *session) buildParser(to string) {
	s.t.Helper()
	cc := find(s.t, compiler)[0]
	s.write(to, "")
	out, err := output(s.t, exec.CommandContext(started(s.t), cc, "-shared", "-fPIC", "-Os", "-I", filepath.Join(treeSitterFolder, "src"),
		"-o", s.path(to), filepath.Join(treeSitterFolder, "src", "parser.c")))
	if err != nil {
		s.t.Fatalf("%v\n%s", err, out)
	}
}
