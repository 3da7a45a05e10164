package wasmbuild_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/wasmbuild"
)

// Where the tables of the small module are: two functions, 5 and 6.
const (
	headerAt = 64
	namesAt  = headerAt + 72
	unitsAt  = namesAt + 16
	filesAt  = unitsAt + 8
	valuesAt = filesAt + 8
	funcsAt  = valuesAt + 40
	firstAt  = funcsAt + 24
	record   = 76
	findsAt  = firstAt + 2*record
	buckets  = 17
	dataAt   = findsAt + buckets*20
	memoryAt = dataAt + 22*8 // the end
)

// smallMemory is the memory of a module with two functions, as Go's linker writes it.
func smallMemory() []byte {
	m := make([]byte, memoryAt)
	put := func(at int, words ...uint32) {
		for i, w := range words {
			binary.LittleEndian.PutUint32(m[at+4*i:], w)
		}
	}
	long := func(at int, words ...int) {
		for i, w := range words {
			binary.LittleEndian.PutUint64(m[at+8*i:], uint64(w))
		}
	}
	copy(m[headerAt:], "\xf1\xff\xff\xff\x00\x00\x01\x08")
	long(headerAt+8, 2, 1, 0, namesAt-headerAt, unitsAt-headerAt, filesAt-headerAt, valuesAt-headerAt, funcsAt-headerAt)
	copy(m[namesAt:], "main.f\x00m.g[x]\x00")
	put(unitsAt, 0)
	copy(m[filesAt:], "f.go\x00")
	copy(m[valuesAt+1:], "\x02\x01\x40\x09\x00")          // 1: frame of f, 0 then 32
	copy(m[valuesAt+6:], "\x02\x01\x40\x05\x00")          // 6: frame of g, the same but for its end
	copy(m[valuesAt+11:], "\x00\x02\x02\x03\x02\x04\x00") // 11: stack maps of f, -1, 0, then 1
	copy(m[valuesAt+18:], "\x02\x07\x00")                 // 18: files, lines, and what isn't needed
	put(funcsAt, 5, 24, 6, 24+record, 7)
	put(firstAt, 5, 0, 16, 3, 1, 18, 18, 2, 0, 10, 6<<24, 18, 11, 40, 44, none, 52, none, 48)
	put(firstAt+record, 6, 7, 8, 0, 6, 18, 18, 1, 0, 20, 7<<24|0x0417, 18, 60, none, none, none, 64, none, 68)
	for i := range buckets {
		put(findsAt+20*i, uint32(i/16))
	}
	long(dataAt, headerAt, namesAt, 16, 16, unitsAt, 2, 2, filesAt, 8, 8, valuesAt, 40, 40, funcsAt, findsAt-funcsAt, findsAt-funcsAt, funcsAt, 3, 3, findsAt, 5<<16, 6<<16+3)
	return m
}

const none = ^uint32(0)

// small is a module with an imported function and one of its own, and that memory.
func small(memory []byte) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00" + "\x00\x0bbuild-id-01" + "\x01\x04\x01\x60\x00\x00" + "\x02\x07\x01\x01a\x01b\x00\x00" + "\x03\x02\x01\x00" + "\x05\x03\x01\x00\x01" + "\x09\x01\x00" + "\x0a\x04\x01\x02\x00\x0b\x0b")
	section := wasmbuild.OneSegment(memory)
	return append(binary.AppendUvarint(out, uint64(len(section))), section...)
}

// started is the memory of a stripped module after its start function.
func started(t *testing.T, module []byte) []byte {
	t.Helper()
	if len(module) < memoryAt {
		t.Fatalf("found no data of %d bytes in % x", memoryAt, module)
	}
	memory := module[len(module)-memoryAt:] // data comes last
	for _, c := range [][3]int{{funcsAt, 8, 3}, {funcsAt + 4, 8, 2}, {firstAt, 72, 2}, {firstAt + 4, 72, 2}, {findsAt, 20, buckets}} {
		for i := 1; i < c[2]; i++ {
			at := memory[c[0]+i*c[1]:]
			binary.LittleEndian.PutUint32(at, binary.LittleEndian.Uint32(at)+binary.LittleEndian.Uint32(memory[c[0]+(i-1)*c[1]:]))
		}
	}
	return memory
}

