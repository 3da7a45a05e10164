// Package yamldoc reads YAML strictly into Go structs: unknown and doubled keys,
// missing ones and values of another kind are errors, each with its place and,
// where a name is near, with a suggestion. Values know the span they stand on, so
// that findings can point into the file.
package yamldoc
