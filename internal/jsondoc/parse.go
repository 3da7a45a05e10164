package jsondoc

import (
	"fmt"
	"math"
	"slices"
)

// DefaultMaxDepth is how deeply arrays and objects may nest if Options say
// nothing (section 9 of the language).
const DefaultMaxDepth = 512

// Options of Parse. The zero value has the default limits.
type Options struct {
	MaxDepth  int   // nesting of arrays and objects; 0 means DefaultMaxDepth
	MaxValues int64 // values in all; 0 is no limit
}

// Parse reads a text that is one JSON document, with white space around it
// allowed. It is stricter than most: what RFC 8259 calls unpredictable
// (duplicate member names, lone surrogates, invalid UTF-8) is an error, always
// an *Error. Strings without escapes and numbers share the text's memory.
func Parse(text string, opts Options) (Value, error) {
	var p parser
	return p.parse(text, opts)
}

// parse reads a document, with what memory the parser has from earlier ones.
func (p *parser) parse(text string, opts Options) (Value, error) {
	if int64(len(text)) >= math.MaxInt32 {
		return Value{}, &Error{Path: "$", Limit: true,
			Message: fmt.Sprintf("found a text of %d bytes, expected less than 2 GiB", len(text))}
	}
	p.text, p.pos, p.maxDepth = text, 0, opts.MaxDepth
	if p.maxDepth <= 0 {
		p.maxDepth = DefaultMaxDepth
	}
	p.left = opts.MaxValues
	if p.left <= 0 {
		p.left = math.MaxInt64
	}
	p.frames, p.values, p.names = p.frames[:0], p.values[:0], p.names[:0]
	p.store.chunk = max(minChunk, min(len(text)/16, maxChunk))
	if !p.document() {
		return Value{}, p.err
	}
	return p.root, nil
}

// parser holds the state of one Parse. Open containers are frames on a stack of
// its own; their children wait on two more stacks until the container closes and
// its exact size is known.
type parser struct {
	text     string
	pos      int
	prefix   bool // other things may follow the document
	maxDepth int
	left     int64 // values that may still come
	root     Value
	frames   []frame
	values   []Value
	names    []string
	buf      []byte // strings with escapes are decoded here
	store    slabs
	err      *Error
}

// frame is an open container: where its children begin on the stacks.
type frame struct {
	object bool
	off    int32
	values int
	names  int
	index  map[string]int32 // of an object that outgrew scanLimit
}

// state is what a step of the parser leads to.
type state uint8

const (
	failed   state = iota
	complete       // a value was added to the innermost container, or is the document
	pending        // the parser is before a value
)

// document reads the one value and, unless it is a prefix, checks that nothing follows.
func (p *parser) document() bool {
	for st := pending; ; {
		switch {
		case st == failed:
			return false
		case st == pending:
			st = p.value()
		case len(p.frames) > 0:
			st = p.next()
		case p.prefix:
			return true
		default:
			p.space()
			return p.pos == len(p.text) || p.fail(p.pos, found(p.text, p.pos)+" after the document, expected its end")
		}
	}
}