// TestStripV6_12: names, frames and stack maps stay, in records of one size; files, lines,
// type arguments and what was inlined go.
func TestStripV6_12(t *testing.T) {
	t.Parallel()
	before := smallMemory()
	module, err := wasmbuild.Strip(small(before))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(module, []byte("\x00asm\x01\x00\x00\x00"+"\x01\x07\x02\x60\x00\x00\x60\x00\x00"+"\x02\x07\x01\x01a\x01b\x00\x00"+"\x03\x03\x02\x00\x01"+"\x05\x03\x01\x00\x01"+"\x08\x01\x02"+"\x09\x01\x00"+"\x0a")) {
		t.Errorf("the sections start with % x, want one type, function and start more", module[:60])
	}
	got := started(t, module)
	if names := string(got[namesAt:unitsAt]); names != "main.f\x00m.g[...]\x00" {
		t.Errorf("names are %q, want them without type arguments", names)
	}
	for _, p := range [][2]int{{0, namesAt}, {findsAt, memoryAt}} {
		if !bytes.Equal(got[p[0]:p[1]], before[p[0]:p[1]]) {
			t.Errorf("from %d to %d: % x, want % x", p[0], p[1], got[p[0]:p[1]], before[p[0]:p[1]])
		}
	}
	values := "\x00" + "\x02\x01\x40\x80\x80\x04\x00" + "\x02\x05\x02\x80\x80\x04\x00" // the end counts for any function
	if want := values + strings.Repeat("\x00", funcsAt-valuesAt-len(values)); string(got[valuesAt:funcsAt]) != want {
		t.Errorf("values are % x, want % x", got[valuesAt:funcsAt], want)
	}
	if files := got[unitsAt:valuesAt]; len(bytes.Trim(files, "\x00")) > 0 {
		t.Errorf("files are % x, want none", files)
	}
	words := make([]uint32, (findsAt-funcsAt)/4)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(got[funcsAt+4*i:])
	}
	want := []uint32{5, 24, 6, 24 + 72, 7, 0,
		5, 0, 16, 3, 1, 0, 0, 2, 0, 0, 5 << 24, 0, 8, 40, 44, none, none, none,
		6, 7, 8, 0, 1, 0, 0, 2, 0, 0, 5<<24 | 0x0417, 0, 0, 60, none, none, none, 64,
		0, 0}
	if !slices.Equal(words, want) {
		t.Errorf("functions are %d, want %d", words, want)
	}
}

