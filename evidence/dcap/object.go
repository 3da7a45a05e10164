package dcap

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// clip cuts a text of the input that a message shows.
func clip(text string) string { return spell.Clip(text, spell.Value) }

// object reads the members of an object of a document, all of which must be
// there and of the right kind. The first that isn't is the error; members that
// nobody asks for are passed over.
type object struct {
	value jsondoc.Value
	name  string // for messages
	err   error
}

// document reads a text that is one object.
func document(name string, text []byte, depth int) (*object, error) {
	v, err := jsondoc.Parse(string(text), jsondoc.Options{MaxDepth: depth, MaxValues: maxValues})
	if known := (*jsondoc.Error)(nil); errors.As(err, &known) && known.Values {
		return nil, fmt.Errorf("%s has more than %d JSON values, the limit", name, maxValues)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	o := &object{value: v, name: name}
	if v.Kind() != jsondoc.Object {
		return nil, fmt.Errorf("%s is JSON of type %s, expected an object", name, v.Kind())
	}
	return o, nil
}

// fail keeps the first error.
func (o *object) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf("%s: %w", o.name, fmt.Errorf(format, args...))
	}
}

func (o *object) has(name string) bool {
	_, ok := o.value.Member(name)
	return ok
}

// member returns a member that must be of a kind.
func (o *object) member(name string, kind jsondoc.Kind) jsondoc.Value {
	v, ok := o.value.Member(name)
	switch {
	case !ok:
		o.fail("found no %q", name)
	case v.Kind() != kind:
		o.fail("%q is JSON of type %s, expected %s", name, v.Kind(), kind)
	}
	return v
}

func (o *object) text(name string) string { return o.member(name, jsondoc.String).Text() }

// number reads an integer of 0 to most.
func (o *object) number(name string, most int64) int64 {
	v := o.member(name, jsondoc.Number)
	n, ok := v.Int()
	if o.err == nil && (!ok || n < 0 || n > most) {
		o.fail("%q is %s, expected an integer of 0 to %d", name, clip(v.Text()), most)
	}
	return n
}

// bytes reads hex of either case, as long as the place it goes to.
func (o *object) bytes(name string, to []byte) {
	text := o.text(name)
	if o.err == nil && (len(text) != hex.EncodedLen(len(to))) {
		o.fail("%q has %d characters, expected %d", name, len(text), hex.EncodedLen(len(to)))
	}
	if o.err == nil {
		if _, err := hex.Decode(to, []byte(text)); err != nil {
			o.fail("%q is %q, expected hex", name, text)
		}
	}
}

// time reads a time of RFC 3339.
func (o *object) time(name string) time.Time {
	text := o.text(name)
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		o.fail("%q is %q, expected a time like 2025-06-01T12:00:00Z", name, clip(text))
	}
	return t
}

// status reads one of the statuses that documents give.
func (o *object) status(name string) Status {
	s := Status(o.text(name))
	if !s.info().document {
		o.fail("%q is %q, expected a status like %q", name, clip(string(s)), UpToDate)
	}
	return s
}

// object reads an object inside, whose error is that of the outer one.
func (o *object) object(name string, read func(*object)) {
	o.read(o.member(name, jsondoc.Object), fmt.Sprintf("%q", name), read)
}

// objects reads an array of objects, one at least.
func (o *object) objects(name string, read func(*object)) {
	list := o.member(name, jsondoc.Array)
	if o.err == nil && list.Len() == 0 {
		o.fail("%q is empty", name)
	}
	for i := 0; i < list.Len() && o.err == nil; i++ {
		if v := list.At(i); v.Kind() == jsondoc.Object {
			o.read(v, fmt.Sprintf("%q, entry %d", name, i+1), read)
		} else {
			o.fail("%q, entry %d is JSON of type %s, expected an object", name, i+1, v.Kind())
		}
	}
}

func (o *object) read(v jsondoc.Value, name string, read func(*object)) {
	if o.err != nil {
		return
	}
	inner := &object{value: v, name: o.name + ", " + name}
	read(inner)
	o.err = inner.err
}

// texts reads an array of strings, if there is one.
func (o *object) texts(name string) []string {
	if !o.has(name) {
		return nil
	}
	list := o.member(name, jsondoc.Array)
	texts := make([]string, 0, list.Len())
	for i := range list.Len() {
		v := list.At(i)
		if v.Kind() != jsondoc.String {
			o.fail("%q, entry %d is JSON of type %s, expected a string", name, i+1, v.Kind())
		}
		texts = append(texts, v.Text())
	}
	return texts
}
