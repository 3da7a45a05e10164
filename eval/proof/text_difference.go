package proof

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
)

// String is the text with the default options.
func (d *Difference) String() string { return d.Text(TextOptions{}) }

// Text is the difference for people: what changed in the text, whether the policies
// are equivalent, and an example for each kind of difference.
func (d *Difference) Text(opts TextOptions) string {
	w := &writer{width: opts.Width}
	w.line(2, "%s", d.changed())
	for i := range d.Changes {
		d.change(w, &d.Changes[i])
	}
	w.line(2, "")
	w.line(2, "%s", d.verdict())
	for i := range d.Counterexamples {
		d.counterexample(w, &d.Counterexamples[i])
	}
	w.abstracted(d.Abstracted)
	return w.out.String()
}

// changed says in one line what changed in the text (T5.1).
func (d *Difference) changed() string {
	var parts []string
	number := map[grammar.ChangeKind]int{}
	for _, c := range d.Changes {
		number[c.Kind]++
	}
	for _, kind := range []grammar.ChangeKind{grammar.Changed, grammar.Added, grammar.Removed, grammar.Moved} {
		switch n := number[kind]; {
		case n == 0:
		case len(parts) == 0:
			parts = append(parts, count(n, "rule")+" "+kind.String())
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	was, is := version(d.Old.Checked().Policy), version(d.New.Checked().Policy)
	if was != is {
		parts = append(parts, "version "+was+" became "+is)
	}
	switch {
	case d.Old.Source().Text == d.New.Source().Text:
		return "the texts are the same"
	case len(parts) == 0:
		return "only layout or comments differ"
	}
	return strings.Join(parts, ", ")
}

func version(tree *ast.Policy) string {
	if tree.Version == nil {
		return "none"
	}
	return fmt.Sprintf("%d.%d", tree.Version.Major, tree.Version.Minor)
}

// change writes a rule that is not the same.
func (d *Difference) change(w *writer, c *grammar.Change) {
	word := c.Kind.String()
	if c.Kind == grammar.Moved {
		w.source("  %-8s %s:%d to %s:%d  %s", word, d.Old.Source().Name, c.OldLine, d.New.Source().Name, c.NewLine, grammar.Text(c.New))
		return
	}
	if c.Old != nil {
		w.rule(word, d.Old.Source(), c.Old)
		word = ""
	}
	if c.New != nil {
		w.rule(word, d.New.Source(), c.New)
	}
}

// verdict says in one sentence whether the policies are equivalent.
func (d *Difference) verdict() string {
	was, is := d.Old.Source().Name, d.New.Source().Name
	switch d.Equivalent {
	case reason.Yes:
		return "equivalent: both give the same result over every claims file"
	case reason.No:
		var parts []string
		for _, c := range d.Counterexamples {
			parts = append(parts, does(c.Kind, was))
		}
		return "different: " + is + " " + listed(parts)
	case reason.Unknown:
	}
	return "unknown: no difference was found, but it is not proved that there is none"
}

// does says what a new policy does in a kind of difference.
func does(kind reason.Kind, old string) string {
	switch kind {
	case reason.NewlyPermitted:
		return "permits what " + old + " denies"
	case reason.NewlyDenied:
		return "denies what " + old + " permits"
	case reason.OtherClaims:
		return "issues other claims"
	case reason.OtherProperties:
		return "sets other properties"
	}
	return kind.String()
}

// listed is a list in words.
func listed(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// counterexample writes a claims file, and what each policy makes of it.
func (d *Difference) counterexample(w *writer, c *Counterexample) {
	w.line(2, "")
	w.line(2, "%s: %s", c.Kind, example(c.Least))
	w.claims(c.Claims)
	for _, t := range []*eval.Trace{c.Old, c.New} {
		w.result(t)
		switch c.Kind {
		case reason.OtherClaims:
			w.line(6, "    issues %s", claim.Shape(t.Result.Claims))
		case reason.OtherProperties:
			w.line(6, "    sets %s", claim.Shape(t.Result.Properties))
		case reason.NewlyPermitted, reason.NewlyDenied:
		}
	}
}
