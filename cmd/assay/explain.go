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

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/replay"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

type explainCmd struct {
	Policy string `arg:"" help:"Policy file; \"-\" is standard input."`
	explainInput
	Type     string        `help:"Attestation type the policy is for: ${types}." placeholder:"TYPE"`
	All      bool          `help:"Show all rules, not only permit rules, deny rules that ran, and what they rest on." short:"a"`
	MaxEdits int           `help:"Look for the fewest changes of claims, up to this number, after which the policy would permit; 0 looks for none." placeholder:"N" default:"4"`
	Timeout  time.Duration `help:"Give up after this time, such as 10s; default: no limit." placeholder:"DURATION"`
	form
}

// explainInput are the flags that name what a policy is evaluated over (T3.2).
type explainInput struct {
	Claims   word     `help:"Claims file in JSON, as for eval, or an input as replay names it, such as logs.ndjson:7 or logs.tar!vm-7.json; \"-\" is standard input." placeholder:"FILE" short:"c" xor:"input" required:""`
	Token    word     `help:"Recorded token or its payload, or the token itself: its claims without those that a policy made. It is not verified." placeholder:"FILE" xor:"input" required:""`
	Evidence word     `help:"Evidence, which is verified as attest does." placeholder:"FILE" xor:"input" required:""`
	Kind     word     `help:"Kind of the evidence, such as snp: a command of attest." placeholder:"KIND"`
	With     []string `help:"Further argument of attest for this kind, such as chain=vcek.pem." placeholder:"ARGUMENT" sep:"none"`
	At       *moment  `help:"Verify the evidence as of this time, such as 2024-01-01T12:00:00Z; default: now." placeholder:"TIME"`
}

// mostEdits bounds what --max-edits asks for.
const mostEdits = 20

// Help shows examples.
func (explainCmd) Help() string {
	return `All conditions and tests of all rules are looked at, not only those up to the first that fails. The last line says which changes
of the claims, as few as possible, would make the policy permit.

Examples:

    # Show all that stands between a claim set and a permit (exit status 1).
    assay explain policy.maa --claims debug.json

    # Show every rule, and what each condition finds.
    assay explain --all policy.maa --claims claims.json`
}

// Run explains the decision, and fails unless the policy permits.
func (c *explainCmd) Run(e *env) error {
	ctx, cancel, err := deadline(c.Timeout)
	if err != nil {
		return err
	}
	defer cancel()
	if c.MaxEdits < 0 || c.MaxEdits > mostEdits {
		return usage("--max-edits: found %d, expected a number from 0 to %d", c.MaxEdits, mostEdits)
	}
	if err := oneStdin([]string{c.Policy, string(c.Claims), string(c.Token), string(c.Evidence)}); err != nil {
		return err
	}
	program, err := e.program(c.Policy, c.Type, c.Output)
	if err != nil {
		return err
	}
	claims, err := c.claims(ctx, e)
	if err != nil {
		return timedOut(err, c.Timeout)
	}
	typ, err := attestationType(c.Type)
	if err != nil {
		return err
	}
	x, err := explain.Explain(ctx, program, claims, explain.Options{MaxEdits: c.MaxEdits, Type: typ})
	if err != nil {
		return timedOut(err, c.Timeout)
	}
	if err := e.answer(c.form, e.explained(x, c.All)); err != nil {
		return err
	}
	if x.Result.Decision != eval.Permitted {
		return refused()
	}
	return nil
}

// explained is an explanation in each form.
func (e *env) explained(x *explain.Explanation, all bool) answer {
	return answer{
		json: func() jsondoc.Value { return document(x) },
		text: func(w io.Writer) { io.WriteString(w, x.Text(explain.TextOptions{All: all, Width: e.terminalWidth()})) },
	}
}

// document is an explanation in JSON.
func document(x *explain.Explanation) jsondoc.Value {
	text, err := x.MarshalJSON()
	if err != nil {
		panic(err) // it is made of texts and numbers
	}
	return parsed(text)
}

// claims reads what the policy is evaluated over.
func (c *explainInput) claims(ctx context.Context, e *env) ([]claim.Claim, error) {
	if c.Evidence == "" && (c.Kind != "" || c.With != nil || c.At != nil) {
		return nil, usage("--kind, --with and --at go with --evidence")
	}
	switch {
	case c.Token != "":
		return c.recorded(e)
	case c.Evidence != "":
		return c.verified(ctx, e)
	}
	if c.isPlace() {
		claims, err := replay.ClaimsAt(ctx, string(c.Claims))
		if err != nil {
			err = fmt.Errorf("%s: %w", c.Claims, err)
		}
		return claims, err
	}
	return e.claims(string(c.Claims))
}

// isPlace reports whether the claims are an input in a file, as a replay names it
// (T6.2): a line or a member of an archive.
func (c *explainInput) isPlace() bool {
	_, err := os.Lstat(string(c.Claims))
	return errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(string(c.Claims), ":!")
}

// recorded returns the claims of a token or of its payload.
func (c *explainInput) recorded(e *env) ([]claim.Claim, error) {
	text, err := e.token(string(c.Token))
	if err != nil {
		return nil, err
	}
	claims, err := token.IncomingClaims(text)
	if err != nil {
		return nil, refuse(fmt.Errorf("%s: %w", c.Token, err))
	}
	return claims, nil
}

// verified returns the claims that evidence proves.
func (c *explainInput) verified(ctx context.Context, e *env) ([]claim.Claim, error) {
	if c.Kind == "" {
		return nil, usage("--evidence: found no --kind, expected one such as %s", kinds[0].name)
	}
	k, err := kindNamed(kinds, string(c.Kind))
	if err != nil {
		return nil, err
	}
	at, err := e.at(c.At)
	if err != nil {
		return nil, err
	}
	return k.verified(ctx, e, string(c.Evidence), c.With, at)
}
