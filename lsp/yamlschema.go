package lsp

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/assay-policy/assay/docs/schema"
)

// schemaNode is what a schema says of a value, as far as an editor shows it.
type schemaNode struct {
	Ref         string                 `json:"$ref"`
	Defs        map[string]*schemaNode `json:"$defs"`
	Description string                 `json:"description"`
	Type        json.RawMessage        `json:"type"`
	Enum        []any                  `json:"enum"`
	Properties  map[string]*schemaNode `json:"properties"`
	Additional  json.RawMessage        `json:"additionalProperties"`
	Items       *schemaNode            `json:"items"`
	AnyOf       []*schemaNode          `json:"anyOf"`
	OneOf       []*schemaNode          `json:"oneOf"`
}

// schemaOf returns the schema of a sort of documents, nil if there is none.
func schemaOf(kind documentKind) *schemaNode {
	switch kind {
	case testDocument:
		return testSchema()
	case configurationDocument:
		return configSchema()
	}
	return nil
}

var (
	testSchema   = sync.OnceValue(func() *schemaNode { return readSchema(schema.TestFile()) })
	configSchema = sync.OnceValue(func() *schemaNode { return readSchema(schema.Config()) })
)

func readSchema(text string) *schemaNode {
	node := new(schemaNode)
	if err := json.Unmarshal([]byte(text), node); err != nil {
		panic(err) // of a file that is built in
	}
	return node
}

// at returns what a schema says of the value at the end of a path: several, where it has
// alternatives.
func (root *schemaNode) at(path []string) []*schemaNode {
	nodes := root.alternatives(root)
	for _, step := range path {
		var next []*schemaNode
		for _, n := range nodes {
			if child := n.child(step); child != nil {
				next = append(next, root.alternatives(child)...)
			}
		}
		nodes = next
	}
	return nodes
}

// alternatives are what a node stands for.
func (root *schemaNode) alternatives(n *schemaNode) []*schemaNode {
	if name, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		target := root.Defs[name]
		if target == nil {
			return nil
		}
		return root.alternatives(target)
	}
	out := []*schemaNode{n}
	for _, alternative := range append(n.AnyOf, n.OneOf...) {
		out = append(out, root.alternatives(alternative)...)
	}
	return out
}

// child is what is said of a member or of the items, nil for nothing.
func (n *schemaNode) child(step string) *schemaNode {
	if step == "[]" {
		return n.Items
	}
	if p := n.Properties[step]; p != nil {
		return p
	}
	more := new(schemaNode)
	if len(n.Additional) == 0 || n.Additional[0] != '{' || json.Unmarshal(n.Additional, more) != nil {
		return nil
	}
	return more
}

// booleans reports whether a value may be true or false.
func (n *schemaNode) booleans() bool { return strings.Contains(string(n.Type), `"boolean"`) }
