package engine

import (
	"errors"
	"unsafe"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// keptText is the length, in bytes, up to which a document is kept until the
// evaluation ends (L9.2, L9.3). A longer one is parsed each time, and let go of with
// its rule.
const keptText = 4 << 20

// mostRemembered bounds the texts, in bytes, of trees that queries made and that
// nothing has read yet: they are on no account.
const mostRemembered = 4 << 20

// jsonPrice is how many bytes of a JSON argument a step pays for (L9.2).
const jsonPrice = 8

// documents holds decoded JSON by its text, so that the event log that thirty
// rules query is decoded once. A tree is not a claim: it is kept here. A few are
// looked through, since comparing a text with itself costs nothing and hashing it
// does; beyond that they are hashed.
type documents struct {
	list       []document
	index      map[string]int32 // places, kept beyond scanLimit documents
	remembered int              // bytes of the texts of those that were no argument
	made       int              // values that are kept
	places     map[place]int32  // of long texts that were found
	held       int              // bytes of these
	// large is the last long text with its tree: it is paid for each time, but need
	// not be parsed again as long as no other comes.
	large document
}

// place is where a text is in memory: texts at one place are equal without a look at
// them. Long texts are found by it, since to look for one that is known costs no
// step (L9.2). The place keeps the text.
type place struct {
	first *byte
	size  int
}

func placeOf(text string) place { return place{unsafe.StringData(text), len(text)} }

// Texts of more than longText bytes are found by their places; those of up to mostHeld
// bytes in all.
const (
	longText = 64 << 10
	mostHeld = 64 << 20
)

// document is a text and what it says.
type document struct {
	text     string
	tree     jsondoc.Value
	number   int32 // in the list
	argument bool  // it was an argument of this evaluation before: no step, no memory
	// made is what JsonToClaimValue made of a list, read-only or not, if it is kept.
	made         *set
	madeReadOnly bool
}

// mostMade bounds the values of lists that are kept with their documents.
const mostMade = 1 << 21

// find returns the document of a text, nil if it isn't there. It may move with the
// next one that is added.
func (d *documents) find(text string) *document {
	if len(text) <= longText {
		return d.look(text)
	}
	if i, ok := d.places[placeOf(text)]; ok {
		return &d.list[i]
	}
	found := d.look(text)
	if found != nil && len(text) <= mostHeld-d.held {
		if d.places == nil {
			d.places = map[place]int32{}
		}
		d.places[placeOf(text)] = found.number
		d.held += len(text)
	}
	return found
}

// look finds a document by what the text says.
func (d *documents) look(text string) *document {
	if len(d.list) > scanLimit {
		if i, ok := d.index[text]; ok {
			return &d.list[i]
		}
		return nil
	}
	for i := range d.list {
		if d.list[i].text == text {
			return &d.list[i]
		}
	}
	return nil
}

// remember adds a tree that a query made, if it is new and there is room.
func (d *documents) remember(text string, tree jsondoc.Value) {
	if len(text) > mostRemembered-d.remembered || d.find(text) != nil {
		return
	}
	d.remembered += len(text)
	d.add(document{text: text, tree: tree})
}

// add adds a document that was not found, and returns it where it is until the next
// one is added.
func (d *documents) add(new document) *document {
	new.number = int32(len(d.list))
	d.list = append(d.list, new)
	switch n := len(d.list); {
	case n == scanLimit+1:
		d.index = make(map[string]int32, 2*n)
		for i := range d.list {
			d.index[d.list[i].text] = int32(i)
		}
	case n > scanLimit:
		d.index[new.text] = int32(n - 1)
	}
	return &d.list[len(d.list)-1]
}

// forget drops all documents, and the memory of more than a few.
func (d *documents) forget() {
	clear(d.list)
	*d = documents{list: d.list[:0]}
	if cap(d.list) > 4*scanLimit {
		d.list = nil
	}
}

// argument is a document that a function was given.
type argument struct {
	tree     jsondoc.Value
	readOnly bool
	entry    *document // where it is kept, nil for a long one; good until the next one is
}

// json returns the document that an argument must denote (L7). A text of at most
// keptText is paid for and decoded once in an evaluation, a longer one each time
// (L9.2, L9.3).
func (c invocation) json(i int) (doc argument, ok bool) {
	v, ok := c.one(i, OneString)
	if !ok {
		return doc, false
	}
	text := v.Text()
	doc.readOnly = v.ReadOnly
	trees := &c.kept().trees
	if len(text) > keptText {
		return c.longJSON(i, text, doc.readOnly)
	}
	known := trees.find(text)
	if known != nil && known.argument {
		doc.tree, doc.entry = known.tree, known
		return doc, true
	}
	if !c.Charge(int64(len(text)) / jsonPrice) {
		return doc, c.Exhausted(c.span(i))
	}
	var tree *jsondoc.Value // if it is known already
	switch {
	case known != nil:
		tree = &known.tree
	case c.Parsed:
		tree = &c.Document
	}
	if doc.tree, ok = c.admit(i, text, tree); !ok {
		return doc, false
	}
	if known == nil {
		known = trees.add(document{text: text, tree: doc.tree})
	} else {
		trees.remembered -= len(text)
	}
	known.argument = true
	doc.entry = known
	return doc, true
}

// longJSON is json for a text of more than keptText.
func (c invocation) longJSON(i int, text string, readOnly bool) (doc argument, ok bool) {
	if !c.Charge(int64(len(text)) / jsonPrice) {
		return doc, c.Exhausted(c.span(i))
	}
	last := &c.memory.trees.large
	if last.text != text {
		*last = document{} // its memory is for the next one
	}
	var tree *jsondoc.Value
	switch {
	case last.text != "":
		tree = &last.tree
	case c.Parsed:
		tree = &c.Document
	}
	if doc.tree, ok = c.admit(i, text, tree); ok {
		*last = document{text: text, tree: doc.tree}
	}
	doc.readOnly = readOnly
	return doc, ok
}

// admit decodes a text, unless its tree is known, and takes the memory for both:
// the text and each of its values (L9.3). The first limit that the text passes from
// its beginning on is the one that counts, so a known tree that passes one is decoded
// to see which.
func (c invocation) admit(i int, text string, tree *jsondoc.Value) (jsondoc.Value, bool) {
	known := tree != nil && tree.Depth() <= c.limits.Depth && c.affords(text, tree.Size())
	if !known {
		found, ok := c.decode(i, text)
		if !ok {
			return found, false
		}
		tree = &found
	}
	n := int64(len(text)) + ValueBytes*tree.Size()
	if len(text) <= keptText {
		return *tree, c.keep(n)
	}
	return *tree, c.Borrow(n)
}

// affords reports whether there is room for a text and its values.
func (c invocation) affords(text string, values int64) bool {
	return values <= c.valuesFor(text) || c.settle() && values <= c.valuesFor(text)
}

// valuesFor is how many values of a text there is room for.
func (c invocation) valuesFor(text string) int64 { return (c.room - int64(len(text))) / ValueBytes }

// decode parses a text.
func (c invocation) decode(i int, text string) (jsondoc.Value, bool) {
	parse := jsondoc.Parse
	if len(text) <= keptText { // the arena lets go of nothing before the end of the run
		parse = c.kept().arena.Parse
	}
	for {
		room := c.valuesFor(text)
		doc, err := jsondoc.Value{}, error(errNoRoom)
		if room > 0 {
			doc, err = parse(text, jsondoc.Options{MaxDepth: c.limits.Depth, MaxValues: room})
		}
		var over *jsondoc.Error
		switch {
		case err == nil:
			return doc, true
		case !errors.As(err, &over) || !over.Values:
			return doc, c.Fail(FailJSON(c.span(i), c.function(), err, c.limits.Depth))
		case !c.settle() || c.valuesFor(text) <= room:
			return doc, c.Fail(FailMemory(c.span(i), c.limits.Memory))
		}
	}
}

// errNoRoom says that there is no room for a text at all.
var errNoRoom = &jsondoc.Error{Limit: true, Values: true}
