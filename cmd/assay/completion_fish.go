package main

import (
	"fmt"
	"strings"
)

// fishScript completes in fish: a line for each verb, flag and argument, with the
// place where it can stand.
func fishScript(all []place) string {
	var b strings.Builder
	b.WriteString(`# Completion of assay for fish, printed by "assay completion fish".

# The verb on the command line so far.
function __assay_place
	set -l place
	set -l words (commandline -opc)
	for word in $words[2..-1]
		switch "$place $word"
`)
	b.WriteString("\t\t\tcase " + strings.Join(fishPaths(all), " ") + "\n")
	b.WriteString(`				set place "$place $word"
		end
	end
	echo -- "$place"
end

function __assay_at
	test (__assay_place) = "$argv[1]"
end

complete -c assay -f
`)
	for _, at := range all {
		b.WriteString(fishPlace(at))
	}
	return b.String()
}

// fishPlace has the lines of a place.
func fishPlace(at place) string {
	var b strings.Builder
	path := at.path
	if path != "" {
		path = " " + path
	}
	where := "complete -c assay -n " + fishQuoted("__assay_at "+fishQuoted(path))
	for _, w := range at.verbs {
		fmt.Fprintf(&b, "%s -a %s -d %s\n", where, fishQuoted(w.text), fishQuoted(w.help))
	}
	for _, o := range at.flags {
		fmt.Fprintf(&b, "%s -l %s", where, o.long)
		if o.short != "" {
			b.WriteString(" -s " + o.short)
		}
		if !o.bare {
			b.WriteString(" -r" + fishOffer(o.value))
		}
		fmt.Fprintf(&b, " -d %s\n", fishQuoted(o.help))
	}
	if at.args.source != anything {
		fmt.Fprintf(&b, "%s%s\n", where, fishOffer(at.args))
	}
	return b.String()
}

// fishPaths are the verbs, quoted.
func fishPaths(all []place) []string {
	var list []string
	for _, at := range all {
		if at.path != "" {
			list = append(list, fishQuoted(" "+at.path))
		}
	}
	return list
}

// fishOffer says what to offer for a value.
func fishOffer(v value) string {
	switch v.source {
	case files:
		return " -F"
	case folders:
		return " -f -a '(__fish_complete_directories)'"
	case listed:
		var list []string
		for _, w := range v.words {
			list = append(list, w.text) // fish splits them at spaces, so there is no room for their help
		}
		return " -f -a " + fishQuoted(strings.Join(list, " "))
	case anything:
	}
	return " -f"
}

// fishQuoted writes a text as one word of fish, in which "\" escapes in quotes, too.
func fishQuoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
