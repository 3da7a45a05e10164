package yamldoc

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/spell"
)

// Field is a key of a mapping, as a field of a struct names it: `yaml:"name"`, or
// `yaml:"name,required"`. Fields tagged "-" and unexported ones are none.
type Field struct {
	Name     string
	Required bool
	Index    int
}

// Fields lists the keys that a struct stands for, in their order.
func Fields(t reflect.Type) []Field {
	var all []Field
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			all = append(all, Field{name, option == "required", i})
		}
	}
	return all
}

// Member returns the fields of a struct that stands for a member of a mapping whose
// keys are free: those tagged `yaml:",key"` and `yaml:",value"`. A list of such
// structs is read from a mapping.
func Member(t reflect.Type) (key, value int, ok bool) {
	key, value = -1, -1
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			switch t.Field(i).Tag.Get("yaml") {
			case ",key":
				key = i
			case ",value":
				value = i
			}
		}
	}
	return key, value, key >= 0 && value >= 0
}

var (
	spanType = reflect.TypeFor[ast.Span]()
	nodeType = reflect.TypeFor[*yaml.Node]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// mostErrors is after how many errors a text is not looked at further.
const mostErrors = 20

// Decode reads the document into a struct, by its fields. A field Span of type
// ast.Span gets the place of its mapping, one of type *yaml.Node the value as it
// is. A scalar is read by UnmarshalText if its type has that. The error joins an
// *Error for each thing that is wrong.
func (d *Doc) Decode(into any) error {
	root := d.Root
	if root == nil {
		root = &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
	}
	return d.DecodeNode(root, into)
}

// DecodeNode is Decode for a part of the document. Its error joins those that were
// noted before, too.
func (d *Doc) DecodeNode(n *yaml.Node, into any) error {
	d.value(n, reflect.ValueOf(into).Elem())
	return d.Err()
}

// Errorf notes an error at a value.
func (d *Doc) Errorf(n *yaml.Node, format string, args ...any) {
	d.errs = append(d.errs, d.newError(n, format, args...))
}

// ErrorAt notes an error at a place.
func (d *Doc) ErrorAt(at ast.Span, format string, args ...any) {
	d.errs = append(d.errs, d.at(at.From.Offset(), format, args...))
}

// Err joins the errors that were noted, nil without.
func (d *Doc) Err() error { return errors.Join(d.errs...) }

// What aliases may come to is bounded: a few of them can stand for billions of
// values, and one can stand for what it is in.
const (
	maxAliased = 100_000
	maxNested  = 64
)

// Follow returns the value that an alias stands for, any other value as it is.
func Follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// counted reports whether a value may be read: those inside of aliases are counted.
func (d *Doc) counted(n *yaml.Node) bool {
	if d.within == 0 {
		return true
	}
	d.aliased++
	if d.aliased < maxAliased && d.within <= maxNested {
		return true
	}
	if !d.overflow {
		d.Errorf(n, "aliases come to more than %d values or nest deeper than %d, the limits", maxAliased, maxNested)
	}
	d.overflow = true
	return false
}

// value reads a value into a variable of any kind.
func (d *Doc) value(n *yaml.Node, v reflect.Value) {
	if len(d.errs) >= mostErrors {
		return
	}
	if v.Type() == nodeType {
		v.Set(reflect.ValueOf(n))
		return
	}
	if n.Kind == yaml.AliasNode {
		d.within++
		defer func() { d.within-- }()
		n = Follow(n)
	}
	if !d.counted(n) {
		return
	}
	if v.CanAddr() && v.Addr().Type().Implements(textType) {
		d.text(n, v.Addr().Interface().(encoding.TextUnmarshaler))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem())
	case reflect.Struct:
		d.structure(n, v)
	case reflect.Map:
		d.mapping(n, v)
	case reflect.Slice:
		if key, value, ok := Member(v.Type().Elem()); ok {
			d.members(n, v, key, value)
			return
		}
		d.list(n, v)
	default:
		d.scalar(n, v)
	}
}

// text reads a scalar by the method of its type.
func (d *Doc) text(n *yaml.Node, into encoding.TextUnmarshaler) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		d.Errorf(n, "found %s, expected text", kindOf(n))
		return
	}
	d.note(n, into.UnmarshalText([]byte(n.Value)))
}

// note notes what a type says of a value.
func (d *Doc) note(n *yaml.Node, err error) {
	if err != nil {
		d.Errorf(n, "%v", err)
	}
}

