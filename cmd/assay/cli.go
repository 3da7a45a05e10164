package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the command line: one field per verb, each with its own file.
type cli struct {
	Check    checkCmd    `cmd:"" help:"Check policies: syntax, names, types, versions."`
	Eval     evalCmd     `cmd:"" help:"Evaluate a policy over a claims file."`
	Hash     hashCmd     `cmd:"" help:"Print the hash of policies or policy envelopes."`
	Evidence evidenceCmd `cmd:"" help:"Look into evidence."`
	Attest   attestCmd   `cmd:"" help:"Verify evidence, evaluate a policy over it, and issue a token."`
	Token    tokenCmd    `cmd:"" help:"Look into or verify attestation tokens."`
	Keys     keysCmd     `cmd:"" help:"Write the public half of signing keys."`
	Doc      docCmd      `cmd:"" help:"Explain a finding's code."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// env is what a verb may touch of the world.
type env struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	colour   bool // stdout is a terminal that wants colour
	columns  int  // of the terminal that stdout is, 0 if it is none
}

// system is the real world.
func system() *env {
	return &env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, now: time.Now,
		colour:  terminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		columns: columns(os.Stdout),
	}
}

// stop unwinds kong, which goes on parsing when its Exit returns.
type stop struct{ status int }

// run is the command: it returns its exit status. A panic in a verb is a bug;
// it is caught once, here.
func run(args []string, e *env) (status int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case stop:
			status = r.status
		default:
			if e.getenv("ASSAY_DEBUG") != "" {
				panic(r)
			}
			fmt.Fprintf(e.err, "assay: internal error: %v\nPlease report this with the input; ASSAY_DEBUG=1 prints a trace.\n", r)
			status = exitFailed
		}
	}()
	c := cli{Attest: attestCmd{attestCommands(kinds)}}
	parser, err := kong.New(&c,
		kong.Name("assay"),
		kong.Description("Policy for remote attestation: check, evaluate, attest, verify."),
		kong.Writers(e.out, e.err),
		kong.Exit(func(status int) { panic(stop{status}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"types": typeNames(), "evidence": inspected(kinds)},
		kong.Bind(e),
	)
	if err != nil {
		panic(err)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return e.usageError(err)
	}
	return e.finish(ctx.Run(e))
}

// usageError reports a wrong command line.
func (e *env) usageError(err error) int {
	fmt.Fprintf(e.err, "assay: %s\n", message(err))
	var perr *kong.ParseError
	if errors.As(err, &perr) && perr.Context != nil {
		if node := perr.Context.Selected(); node != nil {
			fmt.Fprintf(e.err, "Run \"assay %s --help\" for its use.\n", node.FullPath()[len("assay "):])
			return exitUsage
		}
	}
	fmt.Fprintln(e.err, `Run "assay --help" for the verbs.`)
	return exitUsage
}

// finish prints what a verb could not do.
func (e *env) finish(err error) int {
	var s *statusError
	if err != nil && !(errors.As(err, &s) && s.err == nil) {
		fmt.Fprintf(e.err, "assay: %s\n", message(err))
	}
	return statusOf(err)
}
