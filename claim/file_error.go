package claim

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// FileError says why claims can't be read, and where. Line, Column and Offset are zero
// for claims that are in no file (FromMap).
type FileError struct {
	Path    string // where in the document, like $[3].value
	Line    int    // from 1
	Column  int    // from 1, in code points; a byte order mark takes none (L1.1)
	Offset  int    // in bytes
	Message string // what was found and what was expected
	Limit   bool   // a limit of FileOptions was passed; the file may be right
}

// Error returns the message with its place. The file's name is the caller's.
func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("claims (%s): %s", e.Path, e.Message)
	}
	return fmt.Sprintf("claims file %d:%d (%s): %s", e.Line, e.Column, e.Path, e.Message)
}

// place fills in line and column of the error from its offset in the data.
func (e *FileError) place(data string) *FileError {
	before := strings.TrimPrefix(data[:min(max(e.Offset, 0), len(data))], byteOrderMark)
	e.Line = 1 + strings.Count(before, "\n")
	e.Column = 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return e
}

// in puts a step of the path before those that the error has. No error stays none.
func (e *FileError) in(step string) *FileError {
	if e != nil {
		e.Path = step + e.Path
	}
	return e
}

// elementStep is the step of a path into an array.
func elementStep(i int) string { return fmt.Sprintf("[%d]", i) }
