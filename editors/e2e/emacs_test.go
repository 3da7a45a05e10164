package e2e_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// V4.2, V4.3: Emacs of Debian 12 with eglot, and the file that a user drops in. Its -Q
// would hide Debian's eglot.
func TestEmacs28(t *testing.T) {
	t.Parallel()
	program := find(t, emacs28)[0]
	s := newSession(t)
	s.install("emacs/assay-maa.el", "lisp/assay-maa.el")
	s.run(exec.CommandContext(started(t), program, "--batch", "-q", "-L", s.path("lisp"), "-l", script(t, "emacs.el")))
	s.check(formatted, but(fact{"highlighted", "font-lock-keyword-face", false}, fact{"symbols", "authorizationrules, permit, issuancerules, c, issue svn", false}))
}

// V4.2, V4.4: Emacs of Debian 13, with the eglot that is part of it.
func TestEmacs30(t *testing.T) {
	t.Parallel()
	program := find(t, emacs30)[0]
	s := newSession(t)
	s.install("emacs/assay-maa.el", "lisp/assay-maa.el")
	share := filepath.Join(installed(t), "trixie", "usr", "share", "emacs", "30.1")
	s.run(trixie(started(t), t, program, "--batch", "-q", "-L", s.path("lisp"), "-l", script(t, "emacs.el")),
		"EMACSDATA="+filepath.Join(share, "etc"), "EMACSLOADPATH="+filepath.Join(share, "lisp")+":")
	s.check(formatted, but(fact{"highlighted", "font-lock-keyword-face", false}))
}
