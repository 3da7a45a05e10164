package main

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"Shell that the script is for: bash, zsh or fish."`
}

func (completionCmd) Help() string {
	return `Load the script when a shell starts: in bash, put "source <(assay completion bash)" into ~/.bashrc; in zsh, write it to a file _assay in a folder of $fpath; in fish, write it to ~/.config/fish/completions/assay.fish.

Examples:

    # Write the script for zsh.
    assay completion zsh > _assay

    # Write the script for fish, where fish finds it.
    assay completion fish > ~/.config/fish/completions/assay.fish`
}

// Run prints the script.
func (c *completionCmd) Run(e *env) error {
	script := shells[c.Shell](places(e.parser().Model))
	return e.answer(form{}, answer{text: func(w io.Writer) { io.WriteString(w, script) }})
}

// shells are the writers of scripts.
var shells = map[string]func([]place) string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}

// place is a point on a command line: after a verb, or after "assay" alone.
type place struct {
	path  string   // the verb, such as "token verify"; "" after "assay"
	verbs []choice // that may follow
	flags []option
	args  value // what may follow that is neither
}

// choice is a verb or a value, with its meaning if that isn't plain.
type choice struct{ text, help string }

// option is a flag.
type option struct {
	long, short string // without dashes; there may be no short form
	help        string
	bare        bool // it takes no value
	value       value
}

// spellings are the words that stand for the flag.
func (o option) spellings() []string {
	if o.short == "" {
		return []string{"--" + o.long}
	}
	return []string{"--" + o.long, "-" + o.short}
}

// value is what a shell can offer for a value: words or names of files, or nothing.
type value struct {
	words  []choice
	source source
}

// source is where the values of a flag or an argument come from.
type source int

const (
	anything source = iota // nothing can be offered
	listed                 // the words
	files
	folders
)

// places lists the places of all verbs, outer ones first. After "help" comes what
// comes after "assay", so that isn't a place of its own.
func places(app *kong.Application) []place {
	help := optionOf(app.HelpFlag)
	var list []place
	var add func(node *kong.Node, path string)
	add = func(node *kong.Node, path string) {
		at := place{path: path, flags: []option{help}}
		for _, flag := range node.Flags {
			if flag != app.HelpFlag && !flag.Hidden {
				at.flags = append(at.flags, optionOf(flag))
			}
		}
		for _, arg := range node.Positional {
			at.args = valueOf(arg, arg.Name)
		}
		for _, child := range node.Children {
			at.verbs = append(at.verbs, choice{child.Name, child.Help})
		}
		list = append(list, at)
		for _, child := range node.Children {
			if child.Name == "help" {
				continue
			}
			add(child, strings.TrimSpace(path+" "+child.Name))
		}
	}
	add(app.Node, "")
	return list
}

func optionOf(flag *kong.Flag) option {
	o := option{long: flag.Name, help: flag.Help, bare: flag.IsBool()}
	if flag.Short != 0 {
		o.short = string(flag.Short)
	}
	if !o.bare {
		o.value = valueOf(flag.Value, flag.PlaceHolder)
	}
	return o
}

// valueOf knows values by their choices, or by what the help calls them.
func valueOf(v *kong.Value, called string) value {
	switch {
	case v.Enum != "":
		return value{plainChoices(v.EnumSlice()), listed}
	case called == "TYPE":
		return value{plainChoices(typeList()), listed}
	case called == "STATUS":
		return value{plainChoices(acceptable()), listed}
	case called == "code":
		return value{codeChoices(), listed}
	case slices.Contains([]string{"FILE", "PATH", "file", "path", "policy", "new", "token"}, called):
		return value{source: files}
	case called == "DIR":
		return value{source: folders}
	}
	return value{}
}

func plainChoices(texts []string) []choice {
	var list []choice
	for _, text := range texts {
		list = append(list, choice{text: text})
	}
	return list
}

func codeChoices() []choice {
	var list []choice
	for _, page := range pages().All() {
		list = append(list, choice{string(page.Code), page.Title})
	}
	return list
}

// quoted writes a text as one word of a shell, which takes nothing in it for its own.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
