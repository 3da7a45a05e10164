package sgx

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence/dcap"
)

// AzureDefault is the identifier of the store's default baseline (E4.6).
const AzureDefault = "azuredefault"

// serviceDefault is the TCB evaluation whose baseline is the service's default. It is
// that of a store as well, if the store has it, since the store's default stands in
// for the service's.
const serviceDefault = 10

// Baseline is a TCB baseline: collateral of one TCB evaluation, that platforms must
// reach (E4.6).
type Baseline struct {
	Number     int64 // tcbEvaluationDataNumber of TCB info and QE identity
	Collateral dcap.Collateral
	FMSPC      dcap.FMSPC // of the platforms that it is for
	IssueDate  time.Time  // of the TCB info
}

// Identifier returns what a policy calls it.
func (b *Baseline) Identifier() string { return strconv.FormatInt(b.Number, 10) }

// ReadBaseline looks at collateral that is to be a baseline: TCB info, QE identity and
// signing chain must be there, of one evaluation. No signature is checked.
func ReadBaseline(c dcap.Collateral, limits dcap.Limits) (*Baseline, error) {
	if c.TCBInfo == nil || c.QEIdentity == nil || c.SigningChain == nil {
		return nil, errors.New("found no TCB info, no QE identity or no signing chain, expected all of them")
	}
	info, err := dcap.ReadTCBInfo(c.TCBInfo, limits)
	if err != nil {
		return nil, err
	}
	identity, err := dcap.ReadQEIdentity(c.QEIdentity, limits)
	if err != nil {
		return nil, err
	}
	switch {
	case info.TEE != dcap.SGX:
		return nil, fmt.Errorf("the TCB info is for %s, expected SGX", info.TEE)
	case identity.TEE != dcap.SGX:
		return nil, fmt.Errorf("the QE identity is for %s, expected SGX", identity.TEE)
	case info.EvaluationNumber != identity.EvaluationNumber:
		return nil, fmt.Errorf("the TCB info is of TCB evaluation %d, the QE identity of %d, expected the same", info.EvaluationNumber, identity.EvaluationNumber)
	case info.EvaluationNumber == 0:
		return nil, errors.New("the documents are of TCB evaluation 0, which no identifier names")
	}
	return &Baseline{Number: info.EvaluationNumber, Collateral: c, FMSPC: info.FMSPC, IssueDate: info.IssueDate}, nil
}

// Baselines are the baselines of a store. They don't change.
type Baselines struct {
	list []*Baseline // by their numbers
}

// ReadBaselines reads a store: a directory with a folder for each baseline, named by
// its number, that holds files of collateral (E3.13). Other names are passed over; a
// folder that has a number's name and doesn't hold its baseline is an error.
func ReadBaselines(store fs.FS, limits dcap.Limits) (*Baselines, error) {
	entries, err := fs.ReadDir(store, ".")
	if err != nil {
		return nil, err
	}
	b := &Baselines{}
	for _, e := range entries {
		number, ok := parseNumber(e.Name())
		if !ok || !e.IsDir() {
			continue
		}
		baseline, err := readFolder(store, e.Name(), limits)
		if err == nil && baseline.Number != number {
			err = fmt.Errorf("the documents are of TCB evaluation %d, expected %d", baseline.Number, number)
		}
		if err != nil {
			return nil, fmt.Errorf("baseline %s: %w", e.Name(), err)
		}
		b.list = append(b.list, baseline)
	}
	slices.SortFunc(b.list, func(x, y *Baseline) int { return cmp.Compare(x.Number, y.Number) })
	return b, nil
}

func readFolder(store fs.FS, name string, limits dcap.Limits) (*Baseline, error) {
	dir, err := fs.Sub(store, name)
	if err != nil {
		return nil, err
	}
	c, err := dcap.ReadCollateralDir(dir, limits)
	if err != nil {
		return nil, err
	}
	return ReadBaseline(c, limits)
}

// parseNumber reads an evaluation number as identifiers have it: digits, the first of
// which is no zero.
func parseNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == text
}

