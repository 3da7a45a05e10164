package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the command line: one field per verb, each with its own file.
type cli struct {
	Check      checkCmd      `cmd:"" help:"Check policies: syntax, names, types, versions."`
	Fmt        fmtCmd        `cmd:"" help:"Format policies: one style, no options."`
	Eval       evalCmd       `cmd:"" help:"Evaluate a policy over claims."`
	Explain    explainCmd    `cmd:"" help:"Say why a policy permits or denies, and what is in the way."`
	Test       testCmd       `cmd:"" help:"Run the tests of policies, and count what they cover."`
	Diff       diffCmd       `cmd:"" help:"Say how two policies differ: their text, and what they decide and issue."`
	Replay     replayCmd     `cmd:"" help:"Try a policy, or two, on recorded claims and tokens."`
	Hash       hashCmd       `cmd:"" help:"Print the hashes of policies and policy envelopes."`
	Evidence   evidenceCmd   `cmd:"" help:"Inspect and verify evidence, and fetch what that needs."`
	Attest     attestCmd     `cmd:"" help:"Verify evidence, evaluate a policy over it, and issue a token."`
	Token      tokenCmd      `cmd:"" help:"Inspect and verify attestation tokens."`
	Keys       keysCmd       `cmd:"" help:"Export the public keys that verify tokens."`
	Lsp        lspCmd        `cmd:"" help:"Serve editors: the language server."`
	Doc        docCmd        `cmd:"" help:"Explain the code of a finding, or list all codes."`
	Completion completionCmd `cmd:"" help:"Print a script that completes command lines in a shell."`
	Help       helpCmd       `cmd:"" help:"Show the help of a verb."`
	Version    versionCmd    `cmd:"" help:"Print the version."`

	Color       colorFlag   `help:"When to print colours: always, never, or auto, on a terminal unless NO_COLOR is set." enum:"auto,always,never" default:"auto"`
	Quiet       quietFlag   `help:"Print nothing but the answer and errors." short:"q"`
	VersionFlag versionFlag `name:"version" help:"Print the version."`
}

// colorFlag says when to print colours (T7.3). What "auto" comes to is known of the
// environment already.
type colorFlag string

// AfterApply sets what a verb goes by.
func (c colorFlag) AfterApply(e *env) error {
	switch c {
	case "always":
		e.colour = true
	case "never":
		e.colour = false
	}
	return nil
}

// quietFlag leaves out what is no answer and no error (T7.1).
type quietFlag bool

// AfterApply sets what a verb goes by.
func (q quietFlag) AfterApply(e *env) error {
	e.quiet = bool(q)
	return nil
}

// env is what a verb may touch of the world.
type env struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	colour   bool   // stdout wants colour
	quiet    bool   // only answers and errors are printed
	columns  int    // of the terminal that stdout is, 0 if it is none
	stateDir string // that a flag names, "" for the user's
}

// system is the real world.
func system() *env {
	return &env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, now: time.Now,
		colour:  terminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		columns: terminalColumns(os.Stdout),
	}
}

// notes is where that goes which is neither the answer nor an error (T7.1).
func (e *env) notes() io.Writer {
	if e.quiet {
		return io.Discard
	}
	return e.err
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
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := e.parserOf(verbOf(args[0])).Parse(args)
	if err != nil {
		return e.usageError(err)
	}
	return e.finish(ctx.Run(e))
}

// verbOf returns the command line of one verb, if a word is the name of one, and else
// that of all. To make the model of all flags of all verbs takes a quarter of the time
// in which a short command is done.
func verbOf(word string) any {
	all := reflect.ValueOf(&cli{
		Attest:   attestCmd{attestCommands(kinds)},
		Evidence: evidenceCmd{Verify: evidenceVerifyCmd{verifyCommands(kinds)}},
	}).Elem()
	var fields []reflect.StructField
	var at []int
	found := false
	for i := range all.NumField() {
		field := all.Type().Field(i)
		_, isVerb := field.Tag.Lookup("cmd")
		if isVerb && strings.ToLower(field.Name) != word {
			continue
		}
		found = found || isVerb
		fields, at = append(fields, field), append(at, i)
	}
	if !found {
		return all.Addr().Interface()
	}
	one := reflect.New(reflect.StructOf(fields))
	for i, from := range at {
		one.Elem().Field(i).Set(all.Field(from))
	}
	return one.Interface()
}

// parser makes the parser of all command lines. Its model is what the help, the
// manual and the completion are made of.
func (e *env) parser() *kong.Kong { return e.parserOf(verbOf("")) }

// parserOf makes a parser of command lines with some of the verbs.
func (e *env) parserOf(grammar any) *kong.Kong {
	parser, err := kong.New(grammar,
		kong.Name("assay"),
		kong.Description("Work with policies for remote attestation: check, evaluate, attest, verify."),
		kong.Writers(e.out, e.err),
		kong.Exit(func(status int) { panic(stop{status}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Help(e.printHelp),
		kong.Vars{"types": typeNames(), "evidence": inspected(kinds)},
		kong.Bind(e),
	)
	if err != nil {
		panic(err)
	}
	describe(parser.Model)
	return parser
}

// usageError reports a wrong command line.
func (e *env) usageError(err error) int {
	fmt.Fprintf(e.err, "assay: %s\n", message(err))
	var perr *kong.ParseError
	if errors.As(err, &perr) && perr.Context != nil {
		if node := perr.Context.Selected(); node != nil {
			fmt.Fprintf(e.err, "Run \"%s --help\" for usage.\n", node.FullPath())
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
