package main

import (
	"os"
	"strconv"
)

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// width is the number of columns that text keeps to: what COLUMNS says, else what
// the terminal has, else 0, which leaves it to the renderer.
func (e *env) width() int {
	if n, err := strconv.Atoi(e.getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return e.columns
}

// terminalWidth is width on a terminal, and 0 elsewhere, where lines stay whole (T7.3).
func (e *env) terminalWidth() int {
	if e.columns == 0 {
		return 0
	}
	return e.width()
}
