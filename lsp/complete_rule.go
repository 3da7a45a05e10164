package lsp

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerCondition adds what can stand before an arrow and outside of conditions.
func (c *completer) offerCondition() {
	n := len(c.outer)
	switch {
	case strings.HasPrefix(c.Text[c.word.To.Offset():], "["), len(c.after[0]) > 0:
		// a condition stands here already
	case n == 0 && len(c.conditions) == 0:
		c.offerRules()
	case n == 0:
		c.addWord(syntaxWord, "&&", "")
		c.addWord(syntaxWord, "=>", "")
	case c.outer[n-1].is("&&"), c.outer[n-1].is(":"), c.outer[n-1].is("!"):
		c.offerBrackets(c.outer[n-1])
	}
}

// addWord adds a word or a sign of the language, with the text of it that is inserted.
func (c *completer) addWord(kind wordKind, name, snippet string) {
	icons := map[wordKind]protocol.CompletionItemKind{
		syntaxWord: protocol.OperatorItem, operatorWord: protocol.OperatorItem, actionWord: protocol.FunctionItem,
		propertyWord: protocol.PropertyItem, argumentWord: protocol.PropertyItem, issuerWord: protocol.EnumMemberItem,
		valueTypeWord: protocol.EnumMemberItem, booleanWord: protocol.ValueItem,
	}
	c.add(candidate{label: name, snippet: snippet, kind: icons[kind], doc: protocol.CompletionItemData{Kind: string(kind), Name: name}})
}

// conditionText is a condition with places to fill in.
const conditionText = `[type=="$1", issuer=="${2:AttestationService}"]`

// addSnippet adds a text with places to fill in, with the documentation of a word.
func (c *completer) addSnippet(label, snippet string, kind wordKind, name string) {
	c.add(candidate{label: label, snippet: snippet, kind: protocol.SnippetItem,
		doc: protocol.CompletionItemData{Kind: string(kind), Name: name}})
}

// offerRules adds what a rule can begin with.
func (c *completer) offerRules() {
	switch c.kind() {
	case ast.Configuration: // what is set here is needed before there are claims (L5.6)
		c.addSnippet("=> issueproperty(…);", "=> "+actionText(ast.IssueProperty)+";", actionWord, "issueproperty")
		return
	case ast.Authorization:
		c.addSnippet("=> permit();", "=> permit();", actionWord, "permit")
	case ast.Issuance:
		c.addSnippet("=> issue(…);", "=> "+actionText(ast.Issue)+";", actionWord, "issue")
	case ast.UnknownSection:
	}
	c.addSnippet("[type==…] => …;", conditionText+" => $0;", syntaxWord, "[")
	c.addSnippet("c:[type==…] => …;", "${3:c}:"+conditionText+" => $0;", syntaxWord, ":")
	if c.minor() >= 2 {
		c.addSnippet("![type==…] => …;", "!"+conditionText+" => $0;", syntaxWord, "!")
	}
}

// offerBrackets adds conditions, after what comes before one.
func (c *completer) offerBrackets(last lexeme) {
	c.addSnippet("[type==…]", conditionText, syntaxWord, "[")
	if !last.is("&&") {
		return
	}
	c.addSnippet("c:[type==…]", "${3:c}:"+conditionText, syntaxWord, ":")
	if c.minor() >= 2 {
		c.addSnippet("![type==…]", "!"+conditionText, syntaxWord, "!")
	}
}

// actionText is a call of an action with places for its arguments.
func actionText(a ast.ActionKind) string {
	if len(argumentsOf(a)) == 1 {
		return a.String() + "()"
	}
	return a.String() + `(type="$1", value=$2)`
}

// offerAction adds the actions that the section allows.
func (c *completer) offerAction() {
	if len(c.outer) > 0 {
		return
	}
	followed := len(c.after[0]) > 0 && c.after[0][0].is("(")
	for _, a := range allowedIn[c.kind()] {
		text := actionText(a)
		if followed {
			text = a.String()
		}
		c.addWord(actionWord, a.String(), text)
	}
	if slices.Contains(allowedIn[c.kind()], ast.Issue) && !followed {
		for _, b := range c.binders() {
			c.add(candidate{label: "issue(claim=" + b.binder + ")", kind: protocol.SnippetItem, detail: "as it is",
				doc: protocol.CompletionItemData{Kind: string(argumentWord), Name: "claim"}})
		}
	}
}
