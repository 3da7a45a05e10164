package wire

import (
	"bytes"
	"strconv"
)

// header is what is known of a frame while its lines are read.
type header struct {
	started bool // a line was read
	known   bool // so was the length
	length  int64
}

var lengthName = []byte("content-length:")

// add takes a line. It returns the length if this line ends the header, else -1,
// and how many bytes of the line belong to no header. After such noise the header
// starts anew.
func (h *header) add(line []byte) (noise int, length int64) {
	name, _, isHeader := bytes.Cut(line, []byte(":"))
	at := bytes.LastIndex(lower(line), lengthName)
	switch {
	case len(line) == 0:
		return h.end()
	case at == 0, at > 0 && !token(name):
		return at + h.setLength(line[at:], at > 0), -1
	case isHeader && token(name):
		h.started = true
		return 0, -1
	}
	*h = header{}
	return len(line), -1
}

// lower makes small letters of large ones, byte for byte: noise need not be UTF-8.
func lower(line []byte) []byte {
	line = bytes.Clone(line)
	for i, c := range line {
		if c >= 'A' && c <= 'Z' {
			line[i] = c + 'a' - 'A'
		}
	}
	return line
}

// end takes an empty line. Before a header it means nothing.
func (h *header) end() (noise int, length int64) {
	was := *h
	*h = header{}
	switch {
	case was.known:
		return 0, was.length
	case was.started:
		return 1, -1
	}
	return 0, -1
}

// setLength takes the line of the length, which may be the first after noise.
func (h *header) setLength(line []byte, afterNoise bool) (noise int) {
	value := bytes.TrimSpace(line[len(lengthName):])
	n, err := strconv.ParseUint(string(value), 10, 63)
	if err != nil || h.known && !afterNoise && h.length != int64(n) {
		*h = header{}
		return len(line)
	}
	*h = header{started: true, known: true, length: int64(n)}
	return 0
}

// token reports whether a name may be that of a header (RFC 9110, 5.6.2).
func token(name []byte) bool {
	for _, c := range name {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) < 0 {
			return false
		}
	}
	return len(name) > 0
}
