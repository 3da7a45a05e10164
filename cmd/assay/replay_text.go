package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/replay"
)

// mostGroups is how many groups the text of a report has; JSON has all.
const mostGroups = 20

// replayText prints the report of a replay for people.
func replayText(w io.Writer, r *replay.Report) {
	fmt.Fprintf(w, "%s: %s, %s", inputCount(r.Total), numbered(r.Decisions.Permit, "permit", "permits"), numbered(r.Decisions.Deny, "deny", "denies"))
	for _, left := range []struct {
		n    int64
		word string
	}{{r.Unread.Count, "unread"}, {r.Refused, "refused"}} {
		if left.n > 0 {
			fmt.Fprintf(w, ", %d %s", left.n, left.word)
		}
	}
	fmt.Fprintln(w)
	if len(r.Policies) == 2 {
		differenceText(w, r)
	}
	for i := range r.Groups[:min(len(r.Groups), mostGroups)] {
		groupText(w, &r.Groups[i])
	}
	if more := len(r.Groups) - mostGroups; more > 0 {
		fmt.Fprintf(w, "\nand %s (-o json lists all)\n", numbered(int64(more), "more group", "more groups"))
	}
	problemText(w, "unread", r.Unread.Count, r.Unread.Examples)
	problemText(w, "refused", r.Refused, r.RefusedExamples)
}

// differenceText says on how many inputs two policies differ, and in what.
func differenceText(w io.Writer, r *replay.Report) {
	old, now := printable(r.Policies[0].File), printable(r.Policies[1].File)
	all := int64(0)
	for _, g := range r.Groups {
		all += g.Count
	}
	if all == 0 {
		fmt.Fprintf(w, "%s differs from %s on no input\n", now, old)
		return
	}
	fmt.Fprintf(w, "%s differs from %s on %s: %d with another decision, %d with other claims or properties\n",
		now, old, inputCount(all), r.Changed, all-r.Changed)
}

// groupText prints a group: what decided, what was found, and examples.
func groupText(w io.Writer, g *replay.Group) {
	fmt.Fprintf(w, "\n%d  %s\n", g.Count, printable(groupTitle(g)))
	if len(g.Values) > 0 {
		var found []string
		for _, v := range g.Values {
			found = append(found, fmt.Sprintf("%s (%d)", valueText(v.Value), v.Count))
		}
		name := "a value"
		if g.Claim != nil {
			name = *g.Claim
		}
		fmt.Fprintf(w, "    %s\n", printable(name+" is "+strings.Join(found, ", ")))
	}
	fmt.Fprintf(w, "    such as %s\n", printable(strings.Join(g.Examples, ", ")))
}

// groupTitle says what decided the inputs of a group.
func groupTitle(g *replay.Group) string {
	if g.Kind != nil {
		if *g.Kind == replay.Others {
			return fmt.Sprintf("others, of more than %d groups", replay.MaxGroups)
		}
		nearest := ""
		if *g.Reason == "no-permit" && g.NewRule != nil {
			nearest = "nearest "
		}
		return fmt.Sprintf("%s: old rule %s, new rule %s", *g.Kind, ruleText(g.OldRule), nearest+ruleText(g.NewRule))
	}
	switch *g.Reason {
	case "no-permit":
		if g.Rule == nil {
			return "no-permit: no rule permits"
		}
		return "no-permit: nearest " + ruleText(g.Rule)
	case "error":
		out := "error"
		if g.Error != nil {
			out += " " + *g.Error
		}
		return out + ": " + ruleText(g.Rule)
	}
	return *g.Reason + ": " + ruleText(g.Rule)
}

// ruleText names a rule by its action and place.
func ruleText(r *replay.Rule) string {
	if r == nil {
		return "none"
	}
	return r.Action + " " + r.String()
}

// valueText is a value as a policy writes it; the one that is none is an absent claim.
func valueText(v claim.Value) string {
	if v.Kind() == 0 {
		return "absent"
	}
	return v.String()
}

// problemText lists the first inputs that were not replayed, and why.
func problemText(w io.Writer, word string, n int64, examples []replay.Problem) {
	if n == 0 {
		return
	}
	fmt.Fprintf(w, "\n%d  %s\n", n, word)
	for _, p := range examples {
		fmt.Fprintf(w, "    %s\n", printable(withoutTokens(p.Input+": "+p.Error)))
	}
}

// inputCount is a number of inputs in words.
func inputCount(n int64) string { return numbered(n, "input", "inputs") }

// numbered is a number with the word that goes with it.
func numbered(n int64, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}