// TestStripRefuses: what isn't exactly as expected is an error, not a broken module.
func TestStripRefuses(t *testing.T) {
	t.Parallel()
	good := small(smallMemory())
	with := func(at int, word uint32) []byte {
		m := smallMemory()
		binary.LittleEndian.PutUint32(m[at:], word)
		return small(m)
	}
	replaced := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	stripped, err := wasmbuild.Strip(good)
	if err != nil {
		t.Fatal(err)
	}
	const second = firstAt + record
	for name, c := range map[string]struct {
		module []byte
		want   string
	}{
		"nothing":         {nil, "no WebAssembly module"},
		"version":         {[]byte("\x00asm\x02\x00\x00\x00"), "no WebAssembly module"},
		"half":            {good[:len(good)/2], "ends too early"},
		"no sections":     {good[:8], "found no section 1"},
		"order":           {replaced("\x05\x03\x01\x00\x01", "\x02\x03\x01\x00\x01"), "found section 2 after 3"},
		"count":           {replaced("\x05\x03\x01\x00\x01", "\x0c\x03\x01\x00\x01"), "found section 12"},
		"twice":           {stripped, "found a start function"},
		"import":          {replaced("\x01a\x01b\x00", "\x01a\x01b\x03"), "import of kind 3"},
		"imports":         {replaced("\x02\x07\x01", "\x02\x07\x02"), "ends too early"},
		"code":            {replaced("\x03\x02\x01\x00", "\x03\x02\x02\x00"), "functions without code"},
		"no data":         {small(nil), "found no tables"},
		"magic":           {with(headerAt, 0xfffffff0), "found no tables"},
		"offset":          {with(headerAt+8+3*8+4, 1), "found no tables"},
		"moduledata":      {with(dataAt, 0), "found no tables"},
		"names outside":   {with(dataAt+2*8, memoryAt), "found table 0"},
		"capacity":        {with(dataAt+3*8, 15), "found table 0"},
		"units size":      {with(dataAt+5*8, 9), "found table 1"},
		"files":           {with(dataAt+7*8, 8), "found table 2"},
		"no functions":    {with(headerAt+8, 0), "found 0 functions"},
		"functions":       {with(headerAt+8, 3), "found 3 functions"},
		"more functions":  {with(headerAt+12, 1), "functions, expected a table of as many"},
		"minPC":           {with(dataAt+20*8, 4<<16), "expected the PCs"},
		"maxPC":           {with(dataAt+21*8, 7<<16+1), "expected the PCs"},
		"finds":           {with(dataAt+19*8, memoryAt-8), "the table that finds functions"},
		"finds before":    {with(dataAt+19*8, 8), "the table that finds functions"},
		"unsorted":        {with(funcsAt+8, 5), "expected them in order"},
		"bucket":          {with(findsAt+20*3, 1), "index 1, expected another"},
		"bucket outside":  {with(findsAt+20*3, 9), "index 9, expected another"},
		"record outside":  {with(funcsAt+4, 8192), "function 5: found its record at 8192"},
		"record in index": {with(funcsAt+12, 8), "function 6: found its record at 8"},
		"another record":  {with(firstAt, 6), "function 5: found a record of function 6"},
		"name":            {with(second+4, 16), "function 6: found a record"},
		"PCDATA":          {with(firstAt+7*4, 6), "found 6 PCDATA"},
		"FUNCDATA":        {with(firstAt+10*4, 9<<24), "and 9 FUNCDATA"},
		"records end":     {with(second+7*4, 5), "found 5 PCDATA"},
		"names end":       {replaced("main.f\x00m.g[x]\x00", "main.functs.g\x00"), "bytes for the names"},
		"no values":       {with(firstAt+4*4, 40), "none"},
		"values end":      {with(firstAt+4*4, 39), "ends too early"},
		"bounds":          {bounds(), "bounds of panics"},
	} {
		if out, err := wasmbuild.Strip(c.module); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %d bytes, %v, want an error with %q", name, len(out), err, c.want)
		}
	}
}

// bounds is a module whose second function has five tables of PCDATA, the last of bounds.
func bounds() []byte {
	m := smallMemory()
	binary.LittleEndian.PutUint32(m[firstAt+record+7*4:], 5)
	binary.LittleEndian.PutUint32(m[firstAt+record+10*4:], 0)
	clear(m[firstAt+record+11*4 : findsAt])
	binary.LittleEndian.PutUint32(m[firstAt+record+15*4:], 18)
	return small(m)
}

// FuzzStrip: any module is stripped or refused, and what is stripped isn't again.
func FuzzStrip(f *testing.F) {
	f.Add(small(smallMemory()))
	f.Add(bounds())
	f.Fuzz(func(t *testing.T, module []byte) {
		out, err := wasmbuild.Strip(module)
		if err != nil {
			return
		}
		if _, err := wasmbuild.Strip(out); err == nil {
			t.Error("stripped a module twice")
		}
	})
}
