package main

import (
	"fmt"
	"go/doc/comment"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/internal/spell"
)

// manual says what holds for all verbs.
const manual = `A file named "-" is standard input. Inputs above these sizes are refused: policies 1 MiB, claims files 64 MiB, evidence 1 MiB, revocation lists 8 MiB, tokens and envelopes 2 MiB.

Exit status:

    0  success: no failing findings, the policy permits, the token is verified
    1  refused: failing findings, the policy denies, the evidence or token is refused
    2  the command line is wrong
    3  an input could not be read, or the work could not be done

Environment:

    NO_COLOR        if set, print no colours
    COLUMNS         width of the help; default: that of the terminal
    XDG_STATE_HOME  signing keys and TCB baselines are kept in its assay subfolder; default: ~/.local/state
    XDG_CACHE_HOME  fetched collateral is kept in its assay subfolder; default: ~/.cache
    ASSAY_PCCS      where "evidence collateral fetch" asks for Intel's collateral; default: Intel's own service
    ASSAY_KDS       where it asks for AMD's; default: AMD's own service
    ASSAY_DEBUG     if set, print a trace after an internal error`

type helpCmd struct {
	Verb []string `arg:"" optional:"" help:"Verb, such as eval or token verify; default: a list of all verbs."`
}

func (helpCmd) Help() string {
	return `Examples:

    # List the verbs.
    assay help

    # Show the help of a verb, as "assay token verify --help" does.
    assay help token verify`
}

// Run shows the help of a verb: it parses the command line that asks for that,
// which ends the command.
func (c *helpCmd) Run(e *env) error {
	parser := e.parser()
	if err := known(parser.Model.Node, c.Verb); err != nil {
		return err
	}
	_, err := parser.Parse(append(c.Verb, "--help"))
	return err
}

// known refuses words that are not verbs.
func known(node *kong.Node, words []string) error {
	for i, word := range words {
		var names []string
		var next *kong.Node
		for _, child := range node.Children {
			names = append(names, child.Name)
			if child.Name == word {
				next = child
			}
		}
		if next == nil {
			hint := ""
			if near := spell.Closest(word, names); near != "" {
				hint = `, did you mean "` + strings.Join(append(words[:i:i], near), " ") + `"?`
			}
			return usage("unknown verb %q%s", spell.Clip(strings.Join(words[:i+1], " "), spell.Value), hint)
		}
		node = next
	}
	return nil
}

// describe completes what the help says: placeholders for values that are
// chosen from a few, defaults, and what holds for all verbs.
func describe(app *kong.Application) {
	app.Detail = manual
	app.HelpFlag.Help = "Show this help."
	for _, node := range append(app.Leaves(true), app.Node) {
		for _, flag := range node.Flags {
			if flag.PlaceHolder == "" && flag.Enum != "" {
				flag.PlaceHolder = strings.Join(flag.EnumSlice(), "|")
			}
			if flag.HasDefault && flag.Default != "" && !flag.IsBool() {
				flag.Help = strings.TrimSuffix(flag.Help, ".") + "; default: " + flag.Default + "."
			}
		}
	}
}

// printHelp prints the help of a verb, or the list of them: first the verbs, arguments
// and flags, as kong prints them, then the rest. Help that is lost is a failure, like
// any output.
func (e *env) printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	for _, flag := range ctx.Model.Flags {
		flag.Hidden = flag.Name == "version" && node != ctx.Model.Node // it is none of the verb's
	}
	detail := node.Detail
	node.Detail = ""
	err := kong.DefaultHelpPrinter(options, ctx)
	if detail != "" && err == nil {
		_, err = fmt.Fprintf(e.out, "\n%s", wrapped(detail))
	}
	if err != nil {
		panic(stop{e.finish(err)})
	}
	return nil
}

// wrapped sets the text of a help for a terminal: what is indented stays as it is.
func wrapped(text string) []byte {
	const width = 80 // which any terminal has
	printer := comment.Printer{TextWidth: width, TextCodePrefix: "    "}
	return printer.Text(new(comment.Parser).Parse(text))
}
