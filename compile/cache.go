package compile

import (
	"errors"
	"maps"
	"strings"

	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// Cache keeps the CEL programs of the policies that it compiled last. After an edit it
// compiles only those of the rules that changed, which is what an editor needs at every
// keystroke. It gives what the function Policy gives. The zero Cache is empty; it
// belongs to one goroutine.
type Cache struct {
	conjuncts store[engine.Shape, engine.Conjunct]
	calls     store[string, engine.Computation] // by their key, without their places
	policies  int                               // compiled so far
	compiled  int                               // programs for the last one
}

// mostIdle is how many policies in a row may do without a program before it goes.
const mostIdle = 8

// Policy is the function Policy, with the programs of the last policies at hand.
func (c *Cache) Policy(checked *check.Checked) (*Program, error) {
	if checked == nil || checked.Policy == nil {
		return nil, errors.New("compile: no checked policy")
	}
	p, err := compilePolicy(checked, c, func(*celast.AST) {})
	if err != nil {
		return nil, err
	}
	return (*Program)(engine.Seal(p)), nil
}

// Compiled returns how many CEL programs were compiled for the last policy: the others
// were those of policies before.
func (c *Cache) Compiled() int { return c.compiled }

func (c *Cache) begin() {
	if c.policies == 0 {
		c.conjuncts, c.calls = store[engine.Shape, engine.Conjunct]{}, store[string, engine.Computation]{}
	}
	c.policies++
	c.compiled = 0
}

func (c *Cache) end() {
	c.conjuncts.drop(c.policies - mostIdle)
	c.calls.drop(c.policies - mostIdle)
}

// store keeps what was compiled, by what makes it equal. Neither holds a part of the
// policy that it was made for: it may outlive that.
type store[K comparable, V any] map[K]*entry[V]

// entry is what was made, and the number of the last policy that used it.
type entry[V any] struct {
	made *V
	used int
}

// find returns what was made for a policy before; nil if there is nothing.
func (s store[K, V]) find(key K, policy int) *V {
	known := s[key]
	if known == nil {
		return nil
	}
	known.used = policy
	return known.made
}

func (s store[K, V]) keep(key K, made *V, policy int) { s[key] = &entry[V]{made, policy} }

// drop drops what no policy used since one.
func (s store[K, V]) drop(since int) {
	maps.DeleteFunc(s, func(_ K, e *entry[V]) bool { return e.used <= since })
}

// owned is a value that keeps no text alive that it is a part of.
func owned(v claim.Value) claim.Value {
	if v.Kind() == claim.StringKind {
		return claim.String(strings.Clone(v.Text()))
	}
	return v
}
