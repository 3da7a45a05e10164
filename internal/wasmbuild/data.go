package wasmbuild

import (
	"errors"
	"fmt"
	"slices"
)

// mostMemory is the address that data must end below.
const mostMemory = 64 << 20

// image is what the segments of a data section make of the memory, which is zero before.
func image(section []byte) ([]byte, error) {
	r := reader{section}
	count, err := r.number()
	if err != nil {
		return nil, err
	}
	var memory []byte
	for range count {
		at, data, err := r.segment()
		if err != nil {
			return nil, err
		}
		if past := at + len(data) - len(memory); past > 0 {
			memory = append(memory, make([]byte, past)...)
		}
		copy(memory[at:], data)
	}
	return memory, nil
}

// segment reads a segment and where in memory it goes.
func (r *reader) segment() (at int, data []byte, err error) {
	for _, want := range []byte{0, i32Const} {
		if b, err := r.byte(); err != nil {
			return 0, nil, err
		} else if b != want {
			return 0, nil, fmt.Errorf("found %#x at the start of a segment, expected %#x of one at a constant address", b, want)
		}
	}
	number := r.rest
	if at, err = r.number(); err != nil {
		return 0, nil, err
	}
	// Constants are signed: the sign is the highest bit of seven.
	if number[len(number)-len(r.rest)-1]&0x40 != 0 {
		return 0, nil, errors.New("found a segment at a negative address")
	}
	if b, err := r.byte(); err != nil {
		return 0, nil, err
	} else if b != end {
		return 0, nil, fmt.Errorf("found instruction %#x after the address of a segment, expected its end", b)
	}
	if data, err = r.bytes(); err == nil && at+len(data) > mostMemory {
		err = fmt.Errorf("found a segment up to address %d, expected at most %d", at+len(data), mostMemory)
	}
	return at, data, err
}

// oneSegment is a data section that fills all of the memory.
func oneSegment(memory []byte) []byte {
	return appendBytes([]byte{1, 0, i32Const, 0, end}, slices.Clip(memory))
}
