package collateral

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/assay-policy/assay/evidence"
)

// Options say which services are asked, and for what. A zero field means its default.
type Options struct {
	// PCCS is the address of Intel's service or of a cache of it, without the path of
	// the interface; DefaultPCS if empty.
	PCCS string
	// RootCRL is the address of the list of Intel's root. If empty, it is where Intel's
	// certificates say for Intel's own service, which doesn't have it, and within a
	// PCCS otherwise.
	RootCRL string
	// KDS is the address of AMD's service; DefaultKDS if empty.
	KDS string
	// Update says which of two documents of Intel's is wanted while both are current.
	Update Update
	// EvaluationNumber is the tcbEvaluationDataNumber that Intel's documents must be of,
	// as for a baseline (E4.7); 0 for what Update says.
	EvaluationNumber int
	// Fresh has everything asked for anew, whatever a cache has.
	Fresh bool
}

// Check returns an error for options that nothing can be fetched with.
func (o Options) Check() error {
	if err := parseBase("Intel's service", cmp.Or(o.PCCS, DefaultPCS)); err != nil {
		return err
	}
	if err := parseBase("AMD's service", cmp.Or(o.KDS, DefaultKDS)); err != nil {
		return err
	}
	if _, err := parseAddress("the root CRL", cmp.Or(o.RootCRL, DefaultRootCRL)); err != nil {
		return err
	}
	_, err := o.pcs()
	return err
}

// kds returns the address of AMD's service, without a slash at the end.
func (o Options) kds() string { return strings.TrimRight(cmp.Or(o.KDS, DefaultKDS), "/") }

// Fetcher fetches what evidence needs. It is safe for many goroutines.
type Fetcher struct {
	from    Getter
	options Options
}

// NewFetcher makes a Fetcher, which asks a Client, or a Cache of one.
func NewFetcher(from Getter, options Options) *Fetcher { return &Fetcher{from: from, options: options} }

// Fetch gets all that is needed, or an error: an *Error if a document can't be had,
// or isn't what was asked for. The time is when it is to be current.
func (f *Fetcher) Fetch(ctx context.Context, need Need, at time.Time) (Files, error) {
	if at.IsZero() {
		return nil, evidence.ErrNoTime
	}
	if need == nil {
		return nil, errors.New("found nothing to fetch, expected a chip or a platform")
	}
	if err := f.options.Check(); err != nil {
		return nil, err
	}
	return need.fetch(ctx, &fetch{from: f.from, options: f.options, at: at})
}

// fetch is one call of Fetch under way.
type fetch struct {
	from    Getter
	options Options
	at      time.Time
}

// get gets a document that passes a check. One out of a cache that doesn't is asked
// for again: anyone may have put it there.
func (f *fetch) get(ctx context.Context, d Document, url string, check func(*Response) error) (*Response, error) {
	r := Request{Document: d, URL: url, At: f.at, Fresh: f.options.Fresh}
	for {
		got, err := f.from.Get(ctx, r)
		if err != nil {
			return nil, err
		}
		if err = check(got); err == nil {
			return got, nil
		}
		if !got.Cached || r.Fresh {
			return nil, &Error{Document: d, URL: address(r), Err: err}
		}
		r.Fresh = true
	}
}

// list gets the revocation list of an issuer and returns it in DER, in which the
// services may not have it.
func (f *fetch) list(ctx context.Context, d Document, url, issuer string) (der []byte, err error) {
	_, err = f.get(ctx, d, url, func(got *Response) error {
		list, err := readCRL(got.Body)
		if err != nil {
			return err
		}
		if name := list.Issuer.CommonName; name != issuer {
			return fmt.Errorf("found the list of %q, expected that of %q", clip(name), issuer)
		}
		der = list.Raw
		return nil
	})
	return der, err
}
