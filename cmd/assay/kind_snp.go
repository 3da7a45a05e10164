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
	Report          word   `required:"" help:"Report: raw, as a request to the service, or an Azure HCL report." placeholder:"FILE"`
	Chain           word   `help:"Certificates in PEM or DER, VCEK or VLEK first, unless the report holds them." placeholder:"FILE"`
	CRL             word   `help:"AMD's revocation list for the product, PEM or DER." placeholder:"FILE" name:"crl"`
	RuntimeData     word   `help:"Data whose SHA-256 is in the report; an HCL report holds its own." placeholder:"FILE"`
	RuntimeDataType string `help:"What the runtime data is: ${enum}." enum:"json,binary" default:"json"`

	InsecureSkipRevocation bool `help:"Accept certificates without a revocation list."`
}

func (f *snpFlags) files() []string { return texts([]word{f.Report, f.Chain, f.CRL, f.RuntimeData}) }

func (f *snpFlags) evidence(e *env) (attest.Evidence, error) {
	var in snp.Input
	var runtime []byte
	for _, file := range []struct {
		path  word
		limit int64 // of E1.8
		into  *[]byte
	}{
		{f.Report, snp.DefaultRequest, &in.Report},
		{f.Chain, evidence.DefaultChain, &in.Chain},
		{f.CRL, evidence.DefaultCRL, &in.CRL},
		{f.RuntimeData, evidence.DefaultRuntimeData, &runtime},
	} {
		if file.path == "" {
			continue
		}
		data, err := e.evidence(string(file.path), file.limit+1)
		if err != nil {
			return nil, err
		}
		*file.into = data
	}
	if f.RuntimeData != "" {
		in.RuntimeData = &evidence.Data{Bytes: runtime, Type: evidence.JSON}
		if f.RuntimeDataType == "binary" {
			in.RuntimeData.Type = evidence.Binary
		}
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

// inspectSNP shows a report, and the runtime data of an HCL report beside it.
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
