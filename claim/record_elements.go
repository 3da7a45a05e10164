package claim

// elements reads the array form.
func (r *plainReader) elements() bool {
	r.Skip()
	if r.punctuation(']') {
		return true
	}
	f := &r.array.start
	for more, ok := true, true; more; {
		next := f.next
		if next == nil || !r.expected(next) {
			if next = r.element(); next == nil {
				return false
			}
			f.next = next
		}
		f = next
		if more, ok = r.more(']'); !ok {
			return false
		}
	}
	return true
}

// expected reads a claim if it is one that is known but for its value.
func (r *plainReader) expected(f *familiar) bool {
	from, before := r.Pos(), len(r.claims)
	if r.Take(f.lead) && r.scalar(f) && r.Take(f.tail) && (f.kind == 0 || f.kind == r.claims[before].Value.kind) {
		return true
	}
	r.Back(from)
	r.claims = r.claims[:before]
	return false
}

// element reads a claim that was not expected, its members in any order.
func (r *plainReader) element() *familiar {
	from := r.Pos()
	if !r.punctuation('{') {
		return nil
	}
	e := element{plainReader: r}
	for more, ok := true, true; more; {
		r.Space()
		name, named := r.String()
		if !named || !r.punctuation(':') || !e.member(name) {
			return nil
		}
		if more, ok = r.more('}'); !ok {
			return nil
		}
	}
	if e.has&(hasType|hasValue) != hasType|hasValue || e.kind != 0 && e.kind != e.value.kind {
		return nil
	}
	f := r.array.get(e.claim.Type)
	if f == nil {
		return nil
	}
	e.claim.Type = f.claim.Type // which stays
	f.claim, f.kind = e.claim, e.kind
	f.claim.ReadOnly = f.claim.IsReadOnly()
	text := r.Since(from)
	f.around(text[:e.begin-from], text[e.end-from:])
	c := r.add(f)
	if c == nil {
		return nil
	}
	c.Value = e.value
	return f
}

// element is a claim of the array form while it is read.
type element struct {
	*plainReader
	claim      Claim // but for the value
	value      Value
	begin, end int // of the value
	kind       Kind
	has        member
}

// member is a set of members that a claim has.
type member uint8

const (
	hasType member = 1 << iota
	hasValue
	hasKind
	hasIssuer
	hasReadOnly
)

// members are those of plain claims.
var members = map[string]member{
	"type": hasType, "value": hasValue, "valueType": hasKind, "issuer": hasIssuer, "readOnly": hasReadOnly,
}

// member reads the value of a member.
func (e *element) member(name string) (ok bool) {
	m := members[name]
	if e.has&m != 0 { // twice
		return false
	}
	e.has |= m
	switch m {
	case hasType:
		e.claim.Type, ok = e.String()
	case hasValue:
		e.begin = e.Pos()
		ok = e.plainValue(&e.value)
		e.end = e.Pos()
	case hasKind:
		name, _ = e.String()
		e.kind, ok = ParseKind(name)
	case hasIssuer:
		name, _ = e.String()
		e.claim.Issuer, ok = ParseIssuer(name)
		ok = ok && e.claim.Issuer != AttestationPolicy
	case hasReadOnly:
		var v Value
		ok = e.plainValue(&v) && v.kind == BooleanKind
		e.claim.ReadOnly = v.Bool()
	}
	return ok
}
