package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type baselinesCmd struct {
	List baselinesListCmd `cmd:"" help:"List the TCB baselines that there are."`
	Add  baselinesAddCmd  `cmd:"" help:"Add collateral as a TCB baseline."`
}

// baselineStore names a store of TCB baselines.
type baselineStore struct {
	Baselines word `help:"Store of TCB baselines: a directory; default: baselines in the state directory." placeholder:"DIR"`
	StateDir  word `help:"State directory; default: $XDG_STATE_HOME/assay or ~/.local/state/assay." placeholder:"DIR"`
}

// dir returns the directory of the store.
func (s *baselineStore) dir(e *env) (string, error) {
	e.stateDir = string(s.StateDir)
	return e.baselineDir(string(s.Baselines))
}

type baselinesListCmd struct {
	baselineStore
	form
}

func (baselinesListCmd) Help() string {
	return `A policy names a baseline with the property x-ms-sgx-tcbidentifier: by its number, or as azuredefault, which is baseline 10 if it is there, and the highest number if not.

Nothing is verified: that is done each time a quote is judged by a baseline.

Examples:

    # List the baselines in the state directory.
    assay evidence baselines list

    # List those of another store for a script.
    assay evidence baselines list --baselines baselines -o json`
}

// Run lists a store.
func (c *baselinesListCmd) Run(e *env) error {
	dir, err := c.dir(e)
	if err != nil {
		return err
	}
	all, err := e.baselines(string(c.Baselines))
	if err != nil {
		return err
	}
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			var list []jsondoc.Value
			for _, b := range all.List() {
				list = append(list, baselineJSON(b, b == all.Default()))
			}
			return jsondoc.NewObject([]string{"directory", "verified", "baselines"},
				[]jsondoc.Value{jsondoc.NewString(dir), jsondoc.NewBool(false), jsondoc.NewArray(list)})
		},
		text: func(w io.Writer) {
			if len(all.List()) == 0 {
				fmt.Fprintf(w, "No TCB baselines in %s\n", printable(dir))
				return
			}
			fmt.Fprintf(w, "TCB baselines in %s\n", printable(dir))
			fmt.Fprint(w, "NOT VERIFIED: this is what the files say about themselves.\n\n")
			t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			for _, b := range all.List() {
				mark := ""
				if b == all.Default() {
					mark = ", azuredefault"
				}
				fmt.Fprintf(t, "  %s\tissued %s, for FMSPC %s%s\n", b.Identifier(), stamp(b.IssueDate), b.FMSPC, mark)
			}
			t.Flush()
		},
	})
}

// baselineJSON is a baseline for programs.
func baselineJSON(b *sgx.Baseline, isDefault bool) jsondoc.Value {
	return jsondoc.NewObject(
		[]string{"tcbIdentifier", "tcbEvaluationDataNumber", "issueDate", "fmspc", "default"},
		[]jsondoc.Value{jsondoc.NewString(b.Identifier()), jsondoc.NewInt(b.Number), jsondoc.NewString(stamp(b.IssueDate)),
			jsondoc.NewString(b.FMSPC.String()), jsondoc.NewBool(isDefault)})
}

type baselinesAddCmd struct {
	Path  string `arg:"" help:"Collateral: a directory, as \"evidence collateral fetch\" writes it, or a file with several parts."`
	Force bool   `help:"Replace a baseline of the same number."`
	baselineStore
}

func (baselinesAddCmd) Help() string {
	return `The baseline gets the tcbEvaluationDataNumber of TCB info and QE identity, which must be of one evaluation. Its revocation lists expire; give newer ones where evidence is verified, or replace the baseline.

Nothing is verified: that is done each time a quote is judged by the baseline.

Examples:

    # Add what was fetched to the store in the state directory.
    assay evidence baselines add oe-collateral

    # Replace a baseline of another store.
    assay evidence baselines add oe-collateral --baselines baselines --force`
}

// Run adds a baseline to a store.
func (c *baselinesAddCmd) Run(e *env) error {
	dir, err := c.dir(e)
	if err != nil {
		return err
	}
	source := intelFlags{Collateral: word(c.Path)}
	collateral, err := source.whole(e)
	if err != nil {
		return err
	}
	collateral.PCKChain = nil // which is that of one platform
	b, err := sgx.ReadBaseline(collateral, dcap.Limits{})
	if err != nil {
		return refuse(fmt.Errorf("%s: %w", c.Path, err))
	}
	added, err := storeBaseline(dir, b, c.Force)
	if err != nil {
		return err
	}
	return e.answer(form{}, answer{text: func(w io.Writer) {
		said := "is there already"
		if added {
			said = "was added"
		}
		fmt.Fprintf(w, "TCB baseline %s %s: %s, for FMSPC %s\n", b.Identifier(), said, printable(dir), b.FMSPC)
	}})
}
