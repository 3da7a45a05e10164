package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

type tokenCmd struct {
	Inspect tokenInspectCmd `cmd:"" help:"Show what a token says, without verifying it."`
	Verify  tokenVerifyCmd  `cmd:"" help:"Verify a token as a relying party does."`
}

// maxEnvelope bounds what is read of a token or envelope, in bytes.
const maxEnvelope = 2<<20 + 1

// token reads a token from a file or stdin. A token in place of a file's name is
// taken as it is, unless a file has that name: most are longer than a name can be,
// which systems report in ways of their own.
func (e *env) token(path string) (string, error) {
	if _, err := os.Stat(path); err != nil && (strings.HasPrefix(path, "eyJ") || tokens().FindString(path) == path) {
		return path, nil
	}
	data, err := e.evidence(path, maxEnvelope)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(data), "\r\n"), nil // a file of one line
}

// tokens finds what could be a token: whoever has one can use it, so messages,
// which logs keep, must not hold any. Most begin with eyJ, which is {" in base64url,
// and few with white space after the brace.
var tokens = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`eyJ[A-Za-z0-9_+/=-]*\.[A-Za-z0-9_+/=.-]*|e[wy][A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_=-]*`)
})

// withoutTokens shortens the tokens in a message to their first letters.
func withoutTokens(message string) string { return tokens().ReplaceAllString(message, "eyJ…") }

type tokenInspectCmd struct {
	Token string `arg:"" help:"File with the token, or the token itself; \"-\" is standard input."`
	form
}

func (tokenInspectCmd) Help() string {
	return `Nothing is verified: anyone could have written the token.

Examples:

    # Show the header and the payload.
    assay token inspect token.jwt

    # Try a policy on the claims of a token.
    assay token inspect -o json token.jwt | assay eval policy.maa --claims -`
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
				[]jsondoc.Value{jsondoc.NewBool(false), parsed(u.Header), parsed(u.Payload)})
		},
		text: func(w io.Writer) {
			fmt.Fprint(w, "NOT VERIFIED: anyone could have written this.\n")
			if u.Draft() {
				fmt.Fprint(w, "DRAFT: the token is not signed.\n")
			}
			fmt.Fprintf(w, "\nHeader\n")
			table(w, parsed(u.Header))
			fmt.Fprintf(w, "\nPayload\n")
			table(w, parsed(u.Payload))
		},
	})
}

type tokenVerifyCmd struct {
	Token string  `arg:"" help:"File with the token, or the token itself; \"-\" is standard input."`
	At    *moment `help:"Verify the token as of this time, such as 2024-01-01T12:00:00Z; default: now." placeholder:"TIME"`
	form
	trusting
	expecting
}

func (tokenVerifyCmd) Help() string {
	return `A relying party needs the issuer's public keys, from "keys export" or from the issuer's /certs, and no private key. On the machine that issued the token, the key in the state directory is used if none is given.

Examples:

    # Verify a token with the issuer's public keys.
    assay token verify --certs certs.json --at 2024-01-01T12:00:00Z token.jwt

    # Refuse a token of another policy (exit status 1).
    assay token verify --certs certs.json --at 2024-01-01T12:00:00Z --policy-hash nBSIcebHVwpJqtSuf5Hk1U-oAWumgzFX00_0iN19-mA token.jwt`
}

// Run verifies the token with the public keys of an issuer whom the caller trusts,
// and holds it against what the caller expects.
func (c *tokenVerifyCmd) Run(e *env) error {
	if err := oneStdin(append(c.files(), c.Token, string(c.Certs), string(c.Roots))); err != nil {
		return err
	}
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	want, err := c.expectations(e)
	if err != nil {
		return err
	}
	text, err := e.token(c.Token)
	if err != nil {
		return err
	}
	verifier, err := c.verifier(e)
	if err != nil {
		return err
	}
	verified, err := verifier.Verify(context.Background(), text, want, at)
	if bad := (*token.VerifyError)(nil); errors.As(err, &bad) && bad.Step == token.StepInput {
		return usage("%w", bad.Err)
	}
	if err != nil {
		return refuse(fmt.Errorf("token refused as of %s: %w", at.UTC().Format(time.RFC3339), err))
	}
	return c.print(e, verified, at)
}

func (c *tokenVerifyCmd) print(e *env, v *token.Verified, at time.Time) error {
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject([]string{"verified", "payload"}, []jsondoc.Value{jsondoc.NewBool(true), parsed(v.Claims())})
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
			table(w, parsed(v.Claims()))
		},
	})
}
