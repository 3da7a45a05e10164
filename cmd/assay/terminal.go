package main

import (
	"os"
	"strconv"
)

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// usualColumns is the width of a terminal that doesn't say how wide it is.
const usualColumns = 80

// terminalColumns is the width of the terminal that a file is, 0 if it is none.
func terminalColumns(f *os.File) int {
	if n := columns(f); n > 0 || !terminal(f) {
		return n
	}
	return usualColumns
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
