package wasmbuild

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Of _func in runtime/runtime2.go: the words of a record, then one of bytes, the offsets of
// PCDATA, and those of FUNCDATA.
const (
	wordEntry = iota
	wordName
	wordArgs
	wordDefer
	wordFrame // pcsp: the size of the frame
	wordFile
	wordLine
	wordPCData // how many there are
	wordUnit
	wordStartLine
	wordFlags // function id, flags, a zero byte, how many FUNCDATA there are
	headWords
)

// Of internal/abi/symtab.go. What isn't here is for what there isn't: WebAssembly has no
// asynchronous preemption and checks bounds in another way, and the rest is for the values
// of arguments in traces and for the execution tracer.
const (
	pcStackMap    = 1
	pcPanicBounds = 4
	mostPCData    = 5

	funcInline   = 3
	funcKept     = 5 // pointer maps of arguments and locals, stack objects, deferred calls
	mostFuncData = 8

	none = ^uint32(0) // FUNCDATA that isn't there
)

// recordWords are the words of a record, all of which have one size once they are written.
const recordWords = headWords + pcStackMap + 1 + funcKept

// function is what is kept of a function.
type function struct {
	name          string // as a trace has it
	head          [headWords]uint32
	frame, stacks string // values by PC: the size of the frame, and which stack map counts
	funcData      [funcKept]uint32
}

// functions reads the records of all functions.
func (t *tables) functions() ([]function, error) {
	out := make([]function, t.nfuncs)
	for i := range out {
		if err := t.function(i, &out[i]); err != nil {
			return nil, fmt.Errorf("function %d: %w", t.entry(i), err)
		}
	}
	return out, nil
}

func (t *tables) function(index int, f *function) error {
	all := t.funcs.of(t.memory)
	at := int(binary.LittleEndian.Uint32(all[index*entrySize+4:]))
	if at < t.nfuncs*entrySize+4 || at > len(all)-headWords*4 {
		return fmt.Errorf("found its record at %d, expected it in the table", at)
	}
	for i := range f.head {
		f.head[i] = binary.LittleEndian.Uint32(all[at+i*4:])
	}
	rest := all[at+headWords*4:]
	pcData, funcData := f.head[wordPCData], f.head[wordFlags]>>24
	if f.head[wordEntry] != t.entry(index) || f.head[wordName] >= uint32(t.names.size) || f.head[wordFlags]&0xff0000 != 0 {
		return fmt.Errorf("found a record of function %d, expected its own", f.head[wordEntry])
	}
	if pcData > mostPCData || funcData > mostFuncData || int(pcData+funcData)*4 > len(rest) {
		return fmt.Errorf("found %d PCDATA and %d FUNCDATA, expected at most %d and %d", pcData, funcData, mostPCData, mostFuncData)
	}
	f.name = nameAt(t.names.of(t.memory)[f.head[wordName]:])
	return t.data(f, rest[:pcData*4], rest[pcData*4:(pcData+funcData)*4])
}

// nameAt is the name of a function as traces print it, without type arguments
// (funcNameForPrint in runtime/symtab.go).
func nameAt(names []byte) string {
	head, _, _ := bytes.Cut(names, []byte{0})
	name := string(head)
	from, to := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']')
	if from < 0 || to < from {
		return name
	}
	return name[:from] + "[...]" + name[to+1:]
}

// data reads what follows the head of a record.
func (t *tables) data(f *function, pcData, funcData []byte) error {
	pc := func(i int) uint32 {
		if i*4 < len(pcData) {
			return binary.LittleEndian.Uint32(pcData[i*4:])
		}
		return 0
	}
	for i := range f.funcData {
		f.funcData[i] = none
		if i*4 < len(funcData) {
			f.funcData[i] = binary.LittleEndian.Uint32(funcData[i*4:])
		}
	}
	f.funcData[funcInline] = none // what is inlined has no frame of its own in a trace
	if pc(pcPanicBounds) != 0 {
		return errors.New("found bounds of panics, which WebAssembly doesn't have")
	}
	var err error
	if f.frame, err = valuesOf(t.values.of(t.memory), f.head[wordFrame], -1); err != nil {
		return err
	}
	// Before the first call there is none, -1, for which the runtime takes the first, 0.
	f.stacks, err = valuesOf(t.values.of(t.memory), pc(pcStackMap), 0)
	return err
}

// rewrite writes what is kept of all functions over what there was, and returns the columns
// of the tables that mostly count up.
func (t *tables) rewrite(functions []function) ([]column, error) {
	for _, p := range []part{t.names, t.units, t.files, t.values} {
		clear(p.of(t.memory))
	}
	if err := t.writeNames(functions); err != nil {
		return nil, err
	}
	all := t.funcs.of(t.memory)
	first := int(binary.LittleEndian.Uint32(all[4:]))
	if most := first + len(functions)*recordWords*4; most > len(all) {
		return nil, fmt.Errorf("found %d bytes for the records of functions, which need %d", len(all), most)
	}
	clear(all[first:])
	offsets, err := t.writeValues(functions)
	if err != nil {
		return nil, err
	}
	for i, f := range functions {
		at := first + i*recordWords*4
		binary.LittleEndian.PutUint32(all[i*entrySize+4:], uint32(at))
		for j, w := range f.record(offsets) {
			binary.LittleEndian.PutUint32(all[at+j*4:], w)
		}
	}
	records := t.funcs.at + first
	return []column{
		{t.funcs.at, entrySize, t.nfuncs + 1},
		{t.funcs.at + 4, entrySize, t.nfuncs},
		{records + wordEntry*4, recordWords * 4, t.nfuncs},
		{records + wordName*4, recordWords * 4, t.nfuncs},
		{t.finds.at, bucketSize, t.nbuckets},
	}, nil
}

// record is the record of a function.
func (f *function) record(offsets map[string]uint32) []uint32 {
	head := f.head
	head[wordFrame] = offsets[f.frame]
	head[wordFile], head[wordLine], head[wordUnit], head[wordStartLine] = 0, 0, 0, 0
	head[wordPCData] = pcStackMap + 1
	head[wordFlags] = head[wordFlags]&0xffff | funcKept<<24
	return append(append(head[:], 0, offsets[f.stacks]), f.funcData[:]...)
}

// writeNames writes the names of the functions.
func (t *tables) writeNames(functions []function) error {
	out := t.names.of(t.memory)
	at := 0
	for i := range functions {
		f := &functions[i]
		if len(f.name) >= len(out)-at {
			return fmt.Errorf("found %d bytes for the names of functions, which need more", len(out))
		}
		f.head[wordName] = uint32(at)
		at += copy(out[at:], f.name) + 1
	}
	return nil
}

// writeValues writes the tables of values by PC, each once, and returns where each is.
func (t *tables) writeValues(functions []function) (map[string]uint32, error) {
	offsets := map[string]uint32{"": 0} // no table
	out := t.values.of(t.memory)
	at := 1
	for _, f := range functions {
		for _, values := range []string{f.frame, f.stacks} {
			if _, ok := offsets[values]; ok {
				continue
			}
			if len(values) > len(out)-at {
				return nil, fmt.Errorf("found %d bytes for values by PC, which need more", len(out))
			}
			offsets[values] = uint32(at)
			at += copy(out[at:], values)
		}
	}
	return offsets, nil
}
