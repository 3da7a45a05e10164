package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type attestCmd struct {
	SNP attestSNPCmd `cmd:"" name:"snp" help:"Attest an AMD SEV-SNP guest."`
}

type attestSNPCmd struct {
	Report          string     `required:"" help:"Report: raw, as a request to the service, or an Azure HCL report." placeholder:"FILE"`
	Chain           string     `help:"Certificates in PEM or DER, VCEK or VLEK first, unless the report holds them." placeholder:"FILE"`
	CRL             string     `help:"AMD's revocation list for the product, PEM or DER." placeholder:"FILE" name:"crl"`
	RuntimeData     string     `help:"Data whose SHA-256 is in the report; an HCL report holds its own." placeholder:"FILE"`
	RuntimeDataType string     `help:"What the runtime data is: ${enum}." enum:"json,binary" default:"json"`
	Policy          string     `help:"Policy file; the service's default for SevSnpVm without." placeholder:"FILE"`
	At              *time.Time `help:"Time as of which the evidence is verified, such as 2024-01-01T12:00:00Z; now without." placeholder:"TIME"`
	TokenOut        string     `help:"Write the token to this file; \"-\" prints it alone on standard output." placeholder:"FILE"`
	form
	signing

	InsecureSkipRevocation bool `help:"Accept certificates without a revocation list."`
}

// Run verifies the report, evaluates the policy over what it proves, explains
// both, and issues a token if the policy permits.
func (c *attestSNPCmd) Run(e *env) error {
	if c.TokenOut == "-" && c.Output == "json" {
		return usage("--token-out - prints the token alone, not JSON, which holds it anyway")
	}
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	src, err := c.policy(e)
	if err != nil {
		return err
	}
	program, err := e.compile(src, string(catalog.SevSnpVm), c.Output)
	if err != nil {
		return err
	}
	input, err := c.input(e)
	if err != nil {
		return err
	}
	verifier, err := attest.NewVerifier(program, attest.Options{
		SNP: snp.Options{InsecureSkipRevocation: c.InsecureSkipRevocation},
	})
	if err != nil {
		return err
	}
	result, err := verifier.Attest(context.Background(), input, at)
	if err != nil {
		return refuse(fmt.Errorf("evidence refused as of %s: %w%s", at.UTC().Format(time.RFC3339), err, c.advice(err)))
	}
	if !result.Permitted() {
		if err := c.print(e, result, ""); err != nil {
			return err
		}
		return refused()
	}
	return c.issue(e, result)
}

// at is the time that a flag gives, now without. The zero time is none (E1.3).
func (e *env) at(flag *time.Time) (time.Time, error) {
	switch {
	case flag == nil:
		return e.now(), nil
	case flag.IsZero():
		return time.Time{}, usage("--at: found the zero time, expected one such as 2024-01-01T12:00:00Z")
	}
	return *flag, nil
}

// advice says what to do about a refusal, where that isn't plain.
func (c *attestSNPCmd) advice(err error) string {
	var refusal *evidence.Error
	if errors.As(err, &refusal) && refusal.Step == snp.StepCRL && c.CRL == "" {
		return "\nGive AMD's list with --crl, or accept unchecked certificates with --insecure-skip-revocation."
	}
	return ""
}

// policy reads the policy, or takes the default.
func (c *attestSNPCmd) policy(e *env) (*ast.Source, error) {
	if c.Policy != "" {
		return e.source(c.Policy)
	}
	text, ok := attest.DefaultPolicy(catalog.SevSnpVm)
	if !ok {
		return nil, usage("there is no default policy, give one with --policy")
	}
	return ast.NewSource("default policy of SevSnpVm", text), nil
}

// input reads the files of evidence that are named.
func (c *attestSNPCmd) input(e *env) (attest.SNP, error) {
	var ev attest.SNP
	if err := oneStdin([]string{c.Policy, c.Report, c.Chain, c.CRL, c.RuntimeData}); err != nil {
		return ev, err
	}
	var runtime []byte
	for _, f := range []struct {
		path string
		into *[]byte
	}{{c.Report, &ev.Report}, {c.Chain, &ev.Chain}, {c.CRL, &ev.CRL}, {c.RuntimeData, &runtime}} {
		if f.path == "" {
			continue
		}
		data, err := e.evidence(f.path, maxCollateral)
		if err != nil {
			return ev, err
		}
		*f.into = data
	}
	if c.RuntimeData != "" {
		ev.RuntimeData = &evidence.Data{Bytes: runtime, Type: evidence.JSON}
		if c.RuntimeDataType == "binary" {
			ev.RuntimeData.Type = evidence.Binary
		}
	}
	return ev, nil
}

// maxCollateral bounds what is read of a file beside the evidence, in bytes: a
// CRL may have 8 MiB (E1.8).
const maxCollateral = 8<<20 + 1

// issue makes the token and puts it where it is wanted.
func (c *attestSNPCmd) issue(e *env, result *attest.Result) error {
	now := e.now()
	signer, err := c.signer(e, now)
	if err != nil {
		return err
	}
	text, err := result.Token(signer, now)
	if err != nil {
		return err
	}
	if c.TokenOut != "" && c.TokenOut != "-" {
		if err := os.WriteFile(c.TokenOut, []byte(text+"\n"), 0o644); err != nil {
			return fileError(c.TokenOut, err)
		}
	}
	return c.print(e, result, text)
}

// print explains the result. With "--token-out -" stdout is for the token.
func (c *attestSNPCmd) print(e *env, result *attest.Result, text string) error {
	if c.Output == "json" {
		return e.answer(c.form, answer{json: func() jsondoc.Value { return attestation(result, text) }})
	}
	// Claims that a rule names may hold anything that the guest chose.
	lines := strings.Split(result.Explain(), "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	said := strings.Join(lines, "\n")
	switch {
	case c.TokenOut == "-":
		fmt.Fprint(e.err, said)
		if text == "" {
			return nil
		}
		said = text + "\n"
	case text == "":
	case c.TokenOut != "":
		said += fmt.Sprintf("\nToken written to %s\n", c.TokenOut)
	default:
		said += fmt.Sprintf("\nToken\n%s\n", text)
	}
	_, err := io.WriteString(e.out, said)
	return err
}

// attestation is the result as JSON, with the token as its last member.
func attestation(r *attest.Result, text string) jsondoc.Value {
	doc := parsed(r.AppendJSON(nil))
	var names []string
	var values []jsondoc.Value
	for i := range doc.Len() {
		names, values = append(names, doc.Name(i)), append(values, doc.At(i))
	}
	tok := jsondoc.Value{}
	if text != "" {
		tok = jsondoc.NewString(text)
	}
	return jsondoc.NewObject(append(names, "token"), append(values, tok))
}
