package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// String returns the decision as results print it (L10.2).
func (d Decision) String() string {
	if d == Permitted {
		return "permit"
	}
	return "deny"
}

// String returns the reason as results print it (L6.2, L6.4, L10.2).
func (r Reason) String() string {
	switch r {
	case ReasonPermitted:
		return "permitted"
	case ReasonDenied:
		return "denied"
	case ReasonNoPermit:
		return "no-permit"
	}
	return "error"
}

// AppendJSON appends the result as compact JSON, its members in the order of
// L10.2, claims and properties in the shape of L6.5. The source is that of the
// policy; it gives the place of an error.
func (r *Result) AppendJSON(dst []byte, src *ast.Source) []byte {
	failure := jsondoc.Value{}
	if r.Err != nil {
		at := src.Place(r.Err.Pos())
		failure = jsondoc.NewObject(
			[]string{"code", "message", "line", "column"},
			[]jsondoc.Value{
				jsondoc.NewString(string(r.Err.Code)), jsondoc.NewString(r.Err.Message),
				jsondoc.NewInt(int64(at.Line)), jsondoc.NewInt(int64(at.Column)),
			})
	}
	return jsondoc.AppendObject(dst,
		jsondoc.StringMember("decision", r.Decision.String()),
		jsondoc.StringMember("reason", r.Reason.String()),
		jsondoc.StringMember("policyHash", r.PolicyHash),
		jsondoc.Member{Name: "claims", Text: claim.Shape(r.Claims)},
		jsondoc.Member{Name: "properties", Text: claim.Shape(r.Properties)},
		jsondoc.Member{Name: "error", Text: jsondoc.AppendCompact(nil, failure)},
	)
}
