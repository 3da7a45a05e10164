package cosetest

import "encoding/binary"

// head writes the shortest head of an item (RFC 8949 section 3).
func head(major byte, n uint64) []byte {
	b := []byte{major << 5}
	switch {
	case n < 24:
		b[0] |= byte(n)
		return b
	case n < 1<<8:
		b[0] |= 24
		return append(b, byte(n))
	case n < 1<<16:
		b[0] |= 25
		return binary.BigEndian.AppendUint16(b, uint16(n))
	case n < 1<<32:
		b[0] |= 26
		return binary.BigEndian.AppendUint32(b, uint32(n))
	}
	b[0] |= 27
	return binary.BigEndian.AppendUint64(b, n)
}

// Int writes a number.
func Int(n int64) []byte {
	if n < 0 {
		return head(1, uint64(-1-n))
	}
	return head(0, uint64(n))
}

// Bytes writes a byte string.
func Bytes(b []byte) []byte { return append(head(2, uint64(len(b))), b...) }

// Text writes a text.
func Text(s string) []byte { return append(head(3, uint64(len(s))), s...) }

// Array writes an array of items that were written.
func Array(items ...[]byte) []byte { return join(head(4, uint64(len(items))), items) }

// Map writes a map: each key is followed by its value.
func Map(items ...[]byte) []byte { return join(head(5, uint64(len(items)/2)), items) }

// Tag writes a tag with its item.
func Tag(n uint64, item []byte) []byte { return append(head(6, n), item...) }

func join(out []byte, items [][]byte) []byte {
	for _, item := range items {
		out = append(out, item...)
	}
	return out
}