// List returns the baselines by their numbers, the lowest first.
func (b *Baselines) List() []*Baseline {
	if b == nil {
		return nil
	}
	return slices.Clone(b.list)
}

// Default returns the baseline that AzureDefault means: that of serviceDefault or, in a
// store without it, the one with the highest number. It is nil if there is none.
func (b *Baselines) Default() *Baseline {
	list := b.List()
	if len(list) == 0 {
		return nil
	}
	if i := b.find(serviceDefault); i >= 0 {
		return list[i]
	}
	return list[len(list)-1]
}

// find returns the place of a number, -1 if it isn't there.
func (b *Baselines) find(number int64) int {
	return slices.IndexFunc(b.List(), func(x *Baseline) bool { return x.Number == number })
}

// Lookup returns the baseline of an identifier. The error is a *BaselineError.
func (b *Baselines) Lookup(identifier string) (*Baseline, error) {
	if identifier == AzureDefault {
		if d := b.Default(); d != nil {
			return d, nil
		}
		return nil, b.lacks(identifier)
	}
	number, ok := parseNumber(identifier)
	if !ok {
		return nil, &BaselineError{Identifier: identifier, Malformed: true}
	}
	if i := b.find(number); i >= 0 {
		return b.list[i], nil
	}
	return nil, b.lacks(identifier)
}

func (b *Baselines) lacks(identifier string) error {
	e := &BaselineError{Identifier: identifier}
	for _, known := range b.List() {
		e.Known = append(e.Known, known.Identifier())
	}
	return e
}

// BaselineError says that there is no baseline of an identifier (E4.7).
type BaselineError struct {
	Identifier string
	Malformed  bool     // no baseline can have that identifier
	Known      []string // the identifiers of those that there are
}

// Error says what was found, and what there is.
func (e *BaselineError) Error() string {
	switch {
	case e.Malformed:
		return fmt.Sprintf("found the TCB baseline %q, expected a TCB evaluation number or %q", e.Identifier, AzureDefault)
	case len(e.Known) == 0:
		return fmt.Sprintf("found no TCB baseline %s, there are none", e.Identifier)
	}
	return fmt.Sprintf("found no TCB baseline %s, expected one of %s", e.Identifier, strings.Join(e.Known, ", "))
}

// judgedBy returns what the quote is judged by: documents that were given, or a
// baseline, with lists that were given in place of its own (E4.7). With an error there
// are no documents.
func (r *run) judgedBy() (dcap.Input, error) {
	given := r.in.Collateral
	identifier, err := r.identifier()
	if err != nil {
		return dcap.Input{Collateral: withoutDocuments(given)}, err
	}
	if given.TCBInfo != nil || given.QEIdentity != nil || given.SigningChain != nil || given.IdentityChain != nil {
		return dcap.Input{Collateral: given}, nil
	}
	if identifier == AzureDefault && r.options.Baselines.Default() == nil {
		return dcap.Input{Collateral: given}, nil // which lacks them, as package dcap will say
	}
	baseline, err := r.options.Baselines.Lookup(identifier)
	if err != nil {
		return dcap.Input{Collateral: withoutDocuments(given)}, err
	}
	r.baseline = baseline.Identifier()
	return dcap.Input{Collateral: baseline.Collateral.With(given), Baseline: true}, nil
}

// identifier returns the identifier of the baseline. One that no baseline can have is
// an error, whatever the collateral.
func (r *run) identifier() (string, error) {
	if r.property == nil {
		return AzureDefault, nil
	}
	if r.property.Kind() != claim.StringKind {
		return "", fmt.Errorf("found the TCB baseline %q, expected a string", r.property.String())
	}
	text := r.property.Text()
	if _, ok := parseNumber(text); !ok && text != AzureDefault {
		return "", &BaselineError{Identifier: text, Malformed: true}
	}
	return text, nil
}

// withoutDocuments returns the collateral without what a quote is judged by.
func withoutDocuments(c dcap.Collateral) dcap.Collateral {
	return dcap.Collateral{PCKCRL: c.PCKCRL, RootCRL: c.RootCRL, PCKChain: c.PCKChain}
}
