package lang

import "slices"

// Function is a function of the language: all that is known of it without
// running it. Each evaluator has an implementation.
type Function struct {
	Name string
	// Since is the minor version that brought it: 2 for 1.2 (L2.3).
	Since  int
	Params []Param
	// Result is what kinds its values may have. It gives exactly one, unless Many.
	Result Kinds
	Many   bool
	// Spreads says that the result is read-only if a value of an argument is (L7).
	Spreads bool
	// Meaning is a sentence about the result.
	Meaning string
}

// Param is what a function takes at one place.
type Param struct {
	Name  string
	Kinds Kinds
	// Many says that any number of values will do, else it must be exactly one.
	Many    bool
	Content Content
}

// Content is what the text of a string argument must be.
type Content uint8

// The contents.
const (
	Plain     Content = iota // any text
	JSON                     // valid JSON
	ClaimJSON                // valid JSON that claim values can be made of (L7.2)
	Query                    // a JMESPath query (L7.1)
)

// functions is the table of L7.
var functions = []Function{
	{
		Name: "JmesPath", Since: 2, Spreads: true, Result: Strings,
		Params:  []Param{{Name: "json", Kinds: Strings, Content: JSON}, {Name: "query", Kinds: Strings, Content: Query}},
		Meaning: "What the query finds in the document, as compact JSON text; no match is null.",
	},
	{
		Name: "JsonToClaimValue", Since: 2, Spreads: true, Result: Any, Many: true,
		Params:  []Param{{Name: "json", Kinds: Strings, Content: ClaimJSON}},
		Meaning: "The integer, boolean or string of the document, or those of an array without its nulls; null gives none.",
	},
	{
		Name: "IsSubsetOf", Since: 2, Result: Booleans,
		Params:  []Param{{Name: "a", Kinds: Any, Many: true}, {Name: "b", Kinds: Any, Many: true}},
		Meaning: "Whether every value of a is among those of b.",
	},
	{
		Name: "AppendString", Since: 2, Spreads: true, Result: Strings,
		Params:  []Param{{Name: "a", Kinds: Strings}, {Name: "b", Kinds: Strings}},
		Meaning: "The two strings as one.",
	},
	{
		Name: "NegateBool", Since: 2, Spreads: true, Result: Booleans,
		Params:  []Param{{Name: "b", Kinds: Booleans}},
		Meaning: "The other boolean.",
	},
	{
		Name: "ContainsOnlyValue", Since: 2, Result: Booleans,
		Params:  []Param{{Name: "a", Kinds: Any, Many: true}, {Name: "value", Kinds: Any}},
		Meaning: "Whether a is not empty and holds only that value.",
	},
}

// Functions returns the rows of all functions. They must not be written to.
func Functions() []Function { return functions }

// FunctionNamed returns the row of a function, nil if there is none of that name
// (L1.7: case sensitive).
func FunctionNamed(name string) *Function {
	i := slices.IndexFunc(functions, func(f Function) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &functions[i]
}

// FunctionNames returns the names of all functions.
func FunctionNames() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.Name
	}
	return names
}
