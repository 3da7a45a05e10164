package main

import (
	"fmt"
	"io"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

// attestCmd has one command for each kind of evidence.
type attestCmd struct{ kong.Plugins }

// attestKindCmd is "attest KIND": the kind's own flags, and those that all share.
type attestKindCmd struct {
	kind     kind
	Evidence evidenceFlags `embed:""`

	Policy   word          `help:"Policy file; default: the service's default policy for the attestation type." placeholder:"FILE"`
	At       *moment       `help:"Verify the evidence and issue the token as of this time, such as 2024-01-01T12:00:00Z; default: now." placeholder:"TIME"`
	Timeout  time.Duration `help:"Give up after this time, such as 10s; default: no limit." placeholder:"DURATION"`
	TokenOut word          `help:"Write the token to this file; remove the file if no token is issued. \"-\" prints the token alone on standard output; default: print it after the explanation." placeholder:"FILE"`
	form
	signing

	InsecureIssueNow bool `help:"Issue the token as of now, whatever --at says. It then vouches for evidence that was not verified as of now."`
}

// Help is that of the kind.
func (c *attestKindCmd) Help() string { return c.kind.manual }

// Run verifies the evidence, evaluates the policy over what it proves, explains
// both, and issues a token if the policy permits.
func (c *attestKindCmd) Run(e *env) error {
	if c.TokenOut == "-" && c.Output == "json" {
		return usage("--token-out - prints the token alone, not JSON, which holds it anyway")
	}
	if c.TokenOut == "" || c.TokenOut == "-" {
		return c.run(e)
	}
	file := tokenFile(c.TokenOut)
	if err := file.check(); err != nil {
		return err
	}
	err := c.run(e)
	if err != nil {
		if left := file.discard(); left != nil {
			fmt.Fprintf(e.err, "assay: an older token may still be there: %v\n", left)
		}
	}
	return err
}

func (c *attestKindCmd) run(e *env) error {
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	result, err := c.attest(e, at)
	if err != nil {
		return err
	}
	if !result.Permitted() {
		if err := c.print(e, result, issuance{}); err != nil {
			return err
		}
		return refused()
	}
	return c.issue(e, result)
}

// attest reads what the flags name, and judges it.
func (c *attestKindCmd) attest(e *env, at time.Time) (*attest.Result, error) {
	ctx, cancel, err := deadline(c.Timeout)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if err := oneStdin(append(c.Evidence.files(), string(c.Policy))); err != nil {
		return nil, err
	}
	src, err := c.policy(e)
	if err != nil {
		return nil, err
	}
	program, err := e.compile(src, string(c.kind.typ), c.Output)
	if err != nil {
		return nil, err
	}
	e.stateDir = string(c.StateDir)
	input, err := c.Evidence.evidence(e)
	if err != nil {
		return nil, err
	}
	verifier, err := attest.NewVerifier(program, attest.Options{})
	if err != nil {
		return nil, err
	}
	result, err := verifier.Attest(ctx, input, at)
	return result, timedOut(refusalOf(err, c.Evidence, at), c.Timeout)
}

// policy reads the policy, or takes the default.
func (c *attestKindCmd) policy(e *env) (*ast.Source, error) {
	if c.Policy != "" {
		return e.source(string(c.Policy))
	}
	text, ok := attest.DefaultPolicy(c.kind.typ)
	if !ok {
		return nil, usage("there is no default policy for %s, give one with --policy", c.kind.typ)
	}
	return ast.NewSource("default policy of "+string(c.kind.typ), text), nil
}

// issuance is a token that was issued, and as of when.
type issuance struct {
	token  string // "" if none was
	issued time.Time
	now    bool // not as of the time of the verification
}

func (i issuance) expires() time.Time { return i.issued.Add(token.TokenLifetime) }

// String says what a reader must know of the token.
func (i issuance) String() string {
	which := "the time of the verification"
	if i.now {
		which = "now, not the time of the verification (--insecure-issue-now)"
	}
	return fmt.Sprintf("Issued as of %s, %s; expires at %s", stamp(i.issued), which, stamp(i.expires()))
}

// issue makes the token and puts it where it is wanted.
func (c *attestKindCmd) issue(e *env, result *attest.Result) error {
	i := issuance{issued: result.Verified.Time(), now: c.InsecureIssueNow}
	if i.now {
		i.issued = e.now()
	}
	signer, err := c.signer(e, e.now())
	if err != nil {
		return err
	}
	if i.token, err = result.InsecureTokenAt(signer, i.issued); err != nil {
		return err
	}
	if c.TokenOut != "" && c.TokenOut != "-" {
		if err := tokenFile(c.TokenOut).write(i.token); err != nil {
			return err
		}
	}
	return c.print(e, result, i)
}

// print explains the result. With "--token-out -" stdout is for the token.
func (c *attestKindCmd) print(e *env, result *attest.Result, i issuance) error {
	if c.TokenOut == "-" {
		if i.token == "" {
			describeResult(e.err, result)
			return nil
		}
		describeResult(e.notes(), result)
		fmt.Fprintf(e.notes(), "\n%s\n", i)
		return e.answer(c.form, answer{text: func(w io.Writer) { io.WriteString(w, i.token) }})
	}
	return e.answer(c.form, answer{
		json: func() jsondoc.Value { return attestation(result, i) },
		text: func(w io.Writer) {
			describeResult(w, result)
			switch {
			case i.token == "":
			case c.TokenOut != "":
				fmt.Fprintf(w, "\nToken written to %s\n%s\n", c.TokenOut, i)
			default:
				fmt.Fprintf(w, "\nToken\n%s\n%s\n", i.token, i)
			}
		},
	})
}

// describeResult prints what was verified and decided. Claims that a rule names may hold
// anything that the guest chose.
func describeResult(w io.Writer, result *attest.Result) {
	io.WriteString(w, printableLines(result.Explain()))
}

// attestation is the result as JSON, with the token and its times as its last
// members; null without.
func attestation(r *attest.Result, i issuance) jsondoc.Value {
	doc := parsed(r.JSON())
	var token, issued, expires jsondoc.Value
	if i.token != "" {
		token, issued, expires = jsondoc.NewString(i.token), jsondoc.NewString(stamp(i.issued)), jsondoc.NewString(stamp(i.expires()))
	}
	return with(with(with(doc, "token", token), "tokenIssued", issued), "tokenExpires", expires)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
