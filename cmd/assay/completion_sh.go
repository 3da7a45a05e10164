package main

import (
	"fmt"
	"strings"
)

// Bash and zsh share the body of the function that completes: it finds the place
// of the cursor, and sets what to offer there. Both call the verb so far "place",
// with a space before each word.

// bashScript completes in bash, from version 3.2, which macOS has.
func bashScript(all []place) string {
	return `# Completion of assay for bash, printed by "assay completion bash".

_assay() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} place= offer= i word
	local -a list=()
	COMPREPLY=()
	# In --output=json, "=" is a word of its own.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
` + shBody(all, func(w choice) string { return quoted(w.text) }) + `	case $offer in
	(words)
		while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "${list[*]}" -- "$cur") ;;
	(files)
		compopt -o filenames 2>/dev/null
		while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur") ;;
	(folders)
		compopt -o filenames 2>/dev/null
		while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$cur") ;;
	esac
}

complete -F _assay assay
`
}

// zshScript completes in zsh. It is a function of $fpath, and may be sourced as well.
func zshScript(all []place) string {
	return `#compdef assay
# Completion of assay for zsh, printed by "assay completion zsh".

_assay() {
	local cur=$words[CURRENT] prev=$words[CURRENT-1] place= offer= i word
	local -a list
	if [[ $cur == --*=* ]]; then
		prev=${cur%%=*} cur=${cur#*=}
		compset -P '*='
	fi
	for ((i = 2; i < CURRENT; i++)); do
		word=$words[i]
` + shBody(all, func(w choice) string {
		if w.help == "" {
			return quoted(w.text)
		}
		return quoted(w.text + ":" + w.help)
	}) + `	case $offer in
	(words)
		if [[ $cur == -* ]]; then
			_describe -o flag list
		else
			_describe value list
		fi ;;
	(files) _files ;;
	(folders) _files -/ ;;
	esac
}

if [[ $funcstack[1] == _assay ]]; then
	_assay "$@"
else
	compdef _assay assay
fi
`
}

// shBody is the rest of the loop over the words before the cursor, and the tables.
func shBody(all []place, entry func(choice) string) string {
	var paths, values, flags, others strings.Builder
	for _, at := range all {
		place := at.path
		if place != "" {
			place = " " + place
			fmt.Fprintf(&paths, "\t\t(%s) place+=\" $word\" ;;\n", quoted(place))
		}
		var words []choice
		for _, o := range at.flags {
			for _, s := range o.spellings() {
				words = append(words, choice{s, o.help})
			}
			if !o.bare {
				fmt.Fprintf(&values, "\t(%s) %s ;;\n", shCases(place, o.spellings()), shOffer(o.value, entry))
			}
		}
		fmt.Fprintf(&flags, "\t\t(%s) %s ;;\n", quoted(place), shOffer(value{words, listed}, entry))
		rest := at.args
		if len(at.verbs) > 0 {
			rest = value{at.verbs, listed}
		}
		fmt.Fprintf(&others, "\t\t(%s) %s ;;\n", quoted(place), shOffer(rest, entry))
	}
	return "\t\tcase \"$place $word\" in\n" + paths.String() + "\t\tesac\n\tdone\n" +
		"\tcase \"$place $prev\" in\n" + values.String() + "\t(*)\n" +
		"\t\tif [[ $cur == -* ]]; then case $place in\n" + flags.String() +
		"\t\tesac; else case $place in\n" + others.String() +
		"\t\tesac; fi ;;\n\tesac\n"
}

// shCases are the patterns of a flag's spellings at a place.
func shCases(place string, spellings []string) string {
	var list []string
	for _, s := range spellings {
		list = append(list, quoted(place+" "+s))
	}
	return strings.Join(list, "|")
}

// shOffer sets what to offer.
func shOffer(v value, entry func(choice) string) string {
	switch v.source {
	case files:
		return "offer=files"
	case folders:
		return "offer=folders"
	case listed:
		var list []string
		for _, w := range v.words {
			list = append(list, entry(w))
		}
		return "offer=words list=(" + strings.Join(list, " ") + ")"
	case anything:
	}
	return "offer="
}
