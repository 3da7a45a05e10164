package wasmbuild

import (
	"encoding/binary"
	"errors"
	"slices"
)

// column is a list of numbers of four bytes in memory, of which each has its distance from
// the next.
type column struct{ at, stride, count int }

// difference replaces each number but the first by its difference from the one before.
func (c column) difference(memory []byte) {
	before := uint32(0)
	for i := range c.count {
		cell := memory[c.at+i*c.stride:]
		number := binary.LittleEndian.Uint32(cell)
		binary.LittleEndian.PutUint32(cell, number-before)
		before = number
	}
}

// sums is the body of a function that undoes the differences of columns. It has one local,
// the address of a number.
func sums(columns []column) []byte {
	out := []byte{1, 1, 0x7f}
	for _, c := range columns {
		if c.count > 1 {
			out = c.appendSums(out)
		}
	}
	return append(out, end)
}

// appendSums appends instructions that go through a column, and add each number to the
// next.
func (c column) appendSums(out []byte) []byte {
	const get, set, tee = "\x20\x00", "\x21\x00", "\x22\x00"
	const load, store, add, notEqual = "\x28\x02", "\x36\x02", "\x6a", "\x47"
	stride := string(binary.AppendUvarint(nil, uint64(c.stride)))
	out = append(appendConst(out, c.at), set+"\x03\x40"...) // loop
	out = append(out, get+get+load+"\x00"+get+load+stride+add+store+stride...)
	out = append(appendConst(append(out, get...), c.stride), add+tee...)
	out = append(appendConst(out, c.at+(c.count-1)*c.stride), notEqual...)
	return append(out, 0x0d, 0, end) // again, if it isn't the last
}

// appendConst appends a constant that isn't negative.
func appendConst(out []byte, n int) []byte {
	out = append(out, i32Const)
	for ; n >= 0x40; n >>= 7 {
		out = append(out, byte(n)|0x80)
	}
	return append(out, byte(n))
}

// addStart adds a function that is called when the module is ready, before all others.
func addStart(s sections, body []byte) error {
	imported, err := s.importedFunctions()
	if err != nil {
		return err
	}
	types, kind, err := s.added(typeSection, []byte{0x60, 0, 0}) // no parameters, no results
	if err != nil {
		return err
	}
	functions, count, err := s.added(functionSection, binary.AppendUvarint(nil, uint64(kind)))
	if err != nil {
		return err
	}
	code, bodies, err := s.added(codeSection, appendBytes(nil, body))
	if err != nil {
		return err
	}
	if count != bodies {
		return errors.New("found functions without code, or code without a function")
	}
	s[typeSection], s[functionSection], s[codeSection] = types, functions, slices.Clip(code)
	s[startSection] = binary.AppendUvarint(nil, uint64(imported+count))
	return nil
}
