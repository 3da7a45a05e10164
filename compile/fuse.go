package compile

import (
	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/interpreter"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// This is the one file that imports CEL's interpreter, whose interfaces change
// from release to release. It adds a decorator to the planning of a conjunct: CEL
// shows it every node of the plan, operands first, and it notes what the node
// comes to on native values. If that is something for the root, the conjunct is
// fused: Native says the same as the whole plan. The nodes themselves it leaves
// alone, so that one planning serves both engines and the public one runs CEL and
// nothing of ours. Whatever it does not recognise stays unfused and runs through
// Program.Eval.

// fused is planning with the decorator: it returns the program and the test that
// the plan comes to, if it is one.
func (c *compiler) fused(tree *celast.AST) (cel.Program, engine.Native, error) {
	c.fuser.begin(tree)
	program, err := c.plan(tree, cel.CustomDecoratorV2(c.fuser.see))
	if err != nil {
		return nil, engine.Native{}, err
	}
	return program, c.fuser.form(tree.Expr()).test, nil
}

// fuser notes the forms of the nodes of one plan, by their number. It serves all
// plans of a program, one after the other.
type fuser struct {
	exprs []celast.Expr
	forms []form
}

func (f *fuser) begin(tree *celast.AST) {
	f.exprs, f.forms = f.exprs[:0], f.forms[:0]
	celast.PostOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		for int64(len(f.exprs)) <= e.ID() {
			f.exprs, f.forms = append(f.exprs, nil), append(f.forms, form{})
		}
		f.exprs[e.ID()] = e
	}))
}

// form is what a node comes to.
type form struct {
	is       formKind
	subject  subject       // of what is read, typed, tested or compared
	op       ast.Op        // of a comparison
	constant claim.Value   // of a constant or of the comparison with one
	test     engine.Native // of a test
}

type formKind uint8

const (
	formUnknown   formKind = iota
	formSubject            // p or v
	formSet                // r0
	formFound              // the accumulator of a quantifier
	formInt                // int
	formConstant           // a literal
	formTypeOf             // type(p)
	formIsInteger          // type(p) == int
	formOrder              // p < literal, which fails unless p is an integer
	formPair               // p != v, or p < v, which fails unless both are
	formSafePair           // type(v) == int && p < v
	formAny                // found || pair
	formNotFound           // !found
	formGoOn               // @not_strictly_false(!found)
	formExists             // r0.exists(v, type(v) == int && p < v)
	formTest               // whole
)

// subject is a property of the claim, or the element of a quantifier.
type subject struct {
	element  bool
	property ast.Property
}

// see is the decorator.
func (f *fuser) see(n interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	if id := n.ID(); 0 <= id && id < int64(len(f.exprs)) && f.exprs[id] != nil {
		f.forms[id] = f.formOf(n, f.exprs[id])
	}
	return n, nil
}

// form returns what a planned operand comes to.
func (f *fuser) form(e celast.Expr) form { return f.forms[e.ID()] }

// formOf recognises a node. Where the plan shows what it does it must do what the
// expression says; of "&&", "||" and quantifiers it shows nothing.
func (f *fuser) formOf(n interpreter.InterpretableV2, e celast.Expr) form {
	switch e.Kind() {
	case celast.IdentKind:
		if _, ok := n.(interpreter.InterpretableAttribute); ok {
			return variableForm(e.AsIdent())
		}
	case celast.LiteralKind:
		if c, ok := n.(interpreter.InterpretableConst); ok {
			if v, ok := engine.NativeValue(c.Value()); ok {
				return form{is: formConstant, constant: v}
			}
		}
	case celast.CallKind:
		call := e.AsCall()
		if c, ok := n.(interpreter.InterpretableCall); ok && c.Function() != call.FunctionName() {
			return form{}
		}
		return f.callForm(call)
	case celast.ComprehensionKind:
		return f.existsForm(e.AsComprehension())
	case celast.ListKind, celast.MapKind, celast.SelectKind, celast.StructKind, celast.UnspecifiedExprKind:
	}
	return form{}
}

func variableForm(name string) form {
	switch name {
	case engine.SetVariable(0):
		return form{is: formSet}
	case elementVariable:
		return form{is: formSubject, subject: subject{element: true}}
	case accumulator:
		return form{is: formFound}
	case "int":
		return form{is: formInt}
	}
	if p := ast.PropertyNamed(name); p != ast.UnknownProperty {
		return form{is: formSubject, subject: subject{property: p}}
	}
	return form{}
}

