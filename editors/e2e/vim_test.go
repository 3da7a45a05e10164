package e2e_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ALE takes columns of UTF-16 for bytes, so nothing stands before the finding in its line.
const vimSample = `version=1.0;
authorizationrules {
  // café 🔒
  [type=="x-ms-sgx-mrsinger"] => permit();
};
issuancerules {
  c:[type=="x-ms-sgx-svn", value>=1] => issue(type="svn", value=c.value);
};`

// V4.2, V4.3: Vim with ALE, both of Debian 12, with the files that a user drops in.
func TestVim(t *testing.T) {
	t.Parallel()
	tools := find(t, vim9, ale)
	s := newSession(t)
	s.write("work/sample.maa", vimSample)
	s.write("work/sample_test.yaml", sampleTest)
	s.install("vim/plugin/assay.vim", ".vim/plugin/assay.vim")
	s.install("vim/syntax/maa.vim", ".vim/syntax/maa.vim")
	s.write(".vimrc", "syntax on\nfiletype plugin on\nset rtp+="+filepath.Dir(filepath.Dir(tools[1]))+"\n")
	s.run(exec.CommandContext(started(t), tools[0], "-i", "NONE", "-n", "--not-a-term", "-S", script(t, "vim.vim")))
	s.status = []string{"1", "141"} // ALE leaves without a shutdown, perhaps while the server writes
	fixed := strings.NewReplacer("🔒", "😀🔒", "mrsinger", "mrsigner").Replace(vimSample)
	s.check(strings.NewReplacer("{\n  ", "{\n    ", "\n  [", "\n    [", "};\n", "};\n\n", "1.0;\n", "1.0;\n\n").Replace(fixed), []fact{
		{"highlighted", "maaSection", false},
		{"found", `"x-ms-sgx-mrsinger"`, false},
		{"found after an edit", `"x-ms-sgx-mrsinger"`, false},
		{"hover", "x-ms-sgx-svn", true},
		{"completed", `[type=="x-ms-sgx-mrenclave"] => add(claim=c);`, false},
		{"fixed", `  [type=="x-ms-sgx-mrsigner"] => permit();`, false},
		{"saved", fixed, false},
		{"symbols", "authorizationrules, permit, issuancerules, issue svn, c", false},
		{"tests", "another signer", true},
		{"command", "hash", true},
	})
}
