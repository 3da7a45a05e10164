//go:build linux || darwin

package main

import (
	"os"
	"syscall"
	"unsafe"
)

// columns is the width of the terminal that a file is, 0 if it is none or has none.
func columns(f *os.File) int {
	var size struct{ rows, columns, x, y uint16 } // struct winsize of ioctl_tty(2)
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size)))
	if errno != 0 {
		return 0
	}
	return int(size.columns)
}
