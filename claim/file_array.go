package claim

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// array reads the array form (L10.1).
func (f *file) array(doc jsondoc.Value) *FileError {
	for i := range doc.Len() {
		v := doc.At(i)
		if v.Kind() != jsondoc.Object {
			return f.fail(v, `found %s, expected a claim: an object with "type" and "value"`, describe(v)).in(elementStep(i))
		}
		c, err := f.claim(v)
		if err == nil {
			err = f.add(v, c)
		}
		if err != nil {
			return err.in(elementStep(i))
		}
	}
	return nil
}

// claim reads one claim of the array form, its members in any order.
func (f *file) claim(v jsondoc.Value) (Claim, *FileError) {
	var c Claim
	for i := range v.Len() {
		name, m := v.Name(i), v.At(i)
		if wrong := c.setMember(name, m); wrong != "" {
			return c, f.fail(m, "%s", wrong).in(jsondoc.MemberStep(name))
		}
	}
	for _, name := range []string{"type", "value"} {
		if _, ok := v.Member(name); !ok {
			return c, f.fail(v, "found a claim without %q", name)
		}
	}
	m, _ := v.Member("value")
	if err := f.setValue(&c, m); err != nil {
		return c, err.in(".value")
	}
	if m, ok := v.Member("valueType"); ok && m.Text() != c.Value.kind.String() {
		return c, f.fail(m, "found %q, expected %q for this value", spell.Clip(m.Text(), spell.Value), c.Value.kind).in(".valueType")
	}
	return c, nil
}

// setMember takes one member of a claim object and returns what is wrong with it.
func (c *Claim) setMember(name string, m jsondoc.Value) (wrong string) {
	switch name {
	case "type":
		c.Type, wrong = wantString(m)
	case "value": // read once it is known whether it is marked
	case "valueType":
		_, wrong = wantString(m) // compared once the value is known
	case "issuer":
		c.Issuer, wrong = wantIssuer(m)
	case "readOnly":
		c.ReadOnly, wrong = wantBool(m)
	case "json":
		c.JSON, wrong = wantBool(m)
	default:
		wrong = fmt.Sprintf(`found a member %q, expected "type", "value", "valueType", "issuer", "readOnly" or "json"`, spell.Clip(name, spell.Value))
	}
	return wrong
}

// setValue takes the value of a claim. That of a marked one is an array or object,
// as it is or as text (L10.1).
func (f *file) setValue(c *Claim, m jsondoc.Value) (err *FileError) {
	container := m.Kind() == jsondoc.Array || m.Kind() == jsondoc.Object
	if container && c.JSON {
		c.Value, err = f.compact(m)
		return err
	}
	var wrong string
	if c.Value, wrong = scalar(m); wrong != "" {
		if container {
			wrong += `, or "json": true with it`
		}
		return f.fail(m, "%s", wrong)
	}
	if c.JSON {
		return f.marked(*c, m)
	}
	return nil
}

// marked checks the text of a marked claim. Its values count as if they were in the
// file themselves.
func (f *file) marked(c Claim, m jsondoc.Value) *FileError {
	left := int64(f.opts.MaxValues) - f.inTexts
	doc, err := document(c, jsondoc.Options{MaxDepth: f.opts.MaxDepth, MaxValues: max(left, 1)})
	if f.inTexts += doc.Size(); f.inTexts > int64(f.opts.MaxValues) || beyondValues(err) {
		return f.over(m, "found more JSON values than the limit of %d", f.opts.MaxValues)
	}
	if err != nil {
		return f.fail(m, `found a value marked "json", expected a JSON object or array, or its text`)
	}
	return nil
}

// beyondValues reports whether a text was not read because it has too many values.
func beyondValues(err error) bool {
	var over *jsondoc.Error
	return errors.As(err, &over) && over.Values
}

func wantString(m jsondoc.Value) (string, string) {
	if m.Kind() != jsondoc.String {
		return "", "found " + describe(m) + ", expected a string"
	}
	return m.Text(), ""
}

func wantBool(m jsondoc.Value) (bool, string) {
	if m.Kind() != jsondoc.Bool {
		return false, "found " + describe(m) + ", expected a boolean"
	}
	return m.Bool(), ""
}

// wantIssuer reads an issuer that a file may give: not that of rules (L10.1).
func wantIssuer(m jsondoc.Value) (Issuer, string) {
	name, wrong := wantString(m)
	if wrong != "" {
		return CustomClaim, wrong
	}
	issuer, ok := ParseIssuer(name)
	switch {
	case !ok:
		return CustomClaim, fmt.Sprintf(`found the issuer %q, expected "AttestationService" or "CustomClaim"`, spell.Clip(name, spell.Value))
	case issuer == AttestationPolicy:
		return CustomClaim, `found the issuer "AttestationPolicy", which only rules give, expected "AttestationService" or "CustomClaim"`
	}
	return issuer, ""
}
