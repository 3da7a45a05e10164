package gen

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// member is a member of an object, as a field of a struct says.
type member struct {
	name     string
	field    string
	in       reflect.Type // the struct with the field
	typ      reflect.Type
	required bool
	null     bool // null where there is none
}

// membersOf lists the members that a struct stands for. In YAML those are required
// that say so; in JSON all are there but those that may be omitted.
func membersOf(t reflect.Type) []member {
	var all []member
	for _, f := range yamldoc.Fields(t) {
		field := t.Field(f.Index)
		all = append(all, member{f.Name, field.Name, t, field.Type, f.Required, false})
	}
	if len(all) > 0 {
		return all
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case field.Anonymous && name == "":
			all = append(all, membersOf(field.Type)...)
		case field.IsExported():
			if name == "" {
				name = field.Name
			}
			omitted := strings.Contains(options, "omit")
			all = append(all, member{name, field.Name, t, field.Type, !omitted, field.Type.Kind() == reflect.Pointer && !omitted})
		}
	}
	return all
}

// said returns the schema that a type tells by its methods.
func said(t reflect.Type) (*object, bool) {
	switch t {
	case reflect.TypeFor[json.RawMessage]():
		return newObject(), true // anything
	case reflect.TypeFor[claim.Value](): // the value that is none is null
		return newObject().set("type", texts([]string{"boolean", "integer", "string", "null"})), true
	}
	if isReference(t) {
		return nil, false
	}
	switch v := reflect.Zero(t).Interface().(type) {
	case interface{ Words() []string }:
		return newObject().set("enum", texts(v.Words())), true
	case interface{ Pattern() string }:
		return newObject().text("type", "string").text("pattern", v.Pattern()), true
	case interface{ Range() (least, most float64) }:
		least, most := v.Range()
		kind := "number"
		if t.Kind() != reflect.Float64 {
			kind = "integer"
		}
		return newObject().text("type", kind).set("minimum", jsondoc.NewFloat(least)).set("maximum", jsondoc.NewFloat(most)), true
	case interface{ Kinds() []string }:
		if kinds := v.Kinds(); len(kinds) == 1 {
			return newObject().text("type", kinds[0]), true
		}
		return newObject().set("type", texts(v.Kinds())), true
	}
	return nil, false
}

// constraint is what a type says of its values in the words of JSON Schema.
func constraint(t reflect.Type) *object {
	o := newObject()
	if isReference(t) {
		return o
	}
	c, ok := reflect.Zero(t).Interface().(interface{ Constraint() string })
	if !ok {
		return o
	}
	doc, err := jsondoc.Parse(c.Constraint(), jsondoc.Options{})
	if err != nil {
		panic(err) // it is ours
	}
	for i := range doc.Len() {
		o.set(doc.Name(i), doc.At(i))
	}
	return o
}

// isReference reports whether a type's zero value is nil, which has no methods to ask.
func isReference(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface
}
