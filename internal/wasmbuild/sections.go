package wasmbuild

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Of the binary format of WebAssembly, section 5 of its specification.
const (
	header          = "\x00asm\x01\x00\x00\x00"
	customSection   = 0
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	startSection    = 8
	codeSection     = 10
	dataSection     = 11

	i32Const = 0x41
	end      = 0x0b
)

var errEnds = errors.New("the module ends too early")

// sections are the sections of a module by their id, which is also their order. Those
// that say what tools made the module, and which build, are left out: a stripped module is
// none that the go command wrote, and must not be taken for one.
type sections map[byte][]byte

// split returns the sections of a module.
func split(module []byte) (sections, error) {
	rest, ok := bytes.CutPrefix(module, []byte(header))
	if !ok {
		return nil, errors.New("found no WebAssembly module of version 1")
	}
	out, last := sections{}, byte(0)
	for r := (reader{rest}); len(r.rest) > 0; {
		id, err := r.byte()
		if err != nil {
			return nil, err
		}
		body, err := r.bytes()
		if err != nil {
			return nil, err
		}
		if id == customSection {
			continue
		}
		if id <= last || id > dataSection {
			return nil, fmt.Errorf("found section %d after %d, expected them in order, and none above %d", id, last, dataSection)
		}
		out[id], last = body, id
	}
	return out, out.check()
}

// check checks that a module has what is changed, and not what is added.
func (s sections) check() error {
	for _, id := range []byte{typeSection, functionSection, codeSection, dataSection} {
		if s[id] == nil {
			return fmt.Errorf("found no section %d", id)
		}
	}
	if s[startSection] != nil {
		return errors.New("found a start function, expected a module as Go's linker writes it")
	}
	return nil
}

// module puts sections together again.
func (s sections) module() []byte {
	out := []byte(header)
	for id := range byte(dataSection + 1) {
		if body, ok := s[id]; ok {
			out = appendBytes(append(out, id), body)
		}
	}
	return out
}

// added returns a section that is a list with one more entry, and how many it had.
func (s sections) added(id byte, entry []byte) ([]byte, int, error) {
	r := reader{s[id]}
	n, err := r.number()
	if err != nil {
		return nil, 0, err
	}
	return slices.Concat(binary.AppendUvarint(nil, uint64(n)+1), r.rest, entry), n, nil
}

// importedFunctions counts the imports, all of which must be functions.
func (s sections) importedFunctions() (int, error) {
	if s[importSection] == nil {
		return 0, nil
	}
	r := reader{s[importSection]}
	n, err := r.number()
	for range n {
		if err != nil {
			return 0, err
		}
		err = r.importedFunction()
	}
	return n, err
}

// reader reads what is left of a module or a section.
type reader struct{ rest []byte }

// importedFunction reads an import: two names, what kind it has, and its type.
func (r *reader) importedFunction() error {
	for range 2 {
		if _, err := r.bytes(); err != nil {
			return err
		}
	}
	kind, err := r.byte()
	if err != nil {
		return err
	}
	if kind != 0 {
		return fmt.Errorf("found an import of kind %d, expected functions only", kind)
	}
	_, err = r.number()
	return err
}

func (r *reader) byte() (byte, error) {
	if len(r.rest) == 0 {
		return 0, errEnds
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b, nil
}

// number reads an unsigned number.
func (r *reader) number() (int, error) {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		return 0, errEnds
	}
	if n > math.MaxInt32 {
		return 0, fmt.Errorf("found number %d, expected at most %d", n, math.MaxInt32)
	}
	r.rest = r.rest[size:]
	return int(n), nil
}

// bytes reads as many bytes as the number before them says.
func (r *reader) bytes() ([]byte, error) {
	n, err := r.number()
	if err != nil {
		return nil, err
	}
	if n > len(r.rest) {
		return nil, errEnds
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out, nil
}

func appendBytes(out, data []byte) []byte {
	out = binary.AppendUvarint(slices.Grow(out, len(data)+binary.MaxVarintLen32), uint64(len(data)))
	return append(out, data...)
}
