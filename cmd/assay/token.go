package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

type tokenCmd struct {
	Inspect tokenInspectCmd `cmd:"" help:"Show what a token says, without verifying it."`
	Verify  tokenVerifyCmd  `cmd:"" help:"Verify an attestation token as a relying party does."`
}

// maxEnvelope bounds what is read of a token or envelope, in bytes.
const maxEnvelope = 2<<20 + 1

// token reads a token from a file or stdin. A token in place of a file's name
// is taken as it is.
func (e *env) token(path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(path, "eyJ") && strings.Count(path, ".") == 2 {
		return path, nil
	}
	data, err := e.evidence(path, maxEnvelope)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(data), "\r\n"), nil // a file of one line
}

type tokenInspectCmd struct {
	Token string `arg:"" help:"File with the token, or the token itself; \"-\" is standard input."`
	form
}

// Run prints header and payload. Nothing is verified, and the output says so.
func (c *tokenInspectCmd) Run(e *env) error {
	text, err := e.token(c.Token)
	if err != nil {
		return err
	}
	u, err := token.Inspect(text)
	if err != nil {
		return refuse(err)
	}
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject([]string{"verified", "header", "payload"},
				[]jsondoc.Value{jsondoc.NewBool(false), u.Header, u.Payload})
		},
		text: func(w io.Writer) {
			fmt.Fprint(w, "NOT VERIFIED: anybody can have written this.\n")
			if u.Draft() {
				fmt.Fprint(w, "DRAFT: the token is not signed.\n")
			}
			fmt.Fprintf(w, "\nHeader\n")
			table(w, u.Header)
			fmt.Fprintf(w, "\nPayload\n")
			table(w, u.Payload)
		},
	})
}

type tokenVerifyCmd struct {
	Token string        `arg:"" help:"File with the token, or the token itself; \"-\" is standard input."`
	Type  string        `help:"Attestation type that the token must be for: ${types}." placeholder:"TYPE" default:"SevSnpVm"`
	Certs string        `help:"The issuer's key set, as it serves it under /certs, in place of a key." placeholder:"FILE"`
	At    *time.Time    `help:"Time of verification, such as 2024-01-01T12:00:00Z; now without." placeholder:"TIME"`
	Skew  time.Duration `help:"Tolerated difference between clocks, at most 5m." default:"60s"`
	Hash  []string      `help:"Policy hash that the token must carry; may be given several times." placeholder:"HASH" name:"policy-hash"`
	form
	signing

	InsecureAllowDebuggable bool `help:"Accept a debuggable TEE."`
}

// Run verifies the token with the key that attest would have signed it with, or
// with a key set.
func (c *tokenVerifyCmd) Run(e *env) error {
	if err := oneStdin([]string{c.Token, c.Certs}); err != nil {
		return err
	}
	typ, err := attestationType(c.Type)
	if err != nil {
		return err
	}
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	text, err := e.token(c.Token)
	if err != nil {
		return err
	}
	keys, err := c.keys(e, at)
	if err != nil {
		return err
	}
	verifier := token.Verifier{Issuer: c.Issuer, Keys: keys, Skew: c.Skew, Algorithms: []token.Algorithm{token.Algorithm(c.Alg)}}
	if c.Skew == 0 {
		verifier.Skew = token.NoSkew
	}
	verified, err := verifier.Verify(context.Background(), text, token.Expectations{
		AttestationType: typ.ClaimValue(), PolicyHashes: c.Hash, InsecureAllowDebuggable: c.InsecureAllowDebuggable,
	}, at)
	if bad := (*token.VerifyError)(nil); errors.As(err, &bad) && bad.Step == token.StepInput {
		return usage("%w", bad.Err)
	}
	if err != nil {
		return refuse(fmt.Errorf("token refused as of %s: %w", at.UTC().Format(time.RFC3339), err))
	}
	return c.print(e, verified, at)
}

// keys are those of the issuer that the caller trusts, never of the token (S3.1).
func (c *tokenVerifyCmd) keys(e *env, at time.Time) (*token.KeySet, error) {
	if c.Certs != "" {
		data, err := e.read(c.Certs, maxEnvelope)
		if err != nil {
			return nil, err
		}
		set, err := token.ParseKeySet(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Certs, err)
		}
		return set, nil
	}
	if err := c.kept(e); err != nil {
		return nil, err
	}
	signer, err := c.signer(e, at)
	if err != nil {
		return nil, err
	}
	return token.NewKeySet(signer)
}

// kept refuses to make a key for a verification: no token can fit it.
func (c *tokenVerifyCmd) kept(e *env) error {
	if c.Key != "" {
		return nil
	}
	store, err := c.store(e)
	if err != nil {
		return err
	}
	path, err := store.Path(token.Algorithm(c.Alg), c.Issuer)
	if err != nil {
		return usage("--issuer: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("no %s key of %s is kept here: %w (give one with --key or --certs)", c.Alg, c.Issuer, err)
	}
	return nil
}

func (c *tokenVerifyCmd) print(e *env, v *token.Verified, at time.Time) error {
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject([]string{"verified", "payload"}, []jsondoc.Value{jsondoc.NewBool(true), v.Claims()})
		},
		text: func(w io.Writer) {
			fmt.Fprintf(w, "Token verified as of %s\n", at.UTC().Format(time.RFC3339))
			width := 0
			for _, s := range v.Steps() {
				width = max(width, len(s.Name))
			}
			for _, s := range v.Steps() {
				fmt.Fprintf(w, "  %-*s  %s\n", width, s.Name, printable(s.Detail))
			}
			fmt.Fprintf(w, "\nClaims\n")
			table(w, v.Claims())
		},
	})
}
