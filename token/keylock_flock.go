//go:build unix && !aix && !solaris

package token

import (
	"os"
	"syscall"
)

// lockFile locks an open file: with others, or alone. It waits for the former and not
// for the latter. The lock ends when the file is closed, or with its process, so that
// nobody waits for one that was killed. It returns false where there are no such
// locks, or if somebody else has it.
func lockFile(file *os.File, alone bool) bool {
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX | syscall.LOCK_NB
	}
	for {
		err := syscall.Flock(int(file.Fd()), how)
		if err != syscall.EINTR {
			return err == nil
		}
	}
}
