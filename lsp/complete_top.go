package lsp

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// offerTop adds what can stand outside of sections: in a text without anything a whole
// policy for each attestation type; the header; the sections that are missing, in order.
func (c *completer) offerTop() {
	tree := c.tree()
	outer := c.outer
	switch {
	case c.literal != nil:
		return
	case len(outer) >= 2 && outer[0].text == "version" && outer[1].is("="):
		c.offerVersions(outer[2:])
		return
	case len(outer) > 0:
		return
	}
	if tree.Version == nil {
		if !hasSections(tree) {
			c.offerSkeletons()
		}
		for minor := 2; minor >= 0; minor-- {
			c.add(candidate{
				label: fmt.Sprintf("version=1.%d;", minor), kind: protocol.KeywordItem,
				doc: protocol.CompletionItemData{Kind: string(headerWord), Name: "version"},
			})
		}
	}
	if c.pos >= versionEnd(tree) {
		c.offerSections(tree)
	}
}

func hasSections(tree *ast.Policy) bool {
	for range tree.Sections() {
		return true
	}
	return false
}

func versionEnd(tree *ast.Policy) ast.Pos {
	if tree.Version == nil {
		return ast.NoPos
	}
	return tree.Version.To
}

// offerVersions adds the numbers of the versions, in place of the one that is written.
func (c *completer) offerVersions(written []lexeme) {
	c.word = c.run(func(b byte) bool { return b == '.' || b >= '0' && b <= '9' })
	if len(written) > 0 && written[0].From != c.word.From {
		return
	}
	for minor := 2; minor >= 0; minor-- {
		c.add(candidate{label: fmt.Sprintf("1.%d", minor), kind: protocol.ValueItem,
			doc: protocol.CompletionItemData{Kind: string(headerWord), Name: "version"}})
	}
}

// offerSections adds the sections that are missing.
func (c *completer) offerSections(tree *ast.Policy) {
	have := map[ast.SectionKind]bool{}
	for s := range tree.Sections() {
		have[s.Kind] = true
	}
	for kind := ast.Configuration; kind <= ast.Issuance; kind++ {
		w := wordNamed(sectionWord, kind.String())
		if have[kind] {
			continue
		}
		n := candidate{
			label: w.name, kind: protocol.ModuleItem, snippet: w.name + " {\n    $0\n};", detail: sinceText(w.since),
			doc: protocol.CompletionItemData{Kind: string(sectionWord), Name: w.name},
		}
		if v := tree.Version; v != nil && v.Minor < w.since {
			n.edits = []protocol.TextEdit{{Range: c.rangeOf(v.Number), NewText: fmt.Sprintf("1.%d", w.since)}}
			n.detail = fmt.Sprintf("sets version 1.%d", w.since)
		}
		c.add(n)
	}
}

// offerSkeletons adds a whole policy for each attestation type, that of the settings
// first.
func (c *completer) offerSkeletons() {
	var rest []catalog.AttestationType
	for _, row := range catalog.AttestationTypes() {
		if row.Type == c.opts.Check.AttestationType {
			c.offerSkeleton(row)
		} else {
			rest = append(rest, row)
		}
	}
	for _, row := range rest {
		c.offerSkeleton(row)
	}
}

func (c *completer) offerSkeleton(row catalog.AttestationType) {
	c.add(candidate{
		label: "policy for " + string(row.Type), filter: "version policy for " + strings.Join(row.Words(), " "),
		kind: protocol.SnippetItem, snippet: skeleton(row), detail: "a policy that permits what it should",
	})
}

// bootClaims are the claims of types that have none that tells of debugging.
var bootClaims = map[catalog.Type]string{
	catalog.AzureGuest: "secureboot", catalog.Tpm: "secureBootEnabled", catalog.VBS: "secureBootEnabled",
}

// skeleton is a policy that permits what is not open to debugging, in the one style.
func skeleton(row catalog.AttestationType) string {
	name, value := row.DebugClaim, "false"
	if name == "" {
		name, value = bootClaims[row.Type], "true"
	}
	return fmt.Sprintf(`version=1.0;

authorizationrules {
    [type=="x-ms-attestation-type", value=="%s", issuer=="AttestationService"] &&
    [type=="%s", value==%s, issuer=="AttestationService"]
        => permit();
};

issuancerules {
    $0
};
`, row.ClaimValue, name, value)
}
