//go:build unix && !aix && !solaris

package token

import (
	"os"
	"syscall"
)

// lockDir locks a directory: with others who write new files there, or alone. It
// waits for the former and not for the latter. The lock ends with its process, so
// that nobody waits for one that was killed. held is false where there are no such
// locks, or if somebody else has it.
func lockDir(dir string, alone bool) (unlock func(), held bool) {
	file, err := os.Open(dir)
	if err != nil {
		return func() {}, false
	}
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX | syscall.LOCK_NB
	}
	for {
		err = syscall.Flock(int(file.Fd()), how)
		if err != syscall.EINTR {
			break
		}
	}
	return func() { file.Close() }, err == nil
}
