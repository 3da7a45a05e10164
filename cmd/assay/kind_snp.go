package main

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
)

// snpFlags name the evidence of an AMD SEV-SNP guest.
type snpFlags struct {
	Report          word   `required:"" help:"Report, in one of three forms: raw, a request to the service, or an Azure HCL report." placeholder:"FILE"`
	Chain           word   `help:"Certificates in PEM or DER, VCEK or VLEK first; default: those in the report." placeholder:"FILE"`
	CRL             word   `help:"AMD's revocation list for the product, in PEM or DER; required unless --insecure-skip-revocation is given." placeholder:"FILE" name:"crl"`
	RuntimeData     word   `help:"Runtime data whose SHA-256 is in the report; an HCL report contains its own." placeholder:"FILE"`
	RuntimeDataType string `help:"Form of the runtime data." enum:"json,binary" default:"json"`

	InsecureSkipRevocation bool `help:"Accept certificates without checking whether they were revoked."`
}

const snpManual = `Examples:

    # Verify the report of an Azure VM as of a past time, evaluate the default policy, and print a token.
    assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation

    # Evaluate a policy that denies; explain why, and issue no token (exit status 1).
    assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation --policy strict.maa --token-out token.jwt`

func (f *snpFlags) files() []string { return texts([]word{f.Report, f.Chain, f.CRL, f.RuntimeData}) }

func (f *snpFlags) evidence(e *env) (attest.Evidence, error) {
	var in snp.Input
	err := e.evidenceFiles(
		evidenceFile{f.Report, snp.DefaultRequest, &in.Report},
		evidenceFile{f.Chain, evidence.DefaultChain, &in.Chain},
		evidenceFile{f.CRL, evidence.DefaultCRL, &in.CRL},
	)
	if err != nil {
		return nil, err
	}
	if in.RuntimeData, err = e.boundData(f.RuntimeData, f.RuntimeDataType); err != nil {
		return nil, err
	}
	return snp.NewVerifier(snp.Options{InsecureSkipRevocation: f.InsecureSkipRevocation}).Evidence(in), nil
}

func (f *snpFlags) advice(err error) string {
	var refusal *evidence.Error
	if errors.As(err, &refusal) && refusal.Step == snp.StepCRL && f.CRL == "" {
		return "Give AMD's list with --crl, or accept unchecked certificates with --insecure-skip-revocation."
	}
	return ""
}

// inspectSNP shows a report, and the runtime data of an HCL report with it.
func inspectSNP(data []byte) (*inspection, error) {
	got, err := snp.Decode(data, snp.Limits{})
	if err != nil {
		return nil, err
	}
	return &inspection{
		kind:   string(snp.Kind),
		form:   string(got.Form),
		title:  fmt.Sprintf("AMD SEV-SNP report, version %d, %s", got.Report.Version, snpForm(got.Form)),
		claims: got.Reported(),
	}, nil
}

func snpForm(f snp.Form) string {
	switch f {
	case snp.FormRequest:
		return "in the service's request form"
	case snp.FormHCL:
		return "in an Azure HCL report"
	case snp.FormReport:
	}
	return "raw"
}
