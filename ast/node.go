package ast

// Node is any part of the tree.
//
//sumtype:decl
type Node interface {
	Pos() Pos
	End() Pos
	node()
}

// Item is what may stand at the top level after the version.
//
//sumtype:decl
type Item interface {
	Node
	item()
}

// Statement is what may stand in a section.
//
//sumtype:decl
type Statement interface {
	Node
	statement()
}

// Expr is a value: the right side of a test, or an argument.
//
//sumtype:decl
type Expr interface {
	Node
	expr()
}

// Policy is a whole text (L2). Its span is the whole text.
type Policy struct {
	Span
	// Version is nil if the header is missing or can't be read.
	Version *Version
	// Items are the sections, and the text between them that is none.
	Items []Item
	// Comments are all comments in the order of the text.
	Comments []*Comment
	// Attached says to which node each comment belongs; nil without comments.
	Attached map[Node]*Attached
}

// Version is the header: version=1.2;
type Version struct {
	Span
	Keyword      *Ident
	Eq           Pos
	Number       Span // the digits with their dot
	Major, Minor int
	Semi         Pos // NoPos if missing
}

// SectionKind is one of the three sections, or none of them.
type SectionKind uint8

// The sections, in the order in which they run (L6.1).
const (
	UnknownSection SectionKind = iota
	Configuration
	Authorization
	Issuance
)

// Section is a named list of rules.
type Section struct {
	Span
	Kind        SectionKind
	Name        *Ident
	Open, Close Pos // braces
	Statements  []Statement
	Semi        Pos // NoPos if missing
}

// Rule is: conditions => action;
type Rule struct {
	Span
	Conditions []*Condition
	Ands       []Pos // of each "&&"
	Arrow      Pos
	Action     *Action
	Semi       Pos // NoPos if missing
}

// Condition is: [!] [binder:] [tests].
type Condition struct {
	Span
	Not         Pos    // of "!", NoPos without
	Binder      *Ident // nil without
	Colon       Pos
	Open, Close Pos // brackets
	Tests       []*Test
	Commas      []Pos
}

// Negated reports whether the condition wants that no claim satisfies it (L4.3).
func (c *Condition) Negated() bool { return c.Not.IsValid() }

// Property is a property of a claim.
type Property uint8

// The properties of a claim (L3.1).
const (
	UnknownProperty Property = iota
	TypeProperty
	ValueProperty
	ValueTypeProperty
	IssuerProperty
)

// Op is a comparison.
type Op uint8

// The comparisons of a test (L2).
const (
	UnknownOp Op = iota
	Equal
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Test is: property op value.
type Test struct {
	Span
	Name     *Ident
	Property Property
	Op       Op
	OpSpan   Span // of the operator as written, also where it's a tolerated slip
	Value    Expr
}

// ActionKind is one of the five actions, or none of them.
type ActionKind uint8

// The actions (L5).
const (
	UnknownAction ActionKind = iota
	Permit
	Deny
	Add
	Issue
	IssueProperty
)

// Action is: name(arguments).
type Action struct {
	Span
	Kind        ActionKind
	Name        *Ident
	Open, Close Pos // parentheses
	Args        []*Arg
	Commas      []Pos
}

// Arg is: name=value. Name and EqSpan are nil and none for a positional argument,
// a tolerated slip (L5.3).
type Arg struct {
	Span
	Name   *Ident
	EqSpan Span
	Value  Expr
}

// Ident is a name as written.
type Ident struct {
	Span
	Name string
}

// StringLit is a quoted text (L1.4).
type StringLit struct {
	Span
	// Value is the text without quotes and escapes.
	Value string
	// Raw is the text as written, with its quotes.
	Raw string
}

// IntLit is a decimal integer (L1.5).
type IntLit struct {
	Span
	Value int64
}

// BoolLit is true or false (L1.6).
type BoolLit struct {
	Span
	Value bool
}

// BinderRef is a binder that stands alone: the c of claim=c.
type BinderRef struct {
	Span
	Name string
}

// PropertyRef is: binder.property.
type PropertyRef struct {
	Span
	Binder   *Ident
	Dot      Pos
	Name     *Ident
	Property Property
}

// Call is: function(arguments). Which functions there are is not of the tree.
type Call struct {
	Span
	Name        *Ident
	Open, Close Pos // parentheses
	Args        []Expr
	Commas      []Pos
}

// Bad covers text that could not be read. A finding says why.
type Bad struct{ Span }

// Comment is a // comment without its line end.
type Comment struct {
	Span
	Text string // as written, with its slashes
}

func (*Policy) node()      {}
func (*Version) node()     {}
func (*Section) node()     {}
func (*Rule) node()        {}
func (*Condition) node()   {}
func (*Test) node()        {}
func (*Action) node()      {}
func (*Arg) node()         {}
func (*Ident) node()       {}
func (*StringLit) node()   {}
func (*IntLit) node()      {}
func (*BoolLit) node()     {}
func (*BinderRef) node()   {}
func (*PropertyRef) node() {}
func (*Call) node()        {}
func (*Bad) node()         {}
func (*Comment) node()     {}

func (*Section) item() {}
func (*Bad) item()     {}

func (*Rule) statement() {}
func (*Bad) statement()  {}

func (*StringLit) expr()   {}
func (*IntLit) expr()      {}
func (*BoolLit) expr()     {}
func (*BinderRef) expr()   {}
func (*PropertyRef) expr() {}
func (*Call) expr()        {}
