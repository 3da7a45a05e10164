package wasmbuild

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// magic starts the tables as Go writes them since 1.20, on machines with instructions of
// one byte and pointers of eight: pcHeader in runtime/symtab.go.
const magic = "\xf1\xff\xff\xff\x00\x00\x01\x08"

const (
	wordSize   = 8
	entrySize  = 8       // of the table that finds functions by where they start
	bucketSize = 20      // of the table that finds those entries
	bucketPCs  = 4096    // that a bucket stands for
	perPC      = 1 << 16 // blocks of a function: a PC is the number of a function, then of a block
)

// tables are what Go's runtime knows about the functions of a module: where they are in
// memory.
type tables struct {
	memory                                    []byte
	names, units, files, values, funcs, finds part
	nfuncs, nbuckets                          int
}

// part is a piece of the memory.
type part struct{ at, size int }

func (p part) of(memory []byte) []byte { return memory[p.at : p.at+p.size] }

// findTables finds the header of the tables by its magic number, and the runtime's
// moduledata by its pointers to that.
func findTables(memory []byte) (*tables, error) {
	for at := 0; ; at++ {
		next := bytes.Index(memory[at:], []byte(magic))
		if next < 0 {
			return nil, errors.New("found no tables of functions as Go 1.26 writes them")
		}
		at += next
		h, ok := words(memory, at+len(magic), 8)
		if !ok || h[3] > uint64(len(memory)) {
			continue
		}
		key := binary.LittleEndian.AppendUint64(nil, uint64(at))
		key = binary.LittleEndian.AppendUint64(key, uint64(at)+h[3])
		data := bytes.Index(memory, key)
		if data < 0 {
			continue
		}
		m, ok := words(memory, data, 22)
		if !ok {
			continue
		}
		return newTables(memory, at, h, m)
	}
}

// words reads numbers of eight bytes.
func words(memory []byte, at, n int) ([]uint64, bool) {
	if at+n*wordSize > len(memory) {
		return nil, false
	}
	out := make([]uint64, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(memory[at+i*wordSize:])
	}
	return out, true
}

// newTables checks that the words of the header and those of the moduledata say the same.
func newTables(memory []byte, at int, h, m []uint64) (*tables, error) {
	t := &tables{memory: memory}
	parts := []struct {
		to   *part
		size uint64 // of what the slice has
	}{{&t.names, 1}, {&t.units, 4}, {&t.files, 1}, {&t.values, 1}, {&t.funcs, 1}}
	past, most := uint64(at+len(magic)+8*wordSize), uint64(len(memory))
	for i, p := range parts {
		pointer, length, capacity := m[1+3*i], m[2+3*i], m[3+3*i]
		fits := pointer >= past && pointer <= most && length <= (most-pointer)/p.size
		if pointer != uint64(at)+h[3+i] || length != capacity || !fits {
			return nil, fmt.Errorf("found table %d of functions with %d bytes at %d, expected it in memory, after the one before", i, length, pointer)
		}
		*p.to = part{int(pointer), int(length * p.size)}
		past = pointer + length*p.size
	}
	count, entries := h[0], m[17]
	if count == 0 || count >= uint64(t.funcs.size/entrySize) || entries != count+1 || m[16] != m[13] {
		return nil, fmt.Errorf("found %d functions, expected a table of as many", count)
	}
	t.nfuncs = int(count)
	return t, t.checkFinds(m[19], m[20], m[21])
}

// checkFinds checks that the table that is for finding functions finds all of them.
func (t *tables) checkFinds(at, minPC, maxPC uint64) error {
	first, last := t.entry(0), t.entry(t.nfuncs)
	if minPC != uint64(first)*perPC || maxPC <= minPC || (maxPC+perPC-1)/perPC != uint64(last) {
		return fmt.Errorf("found functions %d to %d, expected the PCs of %d to %d", first, last, minPC, maxPC)
	}
	n := (maxPC - minPC + bucketPCs - 1) / bucketPCs
	size := (n-1)*bucketSize + 4 // the last bucket may be shorter
	if at < uint64(t.funcs.at+t.funcs.size) || at > uint64(len(t.memory)) || size > uint64(len(t.memory))-at {
		return fmt.Errorf("found the table that finds functions at %d, expected %d bytes after the others", at, size)
	}
	t.nbuckets, t.finds = int(n), part{int(at), int(size)}
	for i := 1; i <= t.nfuncs; i++ {
		if t.entry(i-1) >= t.entry(i) {
			return fmt.Errorf("found function %d before %d, expected them in order", t.entry(i-1), t.entry(i))
		}
	}
	for i := range t.nbuckets {
		number := (minPC + uint64(i)*bucketPCs) / perPC
		f := int(binary.LittleEndian.Uint32(t.memory[t.finds.at+i*bucketSize:]))
		if f >= t.nfuncs || uint64(t.entry(f)) > number || uint64(t.entry(f+1)) <= number {
			return fmt.Errorf("found that function %d is the one with index %d, expected another", number, f)
		}
	}
	return nil
}

// entry is the number of the function with an index; that of the end has a number, too.
func (t *tables) entry(index int) uint32 {
	return binary.LittleEndian.Uint32(t.memory[t.funcs.at+index*entrySize:])
}