// value reads a scalar or an empty container, which are complete, or opens a
// container and leaves the parser before its first element.
func (p *parser) value() state {
	p.space()
	if p.pos == len(p.text) {
		p.expected("a value")
		return failed
	}
	if p.left--; p.left < 0 {
		p.fail(p.pos, "found more values than there is room for")
		p.err.Limit, p.err.Values = true, true
		return failed
	}
	v := Value{off: int32(p.pos) + 1}
	ok := true
	switch c := p.text[p.pos]; c {
	case '"':
		v.kind = String
		v.text, ok = p.str()
	case '{', '[':
		return p.open(c == '{')
	case 't':
		v.kind, v.flag = Bool, true
		ok = p.word("true")
	case 'f':
		v.kind = Bool
		ok = p.word("false")
	case 'n':
		ok = p.word("null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		v.kind = Number
		v.text, ok = p.number()
	default:
		ok = p.expected("a value")
	}
	if !ok {
		return failed
	}
	p.add(v)
	return complete
}

// add gives a finished value to the innermost container.
func (p *parser) add(v Value) {
	if len(p.frames) == 0 {
		p.root = v
		return
	}
	p.values = append(p.values, v)
}

// open enters a container. One that closes at once never gets a frame.
func (p *parser) open(object bool) state {
	if len(p.frames) == p.maxDepth {
		p.fail(p.pos, fmt.Sprintf("found nesting deeper than %d levels", p.maxDepth))
		p.err.Limit = true
		return failed
	}
	f := frame{object: object, off: int32(p.pos) + 1, values: len(p.values), names: len(p.names)}
	p.pos++
	p.space()
	if p.pos < len(p.text) && p.text[p.pos] == f.closer() {
		p.pos++
		p.add(Value{kind: f.kind(), off: f.off, depth: 1})
		return complete
	}
	if p.frames == nil {
		p.reserve()
	}
	p.frames = append(p.frames, f)
	if object && !p.member() {
		return failed
	}
	return pending
}

// next reads what follows an element: a comma, which leaves the parser before
// the next one, or the end of the container, which makes its value complete.
func (p *parser) next() state {
	p.space()
	f := &p.frames[len(p.frames)-1]
	if p.pos == len(p.text) || p.text[p.pos] != ',' && p.text[p.pos] != f.closer() {
		p.expected(`"," or "` + string(f.closer()) + `"`)
		return failed
	}
	p.pos++
	if p.text[p.pos-1] != ',' {
		p.close()
		return complete
	}
	if f.object && !p.member() || !f.object && !p.element() {
		return failed
	}
	return pending
}

// element looks for the slip of a comma before the closing bracket, which
// deserves a better message than value gives.
func (p *parser) element() bool {
	p.space()
	if p.pos < len(p.text) && p.text[p.pos] == ']' {
		return p.expected(`a value after ","`)
	}
	return true
}

// member reads a name and its colon.
func (p *parser) member() bool {
	p.space()
	if p.pos == len(p.text) || p.text[p.pos] != '"' {
		return p.expected("a member's name in double quotes")
	}
	at := p.pos
	name, ok := p.str()
	if !ok {
		return false
	}
	twice := p.known(name)
	p.names = append(p.names, name)
	if twice {
		return p.fail(at, "found a second member of this name, expected each name once")
	}
	p.space()
	if p.pos == len(p.text) || p.text[p.pos] != ':' {
		return p.expected(`":" after the member's name`)
	}
	p.pos++
	return true
}

// known reports whether the innermost object has a member of that name, and
// enters it into the object's index once there is one.
func (p *parser) known(name string) bool {
	f := &p.frames[len(p.frames)-1]
	names := p.names[f.names:]
	if f.index == nil {
		for _, n := range names {
			if n == name {
				return true
			}
		}
		if len(names) < scanLimit {
			return false
		}
		f.index = make(map[string]int32, 4*scanLimit)
		for i, n := range names {
			f.index[n] = int32(i)
		}
	}
	if _, ok := f.index[name]; ok {
		return true
	}
	f.index[name] = int32(len(names))
	return false
}

// close takes the innermost container off the stacks.
func (p *parser) close() {
	last := len(p.frames) - 1
	f := &p.frames[last]
	g := p.store.group()
	if f.values == 0 && len(p.values) > maxRecycled && 2*len(p.values) > cap(p.values) {
		g.values, p.values = slices.Clip(p.values), nil // a huge one is not copied
	} else {
		g.values = p.store.values.copied(p.values[f.values:], p.store.chunk)
		p.values = p.values[:f.values]
	}
	if f.object {
		g.names = p.store.names.copied(p.names[f.names:], p.store.chunk)
		g.index = f.index
	}
	v := Value{kind: f.kind(), off: f.off}
	v.adopt(g)
	p.frames = p.frames[:last]
	p.names = p.names[:f.names]
	p.add(v)
}

func (f *frame) kind() Kind {
	if f.object {
		return Object
	}
	return Array
}

func (f *frame) closer() byte {
	if f.object {
		return '}'
	}
	return ']'
}

// space skips white space (RFC 8259 section 2).
func (p *parser) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\n', '\r', '\t':
			p.pos++
		default:
			return
		}
	}
}

// word reads true, false or null.
func (p *parser) word(w string) bool {
	if len(p.text)-p.pos < len(w) || p.text[p.pos:p.pos+len(w)] != w {
		return p.expected("a value")
	}
	p.pos += len(w)
	return true
}

// number reads a number; its text is not converted.
func (p *parser) number() (string, bool) {
	start := p.pos
	end, fault := scanNumber(p.text, start)
	if fault != "" {
		return "", p.fail(start, fault)
	}
	p.pos = end
	return p.text[start:end], true
}

// expected fails with what is at the parser's position.
func (p *parser) expected(what string) bool {
	return p.fail(p.pos, found(p.text, p.pos)+", expected "+what)
}

// fail notes the error and returns false.
func (p *parser) fail(at int, message string) bool {
	p.err = &Error{Offset: at, Path: p.path(), Message: message}
	return false
}
