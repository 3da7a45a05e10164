package engine

import "github.com/assay-policy/assay/internal/jsondoc"

// maxKept bounds the text, in bytes, whose decoded trees an evaluation keeps: a
// tree may take twenty times the memory of its text.
const maxKept = 4 << 20

// documents holds decoded JSON by its text, so that the event log that thirty
// rules query is decoded once. A tree is no claim: it stays beside them. A few are
// looked through, since comparing a text with itself costs nothing and hashing it
// does; beyond that they are hashed.
type documents struct {
	list  []document
	index map[string]int32 // places, kept beyond scanLimit documents
	size  int              // of the texts
}

type document struct {
	text string
	tree jsondoc.Value
}

func (d *documents) find(text string) (jsondoc.Value, bool) {
	if len(d.list) > scanLimit {
		if i, ok := d.index[text]; ok {
			return d.list[i].tree, true
		}
		return jsondoc.Value{}, false
	}
	for i := range d.list {
		if d.list[i].text == text {
			return d.list[i].tree, true
		}
	}
	return jsondoc.Value{}, false
}

// fits reports whether there is room to keep a tree.
func (d *documents) fits(text string) bool { return len(text) <= maxKept-d.size }

// keep adds a tree that was not found, if there is room.
func (d *documents) keep(text string, tree jsondoc.Value) {
	if !d.fits(text) {
		return
	}
	d.list = append(d.list, document{text, tree})
	d.size += len(text)
	switch n := len(d.list); {
	case n == scanLimit+1:
		d.index = make(map[string]int32, 2*n)
		for i := range d.list {
			d.index[d.list[i].text] = int32(i)
		}
	case n > scanLimit:
		d.index[text] = int32(n - 1)
	}
}

// forget drops all documents, and the memory of more than a few.
func (d *documents) forget() {
	clear(d.list)
	*d = documents{list: d.list[:0]}
	if cap(d.list) > 4*scanLimit {
		d.list = nil
	}
}
