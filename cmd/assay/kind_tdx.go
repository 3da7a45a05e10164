package main

import (
	"fmt"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/tdx"
)

// tdxFlags name the evidence of an Intel TDX trust domain.
type tdxFlags struct {
	Quote      word `required:"" help:"TD quote." placeholder:"FILE"`
	HCLReport  word `help:"HCL report of an Azure VM, which contains the runtime data." placeholder:"FILE" name:"hcl-report"`
	intelFlags `embed:"" set:"others=all but Revoked"`
}

const tdxManual = `The status of the platform is the claim attester_tcb_status, so a policy can judge it. With --accept-tcb, the other statuses are refused before the policy is asked.

Examples:

    # Verify a quote as of a past time by collateral in a directory, evaluate the default policy, and print a token.
    assay attest tdx --quote quote.bin --collateral collateral --at 2025-07-01T12:00:00Z

    # Verify the quote of an Azure VM and the runtime data in its HCL report; accept UpToDate and SWHardeningNeeded only (exit status 1).
    assay attest tdx --quote azure-quote.bin --hcl-report hcl-report.bin --collateral azure-collateral --accept-tcb UpToDate --at 2025-06-25T12:00:00Z`

func (f *tdxFlags) files() []string {
	return append(texts([]word{f.Quote, f.HCLReport}), f.intelFlags.files()...)
}

func (f *tdxFlags) evidence(e *env) (attest.Evidence, error) {
	var in tdx.Input
	err := e.evidenceFiles(
		evidenceFile{f.Quote, dcap.DefaultQuote, &in.Quote},
		evidenceFile{f.HCLReport, hcl.DefaultReport, &in.HCL},
	)
	if err != nil {
		return nil, err
	}
	if in.Collateral, err = f.collateral(e); err != nil {
		return nil, err
	}
	if in.RuntimeData, err = f.runtimeData(e); err != nil {
		return nil, err
	}
	if in.InitTimeData, err = f.initTimeData(e); err != nil {
		return nil, err
	}
	o := f.options()
	return tdx.NewVerifier(tdx.Options{
		Accept:                 o.Accept,
		MinEvaluationNumber:    o.MinEvaluationNumber,
		InsecureAcceptRevoked:  o.InsecureAcceptRevoked,
		InsecureSkipRevocation: o.InsecureSkipRevocation,
	}).Evidence(in), nil
}

func (f *tdxFlags) advice(err error) string { return f.intelFlags.advice(err, f.Quote) }

// inspectTDX shows a quote, or an HCL report, which holds runtime data.
func inspectTDX(data []byte) (*inspection, error) {
	got, err := tdx.Decode(data, tdx.Limits{})
	if err != nil {
		return nil, err
	}
	shown := &inspection{kind: string(tdx.Kind), form: string(got.Form), claims: got.Reported()}
	switch got.Form {
	case tdx.FormHCL:
		shown.title = fmt.Sprintf("Azure HCL report of Intel TDX, version %d: the runtime data", got.HCL.Version)
	case tdx.FormQuote:
		shown.title = fmt.Sprintf("Intel TDX quote, version %d, %s", got.Quote.Version, tdVersion(got.Quote.TD))
	}
	return shown, nil
}

// tdVersion says of which version of TDX a report is.
func tdVersion(t *dcap.TDReport) string {
	if t.TEETCBSVN2 != nil {
		return "TD report 1.5"
	}
	return "TD report 1.0"
}