// place sets the field Span of a struct, if it has one.
func (d *Doc) place(n *yaml.Node, v reflect.Value) {
	if at := v.FieldByName("Span"); at.IsValid() && at.Type() == spanType {
		at.Set(reflect.ValueOf(d.Span(n)))
	}
}

// structure reads a mapping into a struct.
func (d *Doc) structure(n *yaml.Node, v reflect.Value) {
	d.place(n, v)
	fields := Fields(v.Type())
	var names []string
	byName := map[string]Field{}
	for _, f := range fields {
		names = append(names, f.Name)
		byName[f.Name] = f
	}
	seen := map[string]bool{}
	d.Members(n, func(key, value *yaml.Node) {
		f, ok := byName[key.Value]
		if !ok {
			d.Errorf(key, "unknown key %s%s", spell.Quote(key.Value), Meant(key.Value, names))
			return
		}
		seen[f.Name] = true
		d.value(value, v.Field(f.Index))
	})
	for _, f := range fields {
		if f.Required && !seen[f.Name] && isMapping(n) {
			d.Errorf(n, "missing key %q", f.Name)
		}
	}
}

// Meant suggests the name that a misspelt one most likely stands for: it ends a
// message.
func Meant(word string, names []string) string {
	if near := spell.Closest(word, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func isMapping(n *yaml.Node) bool { return n.Kind == yaml.MappingNode || isNull(n) }

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// Members visits the members of a mapping, which may be left empty. Keys that are
// no text and doubled ones are errors.
func (d *Doc) Members(n *yaml.Node, visit func(key, value *yaml.Node)) {
	if !isMapping(n) {
		d.Errorf(n, "found %s, expected a mapping", kindOf(n))
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := Follow(n.Content[i])
		switch {
		case key.Kind != yaml.ScalarNode:
			d.Errorf(key, "found %s as a key, expected text", kindOf(key))
			continue
		case lines[key.Value] > 0:
			d.Errorf(key, "doubled key %s, first on line %d", spell.Quote(key.Value), lines[key.Value])
			continue
		}
		lines[key.Value] = key.Line
		visit(key, n.Content[i+1])
	}
}

// mapping reads a mapping into a map of text.
func (d *Doc) mapping(n *yaml.Node, v reflect.Value) {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	d.Members(n, func(key, value *yaml.Node) {
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		d.value(key, k)
		d.value(value, e)
		v.SetMapIndex(k, e)
	})
}

// members reads a mapping into a list of its members, in their order.
func (d *Doc) members(n *yaml.Node, v reflect.Value, key, value int) {
	d.Members(n, func(k, val *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.place(k, e)
		d.value(k, e.Field(key))
		d.value(val, e.Field(value))
		v.Set(reflect.Append(v, e))
	})
}

// list reads a sequence, which may be left empty.
func (d *Doc) list(n *yaml.Node, v reflect.Value) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.Errorf(n, "found %s, expected a list", kindOf(n))
		return
	}
	for _, item := range n.Content {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(item, e)
		v.Set(reflect.Append(v, e))
	}
}

// scalar reads text, a number or a boolean.
func (d *Doc) scalar(n *yaml.Node, v reflect.Value) {
	tag := n.ShortTag()
	if n.Kind != yaml.ScalarNode {
		tag = ""
	}
	switch v.Kind() {
	case reflect.String:
		// Text that reads as a number or a date needs no quotes.
		if tag == "!!str" || tag == "!!int" || tag == "!!float" || tag == "!!timestamp" {
			v.SetString(n.Value)
			if valid := d.valid[v.Type()]; valid != nil {
				d.note(n, valid(n.Value))
			}
			return
		}
		d.Errorf(n, "found %s, expected text", kindOf(n))
	case reflect.Bool:
		if tag == "!!bool" {
			v.SetBool(strings.EqualFold(n.Value, "true"))
			return
		}
		d.Errorf(n, "found %s, expected true or false", kindOf(n))
	case reflect.Int, reflect.Int64:
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil && tag == "!!int" && !v.OverflowInt(i) {
			v.SetInt(i)
			return
		}
		d.Errorf(n, "found %s, expected an integer", kindOf(n))
	case reflect.Float64:
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && (tag == "!!int" || tag == "!!float") {
			v.SetFloat(f)
			return
		}
		d.Errorf(n, "found %s, expected a number", kindOf(n))
	default:
		panic("yamldoc: no way to read into " + v.Type().String())
	}
}

// kindOf names what a value is, for messages.
func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "nothing"
	}
	return spell.Quote(n.Value)
}
