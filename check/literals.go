package check

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/lang"
)

// literals checks and compiles, ahead of time, the documents and queries that
// stand in a call as literals (L7.4).
func (r *ruleCheck) literals(e *ast.Call, f *lang.Function) {
	for i, p := range f.Params {
		switch p.Content {
		case lang.JSON:
			r.document(soundLiteral(e, i))
		case lang.ClaimJSON:
			r.claimDocument(soundLiteral(e, i))
		case lang.Query:
			r.query(soundLiteral(e, i))
		case lang.Plain:
		}
	}
}

// soundLiteral returns the i-th argument if it is a string literal whose value
// is what was meant: quotes or escapes that the parser reported leave it open
// (L1.4).
func soundLiteral(e *ast.Call, i int) *ast.StringLit {
	if i >= len(e.Args) {
		return nil
	}
	lit, ok := e.Args[i].(*ast.StringLit)
	if !ok || len(lit.Raw) < 2 || lit.Raw[0] != '"' || lit.Raw[len(lit.Raw)-1] != '"' {
		return nil
	}
	body := lit.Raw[1 : len(lit.Raw)-1]
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if i++; i == len(body) || body[i] != '"' && body[i] != '\\' {
			return nil
		}
	}
	return lit
}

// document parses a literal document (L7.4, L7.6).
func (r *ruleCheck) document(lit *ast.StringLit) (jsondoc.Value, bool) {
	if lit == nil {
		return jsondoc.Value{}, false
	}
	doc, err := jsondoc.Parse(lit.Value, jsondoc.Options{})
	if err == nil {
		r.documents[lit] = doc
		return doc, true
	}
	at, message := 0, err.Error()
	var fault *jsondoc.Error
	if errors.As(err, &fault) {
		at, message = fault.Offset, fault.Message
	}
	r.report(literalJSON.At(wordAt(lit, at), "json: %s", message))
	return jsondoc.Value{}, false
}

// wordAt is the place of the word or character at a byte of a literal's value,
// empty at its end.
func wordAt(lit *ast.StringLit, at int) ast.Span {
	rest := lit.Value[min(max(at, 0), len(lit.Value)):]
	n := 0
	for n < len(rest) && isWord(rest[n]) {
		n++
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(rest)
	}
	return lit.SpanOf(at, at+n)
}

func isWord(c byte) bool {
	return c == '_' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// claimDocument parses the literal document of JsonToClaimValue and checks that
// it can become claim values (L7).
func (r *ruleCheck) claimDocument(lit *ast.StringLit) {
	doc, ok := r.document(lit)
	if !ok {
		return
	}
	bad, what := noClaimValue(doc, false)
	if what == "" {
		return
	}
	delete(r.documents, lit) // so that nothing is concluded from it
	at, size := bad.Offset(), max(len(bad.Text()), 1)
	r.report(literalNotClaim.At(lit.SpanOf(at, at+size),
		"found %s, expected a value that a claim can have", what))
}

// noClaimValue returns the first part of a document that can become no claim
// value, and what it is; "" if all can (L7 JsonToClaimValue, L7.2).
func noClaimValue(doc jsondoc.Value, inArray bool) (bad jsondoc.Value, what string) {
	switch doc.Kind() {
	case jsondoc.Number:
		if _, ok := doc.Int(); !ok {
			if strings.ContainsAny(doc.Text(), ".eE") {
				return doc, "a fraction"
			}
			return doc, "an integer of more than 64 bits"
		}
	case jsondoc.Object:
		return doc, "an object"
	case jsondoc.Array:
		if inArray {
			return doc, "an array in an array"
		}
		for i := range doc.Len() {
			if bad, what := noClaimValue(doc.At(i), true); what != "" {
				return bad, what
			}
		}
	case jsondoc.Null, jsondoc.Bool, jsondoc.String:
	}
	return jsondoc.Value{}, ""
}
