package cose

import (
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/spell"
)

// Error is why a message can't be read, and the position of that in it.
type Error struct {
	Offset int
	Err    error
}

// Error returns the reason and the position.
func (e *Error) Error() string { return fmt.Sprintf("%v (at byte 0x%x)", e.Err, e.Offset) }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// clip cuts a text of the input that a message shows.
func clip(text string) string { return spell.Clip(text, 100) }

func errorfAt(offset int, format string, args ...any) error {
	return &Error{Offset: offset, Err: fmt.Errorf(format, args...)}
}

// maxDepth bounds how deep items may be nested (E6.11).
const maxDepth = 8

// major is the major type of a CBOR item (RFC 8949 section 3.1).
type major uint8

// The major types.
const (
	unsigned major = iota
	negative
	byteString
	textString
	array
	mapping
	tag
	simple
)

var majorNames = [...]string{"an unsigned integer", "a negative integer", "a byte string", "a text", "an array", "a map", "a tag", "a simple value"}

func (m major) String() string { return majorNames[m] }

// reader reads CBOR of definite lengths, item by item. Numbers needn't have their
// shortest form (E6.11). What it returns refers to the bytes read.
type reader struct {
	data []byte // up to where items may reach
	at   int    // the next byte
	base int    // where data begins in the message, for errors
	open int    // how many items around the next one are open
}

func (r *reader) fail(at int, format string, args ...any) error {
	return errorfAt(r.base+at, format, args...)
}

// head reads the head of an item: its type, and its value or length.
func (r *reader) head() (major, uint64, error) {
	start := r.at
	if start >= len(r.data) {
		return 0, 0, r.fail(start, "found the end of the data, expected an item")
	}
	m, info := major(r.data[start]>>5), r.data[start]&0x1F
	r.at++
	switch {
	case info < 24:
		return m, uint64(info), nil
	case info == 31:
		return 0, 0, r.fail(start, "found %s of indefinite length, expected a definite one", m)
	case info > 27:
		return 0, 0, r.fail(start, "found the reserved head 0x%02x", r.data[start])
	}
	size := 1 << (info - 24)
	if len(r.data)-r.at < size {
		return 0, 0, r.fail(start, "found the end of the data in the head of %s", m)
	}
	var b [8]byte
	copy(b[8-size:], r.data[r.at:r.at+size])
	r.at += size
	n := binary.BigEndian.Uint64(b[:])
	if m == simple && info == 24 && n < 32 {
		return 0, 0, r.fail(start, "found the simple value %d in two bytes, expected one", n)
	}
	return m, n, nil
}

// expect reads the head of an item that must be of one type, with its name in messages.
func (r *reader) expect(want major, what string) (uint64, error) {
	start := r.at
	m, n, err := r.head()
	if err != nil {
		return 0, err
	}
	if m != want {
		return 0, r.fail(start, "%s is %s, expected %s", what, m, want)
	}
	return n, nil
}

// content reads n bytes of a string that begins at start.
func (r *reader) content(start int, m major, n uint64) ([]byte, error) {
	if n > uint64(len(r.data)-r.at) {
		return nil, r.fail(start, "found %s of %d bytes, %d are left", m, n, len(r.data)-r.at)
	}
	from := r.at
	r.at += int(n)
	content := r.data[from:r.at:r.at]
	if m == textString && !utf8.Valid(content) {
		return nil, r.fail(from, "found a text that isn't UTF-8")
	}
	return content, nil
}

// bytes reads a byte string.
func (r *reader) bytes(what string) ([]byte, error) { return r.string(byteString, what) }

// text reads a text.
func (r *reader) text(what string) (string, error) {
	b, err := r.string(textString, what)
	return string(b), err
}

func (r *reader) string(m major, what string) ([]byte, error) {
	start := r.at
	n, err := r.expect(m, what)
	if err != nil {
		return nil, err
	}
	return r.content(start, m, n)
}

// integer reads a number that fits 64 bits with its sign.
func (r *reader) integer(what string) (int64, error) {
	start := r.at
	m, n, err := r.head()
	switch {
	case err != nil:
		return 0, err
	case m != unsigned && m != negative:
		return 0, r.fail(start, "%s is %s, expected an integer", what, m)
	case n > math.MaxInt64:
		return 0, r.fail(start, "%s doesn't fit 64 bits", what)
	case m == negative:
		return -1 - int64(n), nil
	}
	return int64(n), nil
}

// next returns the type of the next item without reading it; false at the end.
func (r *reader) next() (major, bool) {
	if r.at >= len(r.data) {
		return 0, false
	}
	return major(r.data[r.at] >> 5), true
}

// skip reads an item of any type.
func (r *reader) skip() error {
	start := r.at
	m, n, err := r.head()
	if err != nil {
		return err
	}
	switch m {
	case byteString, textString:
		_, err = r.content(start, m, n)
		return err
	case tag:
		return r.skipInside(start, 1, 1)
	case array:
		return r.skipInside(start, n, 1)
	case mapping:
		return r.skipInside(start, n, 2)
	case unsigned, negative, simple:
	}
	return nil
}

// skipInside reads n groups of items, which are the content of one. Each takes a
// byte at least, so that a length which the bytes fall short of ends with them.
func (r *reader) skipInside(start int, n uint64, group int) error {
	if r.open >= maxDepth {
		return r.fail(start, "found items nested more than %d deep, the limit", maxDepth)
	}
	r.open++
	defer func() { r.open-- }()
	for range n {
		for range group {
			if err := r.skip(); err != nil {
				return err
			}
		}
	}
	return nil
}
