package main

import (
	"fmt"
	"io"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type evidenceCmd struct {
	Inspect evidenceInspectCmd `cmd:"" help:"Show what evidence says of itself, without verifying it."`
}

type evidenceInspectCmd struct {
	File string `arg:"" help:"Evidence: an SEV-SNP report, raw, as a request to the service, or in an Azure HCL report; \"-\" is standard input."`
	form
}

// maxEvidence bounds what is read of evidence, in bytes.
const maxEvidence = 1<<20 + 1

// Run prints the claims that evidence would give. Nothing is verified, and the
// output says so (E1.1).
func (c *evidenceInspectCmd) Run(e *env) error {
	data, err := e.evidence(c.File, maxEvidence)
	if err != nil {
		return err
	}
	got, err := snp.Decode(data, evidence.Limits{})
	if err != nil {
		return refuse(fmt.Errorf("%s: %w", c.File, err))
	}
	fields := reported(got)
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject(
				[]string{"kind", "form", "verified", "claims"},
				[]jsondoc.Value{jsondoc.NewString("snp"), jsondoc.NewString(string(got.Form)), jsondoc.NewBool(false), fields})
		},
		text: func(w io.Writer) {
			fmt.Fprintf(w, "AMD SEV-SNP report, version %d, %s\n", got.Report.Version, formName(got.Form))
			fmt.Fprint(w, "NOT VERIFIED: this is what the evidence says of itself, and proves nothing.\n\n")
			table(w, fields)
		},
	})
}

// reported are the fields of the report, and of an HCL report also the runtime
// data beside it, under the names of the claims.
func reported(got *snp.Evidence) jsondoc.Value {
	var claims []claim.Claim
	for _, f := range got.Report.Reported() {
		claims = append(claims, claim.Claim{Type: f.Name, Value: f.Value})
	}
	if got.HCL != nil {
		if doc, err := (evidence.Data{Bytes: got.HCL.RuntimeData}).Document(evidence.Limits{}); err == nil {
			claims = append(claims, evidence.JSONClaim("x-ms-runtime", doc))
		}
	}
	return parsed(claim.ShapeToken(claims))
}

func formName(f snp.Form) string {
	switch f {
	case snp.FormRequest:
		return "in the service's request form"
	case snp.FormHCL:
		return "in an Azure HCL report"
	case snp.FormReport:
	}
	return "raw"
}
