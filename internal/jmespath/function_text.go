package jmespath

import (
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// contains looks for an element equal to the second argument (strictly typed, L7.1),
// or for a part of a string; only a string can be one.
func contains(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	where, what := args[0], args[1]
	if where.Kind() == jsondoc.Array {
		for i := range where.Len() {
			if err := e.charge(1, int32(c.at)); err != nil {
				return jsondoc.Value{}, err
			}
			element := where.At(i)
			if same, err := e.equal(&element, &what, int32(c.at)); same || err != nil {
				return jsondoc.NewBool(same), err
			}
		}
		return jsondoc.NewBool(false), nil
	}
	if what.Kind() != jsondoc.String {
		return jsondoc.NewBool(false), nil
	}
	if err := e.chargeText(int64(len(where.Text()))+int64(len(what.Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewBool(strings.Contains(where.Text(), what.Text())), nil
}

// startsWith and endsWith compare bytes, no case and no normal forms.
func startsWith(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.chargeText(int64(len(args[1].Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewBool(strings.HasPrefix(args[0].Text(), args[1].Text())), nil
}

func endsWith(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if err := e.chargeText(int64(len(args[1].Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewBool(strings.HasSuffix(args[0].Text(), args[1].Text())), nil
}

// equalsIgnoreCase is the function that JMESPath lacks and accepted policies use
// (L7.1). It compares under Unicode simple case folding, character by character
// and whatever the locale: "K" equals "k" and the Kelvin sign, "ß" isn't "ss".
func equalsIgnoreCase(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	a, b := args[0].Text(), args[1].Text()
	if err := e.chargeText(int64(len(a))+int64(len(b)), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewBool(strings.EqualFold(a, b)), nil
}

// length counts characters, elements or members.
func length(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	v := args[0]
	if v.Kind() != jsondoc.String {
		return jsondoc.NewInt(int64(v.Len())), nil
	}
	if err := e.chargeText(int64(len(v.Text())), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewInt(int64(utf8.RuneCountInString(v.Text()))), nil
}

// join is the one function whose result can outgrow its arguments, glue repeated:
// its length is known and paid before a byte is written.
func join(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	glue, list := args[0].Text(), args[1]
	if err := e.charge(int64(list.Len()), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	total := int64(len(glue)) * int64(max(0, list.Len()-1))
	for i := range list.Len() {
		s := list.At(i)
		if s.Kind() != jsondoc.String {
			return jsondoc.Value{}, c.badElement(1, i, s.Kind(), "a string")
		}
		total += int64(len(s.Text()))
	}
	if err := e.checkText(total, int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	if err := e.chargeText(total, int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	var b strings.Builder
	b.Grow(int(total))
	for i := range list.Len() {
		if i > 0 {
			b.WriteString(glue)
		}
		b.WriteString(list.At(i).Text())
	}
	return jsondoc.NewString(b.String()), nil
}

// toString writes compact JSON (L7.5); a string stays what it is. Values can share
// parts and stand for a text without end, so both limits go into the writer. One
// that is too long costs as much as one of the greatest length.
func toString(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if args[0].Kind() == jsondoc.String {
		return args[0], nil
	}
	limit, bySteps := e.textLimit()
	text, fits, err := jsondoc.AppendCompactCharged(nil, args[0], limit, func(cost int64) error { return e.charge(cost, int32(c.at)) })
	if err != nil {
		return jsondoc.Value{}, err
	}
	if !fits && bySteps {
		return jsondoc.Value{}, e.overSteps(int32(c.at))
	}
	if err := e.chargeText(int64(min(len(text), limit)), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	if !fits {
		return jsondoc.Value{}, e.checkText(e.maxText+1, int32(c.at))
	}
	return jsondoc.NewString(string(text)), nil
}

// reverse puts characters or elements in the opposite order.
func reverse(e *evaluator, c *call, args []jsondoc.Value) (jsondoc.Value, error) {
	if args[0].Kind() == jsondoc.Array {
		list, err := e.elements(c, args[0])
		if err != nil {
			return jsondoc.Value{}, err
		}
		for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
			list[i], list[j] = list[j], list[i]
		}
		return e.newList(c, list)
	}
	s := args[0].Text()
	if err := e.checkText(int64(len(s)), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	if err := e.chargeText(int64(len(s)), int32(c.at)); err != nil {
		return jsondoc.Value{}, err
	}
	reversed := make([]byte, 0, len(s))
	for s != "" {
		_, size := utf8.DecodeLastRuneInString(s)
		reversed = append(reversed, s[len(s)-size:]...)
		s = s[:len(s)-size]
	}
	return jsondoc.NewString(string(reversed)), nil
}

// typeName is type: the name RFC 8259 has for the kind.
func typeName(_ *evaluator, _ *call, args []jsondoc.Value) (jsondoc.Value, error) {
	return jsondoc.NewString(args[0].Kind().String()), nil
}
