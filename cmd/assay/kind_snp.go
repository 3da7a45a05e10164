package main

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/snp"
)

// snpFlags name the evidence of an AMD SEV-SNP guest.
type snpFlags struct {
	Report          word   `required:"" help:"Report, in one of three forms: raw, a request to the service, or an Azure HCL report." placeholder:"FILE"`
	Chain           word   `help:"Certificates in PEM or DER, VCEK or VLEK first; default: those in the report." placeholder:"FILE"`
	CRL             word   `help:"AMD's revocation list for the product, in PEM or DER; required unless --insecure-skip-revocation is given." placeholder:"FILE" name:"crl"`
	Collateral      word   `help:"Directory with the certificates and the revocation list, as \"evidence collateral fetch\" writes it: vek.pem, chain.pem, crl.der. What is in the report, or has a flag of its own, comes from there." placeholder:"DIR"`
	RuntimeData     word   `help:"Runtime data whose SHA-256 is in the report; an HCL report contains its own." placeholder:"FILE"`
	RuntimeDataType string `help:"Form of the runtime data." enum:"json,binary" default:"json"`

	InitTimeData     word   `help:"Init-time data whose SHA-256 is HOST_DATA, such as the policy of a confidential container." placeholder:"FILE"`
	InitTimeDataType string `help:"Form of the init-time data." enum:"json,binary" default:"json"`
	IDBlock          word   `help:"ID block that the guest was launched with, raw or in base64." placeholder:"FILE" name:"id-block"`
	IDAuth           word   `help:"Authentication of the ID block, likewise." placeholder:"FILE" name:"id-auth"`

	Endorsements         word    `help:"Endorsement of the launch measurement: a COSE_Sign1 message, or the JSON object with it that requests have, either also in base64; default: that in the request." placeholder:"FILE"`
	EndorsementFeed      word    `help:"Feed that endorsements must be of, such as ConfAKS-AMD-UVM; default: ContainerPlat-AMD-UVM." placeholder:"NAME"`
	EndorsementIssuer    didX509 `help:"Issuer that endorsements must be of; default: Microsoft's, for Azure's confidential containers." placeholder:"DID"`
	EndorsementLowestSVN *uint64 `help:"Refuse endorsements with a lower SVN. With any of these three flags, evidence without an endorsement is refused." placeholder:"N" name:"endorsement-lowest-svn"`

	InsecureSkipRevocation bool `help:"Accept certificates without checking whether they were revoked."`

	given snp.Input // what was read of them
}

const snpManual = `Examples:

    # Verify the report of an Azure VM as of a past time, evaluate the default policy, and print a token.
    assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation

    # Evaluate a policy that denies; explain why, and issue no token (exit status 1).
    assay attest snp --report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation --policy strict.maa --token-out token.jwt`

func (f *snpFlags) files() []string {
	return texts([]word{f.Report, f.Chain, f.CRL, f.Collateral, f.RuntimeData, f.InitTimeData, f.IDBlock, f.IDAuth, f.Endorsements})
}

func (f *snpFlags) evidence(e *env) (attest.Evidence, error) {
	var in snp.Input
	if (f.IDBlock == "") != (f.IDAuth == "") {
		return nil, usage("--id-block and --id-auth need each other")
	}
	err := e.evidenceFiles(
		evidenceFile{f.Report, snp.DefaultRequest, &in.Report},
		evidenceFile{f.Chain, evidence.DefaultChain, &in.Chain},
		evidenceFile{f.CRL, evidence.DefaultCRL, &in.CRL},
		evidenceFile{f.IDBlock, 2 * snp.IDBlockSize, &in.IDBlock},
		evidenceFile{f.IDAuth, 2 * snp.IDAuthSize, &in.IDAuth},
		evidenceFile{f.Endorsements, 2 * cose.DefaultMessage, &in.Endorsements},
	)
	if err != nil {
		return nil, err
	}
	if in.RuntimeData, err = e.boundData(f.RuntimeData, f.RuntimeDataType); err != nil {
		return nil, err
	}
	if in.InitTimeData, err = e.boundData(f.InitTimeData, f.InitTimeDataType); err != nil {
		return nil, err
	}
	in.IDBlock, in.IDAuth = ownersFile(in.IDBlock, snp.IDBlockSize), ownersFile(in.IDAuth, snp.IDAuthSize)
	if f.Collateral != "" {
		if err := e.amdCollateral(string(f.Collateral), &in); err != nil {
			return nil, err
		}
	}
	f.given = in
	return snp.NewVerifier(f.options()).Evidence(in), nil
}

// options says how reports are verified. Who says what an endorsement must be wants
// one: without that, evidence would pass whose endorsement was left out.
func (f *snpFlags) options() snp.Options {
	endorser := snp.Endorser{Issuer: cose.Issuer(f.EndorsementIssuer), Feed: string(f.EndorsementFeed)}
	required := endorser != snp.Endorser{}
	if f.EndorsementLowestSVN != nil { // 0 wants an endorsement, too
		endorser.LowestSVN, required = *f.EndorsementLowestSVN, true
	}
	return snp.Options{
		Endorser:               endorser,
		RequireEndorsement:     required,
		InsecureSkipRevocation: f.InsecureSkipRevocation,
	}
}

func (f *snpFlags) advice(err error) string {
	var refusal *evidence.Error
	if errors.As(err, &refusal) {
		return f.lacking(refusal.Step)
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
