package main

import (
	"encoding/hex"
	"strings"
	"time"

	"github.com/assay-policy/assay/token"
)

// expecting is what a relying party wants of a token apart from its being genuine: a
// flag for each of token.Expectations (S3.10).
type expecting struct {
	Type             string         `help:"Attestation type that the token must have: ${types}." default:"SevSnpVm" placeholder:"TYPE"`
	PolicyHash       []word         `help:"Policy hash that the token must have; if given several times, one of them." placeholder:"HASH" sep:"none"`
	PolicySigner     word           `help:"Certificates in PEM, one of which must be that of the policy's signer." placeholder:"FILE"`
	Measurement      []word         `help:"Measurement that the TEE must have, in hex: MRENCLAVE, launch measurement or MRTD; if given several times, one of them. HEX@FROM..UNTIL allows it for a limited time; FROM or UNTIL may be left out." placeholder:"HEX" sep:"none"`
	Signer           []word         `help:"Signer that the TEE's code must have, in hex: MRSIGNER or the digest of the id key; may be given several times, or for a limited time, as --measurement." placeholder:"HEX" sep:"none"`
	ProductID        []int64        `help:"Product ID that the enclave must have; if given several times, one of them." placeholder:"N" name:"product-id" sep:"none"`
	LowestSVN        uint32         `help:"Lowest security version of the enclave or guest to accept; default: any." placeholder:"N" name:"lowest-svn"`
	Nonce            word           `help:"Nonce that the token must have: the one sent with the request." placeholder:"TEXT"`
	RuntimeData      word           `help:"Runtime data that must be bound to the TEE." placeholder:"FILE"`
	Runtime          word           `help:"JSON object, each member of which must be in x-ms-runtime." placeholder:"FILE"`
	ComplianceStatus word           `help:"Compliance status that the token must have, such as azure-compliant-cvm." placeholder:"STATUS"`
	ConfirmationKey  []word         `help:"Thumbprint (RFC 7638) of the key that a TPM or VBS token must confirm; if given several times, one of them." placeholder:"THUMBPRINT" sep:"none"`
	MaxAge           *time.Duration `help:"Maximum age of the token, such as 10m; default: any, as long as the token is valid." placeholder:"DURATION"`

	InsecureAllowDebuggable bool `help:"Accept a token of a TEE that can be debugged."`
}

// files are those that the flags name.
func (c *expecting) files() []string {
	return []string{string(c.PolicySigner), string(c.RuntimeData), string(c.Runtime)}
}

// expectations reads the flags and the files that they name.
func (c *expecting) expectations(e *env) (token.Expectations, error) {
	want := token.Expectations{
		PolicyHashes: texts(c.PolicyHash), ProductIDs: c.ProductID, LowestSVN: int64(c.LowestSVN), Nonce: string(c.Nonce),
		ComplianceStatus: string(c.ComplianceStatus), ConfirmationKeys: texts(c.ConfirmationKey),
		InsecureAllowDebuggable: c.InsecureAllowDebuggable,
	}
	var err error
	if want.AttestationType, err = tokenType(c.Type); err != nil {
		return want, err
	}
	if want.Measurements, err = allowedValues("--measurement", c.Measurement); err != nil {
		return want, err
	}
	if want.Signers, err = allowedValues("--signer", c.Signer); err != nil {
		return want, err
	}
	if c.MaxAge != nil {
		if want.MaxAge = *c.MaxAge; want.MaxAge <= 0 {
			return want, usage("--max-age: found %s, expected more than zero", want.MaxAge)
		}
	}
	return want, c.readFiles(e, &want)
}

// readFiles reads what flags name files for.
func (c *expecting) readFiles(e *env, want *token.Expectations) error {
	var err error
	if c.PolicySigner != "" {
		if want.PolicySigners, err = e.certificates(string(c.PolicySigner)); err != nil {
			return err
		}
	}
	if c.RuntimeData != "" {
		data, err := e.read(string(c.RuntimeData), maxEvidence)
		if err != nil {
			return err
		}
		want.RuntimeData = append([]byte{}, data...) // no byte is data, too
	}
	if c.Runtime != "" {
		if want.Runtime, err = e.read(string(c.Runtime), maxEvidence); err != nil {
			return err
		}
	}
	return nil
}

// tokenType reads --type as tokens say it.
func tokenType(name string) (string, error) {
	t, err := attestationType(name)
	if err == nil && t == "" {
		err = usage("--type: found nothing, expected one of %s", typeNames())
	}
	return t.ClaimValue(), err
}

// allowedValues reads values in hex, each for good or for a limited time (S3.15).
func allowedValues(flag string, words []word) ([]token.Allowed, error) {
	var list []token.Allowed
	for _, w := range words {
		value, span, timed := strings.Cut(string(w), "@")
		if _, err := hex.DecodeString(value); err != nil || value == "" {
			return nil, usage("%s: found %q, expected hex", flag, value)
		}
		a := token.Allowed{Value: value}
		if timed {
			from, until, ok := strings.Cut(span, "..")
			if !ok || from == "" && until == "" {
				return nil, usage("%s: found %q after \"@\", expected FROM..UNTIL", flag, span)
			}
			for _, end := range []struct {
				text string
				to   *time.Time
			}{{from, &a.NotBefore}, {until, &a.NotAfter}} {
				if end.text == "" {
					continue
				}
				t, err := time.Parse(time.RFC3339, end.text)
				if err != nil || t.IsZero() {
					return nil, usage("%s: found time %q, expected one such as 2024-01-01T12:00:00Z", flag, end.text)
				}
				*end.to = t
			}
		}
		list = append(list, a)
	}
	return list, nil
}
