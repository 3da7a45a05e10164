package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// node is a part of a compiled query: a function from the current value to a
// result. Nodes are never written after Compile.
type node interface {
	eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error)
	// place is the node's offset in the query.
	place() int32
}

// at is the offset of a node, embedded in all of them.
type at int32

func (a at) place() int32 { return int32(a) }

// The nodes.
type (
	// current is @.
	current struct{ at }
	// field is a name. Looking up a long one costs more.
	field struct {
		at
		name string
		cost int64
	}
	// index is [n].
	index struct {
		at
		n int64
	}
	// literal is `…` or '…'.
	literal struct {
		at
		value jsondoc.Value
	}
	// chain feeds the result of each step to the next: a.b, a[0], a | b, and a
	// projection after what it projects. Two steps or more, none of them a chain.
	chain struct {
		at
		steps []node
	}
	// or and and are || and && with all their operands, two or more.
	or struct {
		at
		terms []node
	}
	and struct {
		at
		terms []node
	}
	// not is !.
	not struct {
		at
		operand node
	}
	// comparison is ==, !=, <, <=, > or >=.
	comparison struct {
		at
		op          kind
		left, right node
	}
	// list is the multiselect [a, b].
	list struct {
		at
		items []node
	}
	// hash is the multiselect {a: b}.
	hash struct {
		at
		names []string
		items []node
		cost  int64 // of the names' text
	}
	// call is a function call.
	call struct {
		at
		function *function
		args     []node
	}
	// reference is the argument &a: an expression that the function applies.
	reference struct {
		at
		body node
	}

	// each is [*], members is *, slice is [a:b:c], flatten is [] and filter is
	// [?cond]: they project the rest of the query, nil if there is none, over the
	// elements they yield.
	each struct {
		at
		rest node
	}
	members struct {
		at
		rest node
	}
	slice struct {
		at
		start, stop *int64
		step        int64
		rest        node
	}
	flatten struct {
		at
		rest node
	}
	filter struct {
		at
		cond node
		rest node
	}
)
