package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/internal/wrapping"
)

// quoteFlags are those of a kind made up here.
type quoteFlags struct {
	Quote string `required:"" help:"The quote."`
}

func (f *quoteFlags) files() []string                        { return []string{f.Quote} }
func (f *quoteFlags) evidence(*env) (attest.Evidence, error) { return quote(f.Quote), nil }
func (f *quoteFlags) advice(err error) string {
	if strings.Contains(err.Error(), "old") {
		return "Take another one."
	}
	return ""
}

// quote is evidence that is refused if it is old, or else claims to be verified.
type quote string

func (q quote) Verify(context.Context, time.Time) (evidence.Verified, error) {
	if q == "old" {
		return evidence.Verified{}, &evidence.Error{Kind: "quote", Step: "age", Clause: "E1.5", Offset: -1, Err: errors.New("found an old quote")}
	}
	return evidence.Verified{}, nil
}

var quoteKind = kind{
	name: "quote", help: "Attest a quote.", typ: catalog.SevSnpVm,
	flags: func() evidenceFlags { return new(quoteFlags) },
	forms: "a quote",
	inspect: func(data []byte) (*inspection, error) {
		if string(data) != "quote" {
			return nil, errors.New("no quote")
		}
		return &inspection{kind: "quote", claims: json.RawMessage(`{}`)}, nil
	},
}

// A kind is one row: from it come its command, with its own flags and those that
// all share, and its place in "evidence inspect".
func TestKindIsARow(t *testing.T) {
	t.Parallel()
	table := append(kinds[:len(kinds):len(kinds)], quoteKind)
	for _, c := range []struct {
		args   string
		status int
		stderr string
	}{
		{"attest quote --quote old --at 2024-01-01T12:00:00Z", exitRefused,
			"assay: evidence refused as of 2024-01-01T12:00:00Z: age: found an old quote [E1.5]\nTake another one.\n"},
		{"evidence verify quote --quote old --at 2024-01-01T12:00:00Z", exitRefused,
			"assay: evidence refused as of 2024-01-01T12:00:00Z: age: found an old quote [E1.5]\nTake another one.\n"},
		{"evidence verify quote --quote new", exitFailed, "assay: found nothing that was verified\n"},                     // E1.1
		{"attest quote --quote new", exitFailed, "assay: attest: the evidence was not verified: its Verified is empty\n"}, // E1.1
		{"attest quote --quote - --policy -", exitUsage, "assay: standard input can be read only once\n"},
	} {
		var errs strings.Builder
		e := system()
		e.out, e.err = &strings.Builder{}, &errs
		parser, err := kong.New(&struct {
			Attest   attestCmd   `cmd:""`
			Evidence evidenceCmd `cmd:""`
		}{attestCmd{attestCommands(table)}, evidenceCmd{Verify: evidenceVerifyCmd{verifyCommands(table)}}}, kong.Bind(e), kong.Vars{"evidence": ""})
		if err != nil {
			t.Fatal(err)
		}
		ctx, err := parser.Parse(strings.Fields(c.args))
		if err != nil {
			t.Fatal(err)
		}
		if status := e.finish(ctx.Run(e)); status != c.status || errs.String() != c.stderr {
			t.Errorf("%s: exit status %d, want %d: %s", c.args, status, c.status, errs.String())
		}
	}
	if got, err := inspect(table, []byte("quote")); err != nil || got.kind != "quote" {
		t.Errorf("inspect found %v, %v", got, err)
	}
	if _, err := inspect(table, []byte("other")); err == nil || !strings.Contains(err.Error(), "no quote") {
		t.Errorf("inspect of something else: %v", err)
	}
	if got := inspected(table); !strings.HasSuffix(got, "; a quote") {
		t.Errorf("the help says %q", got)
	}
}

// Every row is whole.
func TestKindsAreWhole(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		if k.name == "" || !strings.HasPrefix(k.help, "Attest ") || k.manual == "" || k.example == "" || k.typ == "" || k.flags == nil || k.forms == "" || k.inspect == nil {
			t.Errorf("row %q lacks a part", k.name)
		}
	}
}

// A kind that is a row is found in every form, with what came with its evidence.
func TestInspectUnwrapsForAnyKind(t *testing.T) {
	t.Parallel()
	quotes := kind{name: "quote", typ: catalog.SgxEnclave, inspect: func(data []byte) (*inspection, error) {
		q, err := dcap.ParseQuote(data, dcap.Limits{})
		if err != nil {
			return nil, err
		}
		return &inspection{kind: "quote", form: fmt.Sprintf("v%d", q.Version), claims: json.RawMessage(`{}`)}, nil
	}}
	for file, form := range map[string]string{
		"sgx/dcap-qvl/sgx_quote":      "v3",
		"tdx/automata/rs.quotev4.hex": "hex/v4",
		"tdx/automata/rs.quotev5.dat": "v5",
		"sgx/automata/rs.quotev3.hex": "hex/v3",
		"tdx/dcap-qvl/tdx_quote":      "v4",
	} {
		w, err := wrapping.Unwrap(vector(t, file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := inspect([]kind{quotes}, w.Data)
		if err != nil || w.Form(got.form) != form || got.typ != catalog.SgxEnclave {
			t.Errorf("%s: found %+v, %v", file, got, err)
		}
	}
}
