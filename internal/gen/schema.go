package gen

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// Schema returns the JSON Schema (2020-12) of what a type of Go reads or writes:
// YAML by its tags `yaml:"…"`, as package yamldoc reads them, else JSON by its tags
// `json:"…"`. Descriptions are the comments of types and fields. What a type knows of
// its values beyond their kind its methods say:
//
//	Words() []string        text is one of these
//	Pattern() string        text is of this form
//	Range() (least, most float64)
//	Kinds() []string        the kinds of JSON, if that of Go isn't the whole
//	Forms() []reflect.Type  a value is of one of these types
//	Others() reflect.Type   an object may have other members, of this type
//	Constraint() string     further members of the schema, in JSON
func Schema(title string, of reflect.Type, docs Comments) string {
	s := &schema{docs: docs, named: map[reflect.Type]string{}}
	root := newObject().text("$schema", "https://json-schema.org/draft/2020-12/schema").text("title", title)
	root.extend(s.root(of))
	if len(s.defs.names) > 0 {
		root.set("$defs", s.defs.value())
	}
	var b bytes.Buffer
	if err := json.Indent(&b, jsondoc.AppendCompact(nil, root.value()), "", "  "); err != nil {
		panic(err) // what was made here is JSON
	}
	b.WriteByte('\n')
	return b.String()
}

// schema collects the definitions of the types that a type is made of.
type schema struct {
	docs  Comments
	defs  object
	named map[reflect.Type]string
}

// object is a JSON object in the making.
type object struct {
	names  []string
	values []jsondoc.Value
}

func newObject() *object { return &object{} }

func (o *object) set(name string, v jsondoc.Value) *object {
	o.names, o.values = append(o.names, name), append(o.values, v)
	return o
}

func (o *object) text(name, text string) *object {
	if text == "" {
		return o
	}
	return o.set(name, jsondoc.NewString(text))
}

func (o *object) extend(more *object) {
	o.names, o.values = append(o.names, more.names...), append(o.values, more.values...)
}

func (o *object) has(name string) bool { return slices.Contains(o.names, name) }

func (o *object) value() jsondoc.Value { return jsondoc.NewObject(o.names, o.values) }

func texts(list []string) jsondoc.Value {
	var values []jsondoc.Value
	for _, text := range list {
		values = append(values, jsondoc.NewString(text))
	}
	return jsondoc.NewArray(values)
}

// root is the schema of the whole.
func (s *schema) root(t reflect.Type) *object {
	if _, ok := reflect.Zero(t).Interface().(formed); ok {
		o := newObject().text("description", s.docs.of(t, ""))
		o.extend(s.of(t))
		return o
	}
	return s.structure(t)
}

// of returns the schema of a type.
func (s *schema) of(t reflect.Type) *object {
	o := s.plain(t)
	if t.Kind() != reflect.Struct || !o.has("$ref") {
		o.extend(constraint(t))
	}
	return o
}

// plain is the schema of a type without what constrains it.
func (s *schema) plain(t reflect.Type) *object {
	if o, ok := s.alternatives(t); ok {
		return o
	}
	if o, ok := said(t); ok {
		return o
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.pointer(t)
	case reflect.Struct:
		return newObject().text("$ref", "#/$defs/"+s.define(t))
	case reflect.Slice, reflect.Array:
		return s.list(t)
	case reflect.Map:
		return newObject().text("type", "object").set("additionalProperties", s.of(t.Elem()).value())
	case reflect.String:
		return newObject().text("type", "string")
	case reflect.Bool:
		return newObject().text("type", "boolean")
	case reflect.Float32, reflect.Float64:
		return newObject().text("type", "number")
	case reflect.Interface:
		return newObject() // anything
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return newObject().text("type", "integer")
	}
	panic("gen: no schema of " + t.String())
}

// formed is a type whose values are of one of several types.
type formed interface{ Forms() []reflect.Type }

// alternatives returns the schema of such a type.
func (s *schema) alternatives(t reflect.Type) (*object, bool) {
	if isReference(t) {
		return nil, false
	}
	f, ok := reflect.Zero(t).Interface().(formed)
	if !ok {
		return nil, false
	}
	var all []jsondoc.Value
	for _, of := range f.Forms() {
		all = append(all, s.of(of).value())
	}
	return newObject().set("anyOf", jsondoc.NewArray(all)), true
}

// pointer returns the schema of what may be absent: in JSON, where it is null then.
func (s *schema) pointer(t reflect.Type) *object {
	if t.Elem().PkgPath() == "go.yaml.in/yaml/v4/internal/libyaml" {
		return newObject() // a value that is read elsewhere
	}
	return s.of(t.Elem())
}

// nullable is a schema or null.
func nullable(o *object) *object {
	null := newObject().text("type", "null").value()
	return newObject().set("anyOf", jsondoc.NewArray([]jsondoc.Value{o.value(), null}))
}

// list returns the schema of a list; of one of members that of a mapping.
func (s *schema) list(t reflect.Type) *object {
	key, value, ok := yamldoc.Member(t.Elem())
	if !ok {
		return newObject().text("type", "array").set("items", s.of(t.Elem()).value())
	}
	o := newObject().text("type", "object")
	if names := s.of(t.Elem().Field(key).Type); len(names.names) > 1 {
		o.set("propertyNames", names.value())
	}
	return o.set("additionalProperties", s.of(t.Elem().Field(value).Type).value())
}

// define makes the definition of a struct, once, and returns its name.
func (s *schema) define(t reflect.Type) string {
	if name, ok := s.named[t]; ok {
		return name
	}
	name := strings.ToLower(t.Name()[:1]) + t.Name()[1:]
	s.named[t] = name
	at := len(s.defs.names)
	s.defs.set(name, jsondoc.Value{}) // its place, before those that it is made of
	s.defs.values[at] = s.structure(t).value()
	return name
}

// structure returns the schema of a struct: its members and no others.
func (s *schema) structure(t reflect.Type) *object {
	o := newObject().text("description", s.docs.of(t, "")).text("type", "object")
	members, required := newObject(), []string{}
	for _, m := range membersOf(t) {
		of := s.of(m.typ)
		if m.null {
			of = nullable(of)
		}
		described := newObject().text("description", s.docs.of(m.in, m.field))
		described.extend(of)
		members.set(m.name, described.value())
		if m.required {
			required = append(required, m.name)
		}
	}
	o.set("properties", members.value())
	if len(required) > 0 {
		o.set("required", texts(required))
	}
	others := jsondoc.NewBool(false)
	if more, ok := reflect.Zero(t).Interface().(interface{ Others() reflect.Type }); ok {
		others = s.of(more.Others()).value()
	}
	o.set("additionalProperties", others)
	o.extend(constraint(t))
	return o
}
