package lsp

import (
	"path"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// documentKind says what is in a document.
type documentKind uint8

const (
	otherDocument documentKind = iota
	policyDocument
	testDocument          // *_test.yaml
	configurationDocument // .assay.yaml
	claimsDocument        // claims.json, *.claims.json
)

// document is a version of an open document. It is immutable; what is found out about
// it is found out once, when it is first asked for.
type document struct {
	uri     string // as the client wrote it
	path    string // on this disk; "" if it isn't there
	kind    documentKind
	version int32
	saved   string // the text as the client opened or saved it last
	*ast.Source
	index  *position.Index
	shop   *workshop
	policy func() *analysis // of a policy; else nil
}

// kindOf says what a document is: by its language, or by its name (V2.12).
func kindOf(uri, lang string) documentKind {
	name := path.Base(keyOf(uri))
	switch {
	case lang == "maa-policy" || strings.HasSuffix(name, ".maa"):
		return policyDocument
	case strings.HasSuffix(name, testfile.Suffix):
		return testDocument
	case name == config.Name:
		return configurationDocument
	case name == claimsName || strings.HasSuffix(name, claimsSuffix):
		return claimsDocument
	}
	return otherDocument
}

// claimsName and claimsSuffix are the names of claims files (V1.7).
const (
	claimsName   = "claims.json"
	claimsSuffix = ".claims.json"
)

// name is the last part of what a document is called.
func (d *document) name() string { return path.Base(keyOf(d.uri)) }

// nameOf is what findings call a document.
func nameOf(uri string) string {
	if p := pathOf(uri); p != "" {
		return p
	}
	return keyOf(uri)
}

// opened makes a document that the client opened.
func (s *snapshot) opened(item protocol.TextDocumentItem) *document {
	d := &document{
		uri: item.URI, path: pathOf(item.URI), kind: kindOf(item.URI, item.LanguageID),
		version: item.Version, saved: item.Text, shop: new(workshop),
	}
	return d.withText(s, position.New(item.Text, s.client.encoding))
}

// withText makes the next version of a document.
func (d *document) withText(s *snapshot, index *position.Index) *document {
	next := *d
	next.Source = ast.NewSource(nameOf(d.uri), index.Text())
	next.index = index
	return next.in(s)
}

// in is a document as it is seen with the settings and the configuration of a
// snapshot: what is found out about it is found out anew.
func (d *document) in(s *snapshot) *document {
	next := *d
	if next.kind == policyDocument {
		next.policy = sync.OnceValue(func() *analysis { return next.shop.analyse(s, &next) })
	}
	return &next
}

// offset is the place of a position.
func (d *document) offset(p protocol.Position) int { return d.index.Offset(p.Line, p.Character) }

// pos is the place of a position in the tree's terms.
func (d *document) pos(p protocol.Position) ast.Pos { return ast.PosAt(d.offset(p)) }

// position is the one of a place.
func (d *document) position(p ast.Pos) protocol.Position { return d.index.Place(p.Offset()) }

// rangeOf is the range of a span.
func (d *document) rangeOf(s ast.Span) protocol.Range {
	return d.index.Range(s.From.Offset(), s.To.Offset())
}

// span is the span of a range.
func (d *document) span(r protocol.Range) ast.Span {
	return ast.Span{From: d.pos(r.Start), To: d.pos(r.End)}
}

// location is a span as a place in the workspace.
func (d *document) location(s ast.Span) protocol.Location {
	return protocol.Location{URI: d.uri, Range: d.rangeOf(s)}
}
