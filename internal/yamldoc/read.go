package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/ast"
)

// Options bound what is read.
type Options struct {
	// MaxBytes is the largest number of bytes of a text: 1 MiB if it is 0.
	MaxBytes int
	// Valid says of a type of text what is wrong with a value of it, where more must
	// be known for that than the type's own UnmarshalText knows.
	Valid map[reflect.Type]func(text string) error
}

const defaultMaxBytes = 1 << 20

// Doc is a YAML text that was read.
type Doc struct {
	// Source has the text with its name.
	Source *ast.Source
	// Root is the value of the document, nil if the text holds none.
	Root *yaml.Node

	valid    map[reflect.Type]func(string) error
	errs     []error
	within   int // aliases that the value being read is inside of
	aliased  int // values that were read inside of aliases
	overflow bool
}

// Error is what is wrong at a place of a text.
type Error struct {
	File    string
	Place   ast.Place
	Message string
}

// Error returns "file:line:column: message".
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Place.Line, e.Place.Column, e.Message)
}

// Read reads a text with one document. Nothing is expanded: an alias stays one
// until it is decoded.
func Read(name string, data []byte, opts Options) (*Doc, error) {
	d := &Doc{Source: ast.NewSource(name, string(data)), valid: opts.Valid}
	most := opts.MaxBytes
	if most == 0 {
		most = defaultMaxBytes
	}
	if len(data) > most {
		return nil, d.at(0, "found more than %d bytes, the limit", most)
	}
	if at, found := unreadable(d.Source.Text); found != "" {
		return nil, d.at(at, "found %s, expected text in UTF-8", found)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, d.loadError(err)
	}
	first, err := d.load(loader)
	if err != nil || first == nil {
		return d, err
	}
	d.Root = first.Content[0]
	second, err := d.load(loader)
	if err == nil && second != nil {
		err = d.newError(second, "found a second document, expected one")
	}
	return d, err
}

// load reads the next document, nil at the end.
func (d *Doc) load(loader *yaml.Loader) (*yaml.Node, error) {
	var n yaml.Node
	switch err := loader.Load(&n); {
	case errors.Is(err, io.EOF), err == nil && len(n.Content) == 0:
		return nil, nil
	case err != nil:
		return nil, d.loadError(err)
	}
	return &n, nil
}

// unreadable returns what is no text of YAML at all, and its offset.
func unreadable(text string) (at int, found string) {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return i, fmt.Sprintf("the byte 0x%02X", text[i])
		}
		if r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == 0x7F {
			return i, fmt.Sprintf("the control character U+%04X", r)
		}
	}
	return 0, ""
}

// at returns an error at an offset of the text.
func (d *Doc) at(offset int, format string, args ...any) error {
	return &Error{d.Source.Name, d.Source.Place(ast.PosAt(offset)), fmt.Sprintf(format, args...)}
}

// newError returns an error at a value.
func (d *Doc) newError(n *yaml.Node, format string, args ...any) error {
	return d.at(d.Span(n).From.Offset(), format, args...)
}

// loadError says what the parser of YAML found, without its own prefix.
func (d *Doc) loadError(err error) error {
	var lerr *yaml.LoadError
	if !errors.As(err, &lerr) {
		return d.at(0, "found no YAML: %v", err)
	}
	text := lerr.Message
	if lerr.ContextMsg != "" {
		text = lerr.ContextMsg + ": " + text
	}
	place := ast.Place{Line: max(lerr.Mark.Line, 1), Column: max(lerr.Mark.Column, 1)}
	return &Error{d.Source.Name, place, "found no YAML: " + text}
}
