package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/replay"
	"github.com/assay-policy/assay/internal/glob"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

type replayCmd struct {
	Claims []word   `required:"" help:"Inputs: a claims file, a token or its payload; a folder of *.json, *.jwt and *.ndjson; NDJSON, each line a claims file, a token as a JSON string or {\"id\": ID, \"claims\": CLAIMS}; a .tar or .tar.gz of such files; \"-\" is NDJSON from standard input. May be given several times, also as a pattern such as 'logs/*.ndjson'." placeholder:"PATH" short:"c" sep:"none"`
	Policy string   `arg:"" help:"Policy file; \"-\" is standard input."`
	New    string   `arg:"" optional:"" help:"Policy file to compare with: say on which inputs it differs."`
	Type   string   `help:"Attestation type the policies are for: ${types}." placeholder:"TYPE"`
	Expect string   `help:"Fail unless every input is decided so, by the new policy if there is one." enum:"permit,deny,any" default:"any"`
	Certs  word     `help:"Verify tokens with these public keys of the issuer: a key set, as the issuer serves it under /certs, or certificates or public keys in PEM. Each token is verified at the time from which it is valid; default: nothing is verified." placeholder:"FILE"`
	Issuer word     `help:"Issuer to trust, with --certs: its attest URI." placeholder:"URL"`
	Roots  word     `help:"Certificates in PEM of the authorities that may certify the keys of TPM and VBS tokens, with --certs." placeholder:"FILE"`
	Alg    []string `help:"Algorithm to accept in addition to RS256, with --certs; may be given several times." enum:"RS256,PS256,ES256,ES384" default:"RS256" sep:"none"`
	Output string   `help:"How to print the answer; ndjson is a line for each input." enum:"text,json,ndjson" default:"text" short:"o"`
}

// Help shows examples.
func (replayCmd) Help() string {
	return `Inputs are grouped by what decided them. Of a token, what its policy issued is left out: x-ms-policy, and the members of that. With a second policy, the exit status is 1 if it decides an input differently from the first.

Examples:

    # Try a policy on a recorded token and a claims file.
    assay replay --claims token.jwt --claims claims.json policy.maa

    # See which inputs a stricter policy denies (exit status 1).
    assay replay --claims token.jwt policy.maa strict.maa

    # Find out whether all inputs of a stream are permitted.
    cat claims.json | assay replay --claims - --expect permit policy.maa`
}

// Run replays the inputs, prints what came of them, and fails if the new policy
// decides otherwise, or a decision is not the one expected (T6.3).
func (c *replayCmd) Run(e *env) error {
	paths, err := c.paths()
	if err != nil {
		return err
	}
	opts := replay.Options{Paths: paths, Stdin: e.in, Progress: &replay.Progress{}}
	if opts.Verifier, err = c.verifier(e); err != nil {
		return err
	}
	policies, err := c.programs(e)
	if err != nil {
		return err
	}
	report, err := c.replay(e, policies, opts)
	if err != nil {
		return err
	}
	if report.Unverified > 0 {
		fmt.Fprintln(e.notes(), "assay: warning: the signatures of tokens were not verified (--certs and --issuer do that)")
	}
	if c.Output != "ndjson" {
		if err := c.print(e, report); err != nil {
			return err
		}
	}
	return c.judge(report)
}

// replayed are the files that directories and patterns name.
var replayed = fileSort{"input", []string{".json", ".jwt", ".ndjson"}}

// paths names all inputs, each once (T7.2); patterns that the shell left are filled in.
// Directories stay as they are: a replay reads them as it goes.
func (c *replayCmd) paths() ([]string, error) {
	all := []string{c.Policy, c.New, string(c.Certs), string(c.Roots)}
	var paths []string
	for _, w := range c.Claims {
		path := string(w)
		all = append(all, path)
		if _, err := os.Lstat(path); err == nil || !glob.Is(path) {
			paths = append(paths, path)
			continue
		}
		found, err := replayed.like(path)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, usage("%s: found no %s that fits the pattern", path, replayed.name)
		}
		paths = append(paths, found...)
	}
	return distinctPaths(paths), oneStdin(all)
}

// verifier is the relying party that --certs and --issuer describe, nil without.
func (c *replayCmd) verifier(e *env) (*token.Verifier, error) {
	switch {
	case (c.Certs == "") != (c.Issuer == ""):
		return nil, usage("--certs and --issuer go together")
	case c.Certs == "" && (c.Roots != "" || len(c.Alg) > 1 || c.Alg[0] != string(token.RS256)):
		return nil, usage("--roots and --alg go with --certs and --issuer")
	case c.Certs == "":
		return nil, nil
	}
	return (&trusting{Issuer: c.Issuer, Certs: c.Certs, Roots: c.Roots, Alg: c.Alg, Skew: token.DefaultSkew}).verifier(e)
}

// programs are the policy and, if there is one, the new one; else nil.
func (c *replayCmd) programs(e *env) (programs [2]*compile.Program, err error) {
	output := c.Output
	if output == "ndjson" {
		output = "json"
	}
	if programs[0], err = e.program(c.Policy, c.Type, output); err != nil || c.New == "" {
		return programs, err
	}
	programs[1], err = e.program(c.New, c.Type, output)
	return programs, err
}

// replay runs the replay, with progress and lines as they are asked for.
func (c *replayCmd) replay(e *env, policies [2]*compile.Program, opts replay.Options) (*replay.Report, error) {
	if c.Output != "ndjson" {
		defer c.showProgress(e, opts)()
		return replay.Run(context.Background(), policies[0], policies[1], opts)
	}
	out := e.stream()
	opts.Line = func(line []byte) error { _, err := out.Write(line); return err }
	report, err := replay.Run(context.Background(), policies[0], policies[1], opts)
	return report, errors.Join(err, out.Flush())
}

// print prints the report.
func (c *replayCmd) print(e *env, r *replay.Report) error {
	return e.answer(form{Output: c.Output}, answer{
		json: func() jsondoc.Value {
			for i := range r.Policies {
				r.Policies[i].File = ast.SlashPath(r.Policies[i].File)
			}
			text, err := json.Marshal(r)
			if err != nil {
				panic(err)
			}
			return parsed(text)
		},
		text: func(w io.Writer) { replayText(w, r) },
	})
}

// judge is the exit status of a report (T6.3): what could not be read counts most.
func (c *replayCmd) judge(r *replay.Report) error {
	missed := c.Expect == "permit" && r.Decisions.Deny > 0 || c.Expect == "deny" && r.Decisions.Permit > 0
	switch {
	case r.Unread.Count > 0:
		return fmt.Errorf("%s could not be read: %s: %s", inputCount(r.Unread.Count), r.Unread.Examples[0].Input, r.Unread.Examples[0].Error)
	case len(r.Empty) > 0:
		return usage("%s: found no input, expected *.json, *.jwt or *.ndjson", r.Empty[0])
	case r.Total == 0:
		return usage("found no input")
	case missed:
		return refuse(fmt.Errorf("found %s and %s, expected %s of all", numbered(r.Decisions.Permit, "permit", "permits"), numbered(r.Decisions.Deny, "deny", "denies"), c.Expect))
	case r.Changed > 0:
		return refused()
	}
	return nil
}
