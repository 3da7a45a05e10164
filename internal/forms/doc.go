// Package forms has the files that people write as types: claims files and test files.
// Packages claim and testfile read them member by member; the schemas in docs/schema,
// which editors go by, are made of these types, with their comments for descriptions
// (T7.4).
package forms

import "reflect"

// placeholder is the form of what stands for a row's value (T3.3).
const placeholder = `^\$\{[^}]+\}$`

// Placeholder stands for the value that a row has under a name.
type Placeholder string

// Pattern is that of ${name}.
func (Placeholder) Pattern() string { return placeholder }

// Filled is a value, or ${name} for that of a row.
type Filled[T any] struct{}

// Forms are both.
func (Filled[T]) Forms() []reflect.Type {
	return forms(reflect.TypeFor[T](), reflect.TypeFor[Placeholder]())
}

func forms(types ...reflect.Type) []reflect.Type { return types }