func (f *fuser) callForm(call celast.CallExpr) form {
	args := call.Args()
	switch len(args) {
	case 1:
		return unaryForm(call.FunctionName(), f.form(args[0]))
	case 2:
		return binaryForm(call.FunctionName(), f.form(args[0]), f.form(args[1]))
	}
	return form{}
}

func unaryForm(name string, a form) form {
	switch {
	case name == "type" && a.is == formSubject:
		return form{is: formTypeOf, subject: a.subject}
	case name == operators.LogicalNot && a.is == formFound:
		return form{is: formNotFound}
	case name == operators.NotStrictlyFalse && a.is == formNotFound:
		return form{is: formGoOn}
	}
	return form{}
}

func binaryForm(name string, a, b form) form {
	switch name {
	case operators.LogicalAnd:
		return guardedForm(a, b)
	case operators.LogicalOr:
		if a.is == formFound && (b.is == formSafePair || b.is == formPair && b.op == ast.NotEqual) {
			return form{is: formAny, subject: b.subject, op: b.op}
		}
		return form{}
	case operators.In:
		if a.isProperty() && b.is == formSet {
			return form{is: formTest, test: engine.NativeSet(a.subject.property, ast.Equal)}
		}
		return form{}
	}
	return comparisonForm(operatorNamed(name), a, b)
}

func (a form) isProperty() bool { return a.is == formSubject && !a.subject.element }

// comparisonForm is p == literal, whole by itself; an ordering, which waits for
// its guard; the comparison with the element of a quantifier; or type(p) == int.
func comparisonForm(op ast.Op, a, b form) form {
	equality := op == ast.Equal || op == ast.NotEqual
	switch {
	case op == ast.UnknownOp:
	case op == ast.Equal && a.is == formTypeOf && b.is == formInt:
		return form{is: formIsInteger, subject: a.subject}
	case !a.isProperty():
	case b.is == formConstant && equality:
		return form{is: formTest, test: engine.NativeLiteral(a.subject.property, op, b.constant)}
	case b.is == formConstant && b.constant.Kind() == claim.IntegerKind:
		return form{is: formOrder, subject: a.subject, op: op, constant: b.constant}
	case b.is == formSubject && b.subject.element:
		return form{is: formPair, subject: a.subject, op: op}
	}
	return form{}
}

// guardedForm is type(p) == int && what fails for other types.
func guardedForm(guard, b form) form {
	if guard.is != formIsInteger {
		return form{}
	}
	if guard.subject.element {
		if b.is == formPair && b.op != ast.Equal && b.op != ast.NotEqual {
			return form{is: formSafePair, subject: b.subject, op: b.op}
		}
		return form{}
	}
	switch p := guard.subject.property; {
	case b.subject != guard.subject || p != ast.ValueProperty: // other properties are strings
	case b.is == formOrder:
		return form{is: formTest, test: engine.NativeLiteral(p, b.op, b.constant)}
	case b.is == formExists:
		return form{is: formTest, test: engine.NativeSet(p, b.op)}
	}
	return form{}
}

// existsForm is r0.exists(v, p != v), whole by itself, or one over an ordering,
// which waits for the guard of p.
func (f *fuser) existsForm(c celast.ComprehensionExpr) form {
	step := f.form(c.LoopStep())
	init := f.form(c.AccuInit())
	if f.form(c.IterRange()).is != formSet || c.IterVar() != elementVariable || c.HasIterVar2() ||
		c.AccuVar() != accumulator || init.is != formConstant || init.constant != claim.Bool(false) ||
		f.form(c.LoopCondition()).is != formGoOn || step.is != formAny || f.form(c.Result()).is != formFound {
		return form{}
	}
	if step.op == ast.NotEqual {
		return form{is: formTest, test: engine.NativeSet(step.subject.property, step.op)}
	}
	return form{is: formExists, subject: step.subject, op: step.op}
}

// operatorNamed returns the comparison that CEL calls so.
func operatorNamed(name string) ast.Op {
	for op, known := range celOperators {
		if known == name && name != "" {
			return ast.Op(op)
		}
	}
	return ast.UnknownOp
}
