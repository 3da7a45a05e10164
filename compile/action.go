package compile

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/engine"
)

// action compiles an action.
func (c *compiler) action(section ast.SectionKind, a *ast.Action) (engine.Action, error) {
	if a == nil || a.Kind == ast.UnknownAction {
		return engine.Action{}, unchecked("a rule without action")
	}
	out := engine.Action{Node: a, Kind: a.Kind, Slot: engine.NoSlot, From: engine.Reference{Set: engine.Unbound}, Copied: engine.Unbound}
	if out.Kind == ast.Issue && section == ast.Authorization {
		out.Kind = ast.Add // L5.5
	}
	var err error
	args := make([]engine.Arg, 0, 2)
	for _, arg := range a.Args {
		if arg.Name == nil {
			return engine.Action{}, unchecked("an argument without name")
		}
		if ref, ok := arg.Value.(*ast.BinderRef); ok {
			out.Copied, err = c.setOf(ref)
		} else {
			made := engine.Arg{IsType: arg.Name.Name == "type", Node: arg.Value}
			err = c.arg(&out, &made, arg.Value)
			args = append(args, made)
		}
		if err != nil {
			return engine.Action{}, err
		}
	}
	if !complete(&out, args) {
		return engine.Action{}, unchecked("an action with other arguments than it takes")
	}
	// The literal of type= has no operand.
	args = slices.DeleteFunc(args, func(a engine.Arg) bool { return a.Value == nil })
	out.Args = append(out.Args, args...)
	return out, nil
}

// complete reports whether the arguments are those of L5.3: none for a decision,
// else type= and value=, or claim= alone.
func complete(a *engine.Action, args []engine.Arg) bool {
	switch {
	case a.Kind == ast.Permit || a.Kind == ast.Deny:
		return len(args) == 0 && a.Copied == engine.Unbound
	case a.Copied != engine.Unbound:
		return len(args) == 0
	}
	return len(args) == 2 && args[0].IsType != args[1].IsType
}

// arg compiles type= or value=. The literal of type= can't fail and has no operand.
func (c *compiler) arg(out *engine.Action, arg *engine.Arg, value ast.Expr) (err error) {
	if lit, ok := value.(*ast.StringLit); ok && arg.IsType {
		out.Literal, out.Type = true, lit.Value
		return nil
	}
	arg.Value, err = c.operand(value)
	return err
}
