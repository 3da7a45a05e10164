package proof

import "github.com/assay-policy/assay/check/reason"

// String is the text with the default options.
func (a *Answer) String() string { return a.Text(TextOptions{}) }

// Text is the answer for people, with the example.
func (a *Answer) Text(opts TextOptions) string {
	w := &writer{width: opts.Width}
	if a.Other != nil {
		a.implies(w, a.Policy.Source().Name, a.Other.Source().Name)
	} else {
		a.neverPermits(w, a.Policy.Source().Name)
	}
	if x := a.Example; x != nil {
		w.claims(x.Claims)
		w.result(x.Policy)
		if x.Other != nil {
			w.result(x.Other)
		}
	}
	w.abstracted(a.Abstracted)
	return w.out.String()
}

func (a *Answer) implies(w *writer, policy, other string) {
	switch a.Holds {
	case reason.Yes:
		w.line(2, "yes: %s permits all that %s permits", other, policy)
	case reason.No:
		w.line(2, "no: %s denies what %s permits; %s", other, policy, example(a.Example.Least))
	case reason.Unknown:
		w.line(2, "unknown: found nothing that %s permits and %s denies, but that is not ruled out", policy, other)
	}
}

func (a *Answer) neverPermits(w *writer, policy string) {
	switch a.Holds {
	case reason.Yes:
		w.line(2, "%s never permits: it denies every claims file", policy)
	case reason.No:
		w.line(2, "%s permits: %s", policy, example(a.Example.Least))
	case reason.Unknown:
		w.line(2, "unknown: found nothing that %s permits, but that is not ruled out", policy)
	}
}
