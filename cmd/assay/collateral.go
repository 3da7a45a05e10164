package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/internal/wrapping"
)

type collateralCmd struct {
	Fetch collateralFetchCmd `cmd:"" help:"Fetch what the verification of evidence needs, from Intel's and AMD's services."`
	Show  collateralShowCmd  `cmd:"" help:"Show what a directory of collateral is good for, and until when."`
}

type collateralFetchCmd struct {
	For      word   `required:"" help:"Evidence: an SGX or TDX quote, an Open Enclave report, or an SEV-SNP report, raw, as a request to the service, or in an Azure HCL report; \"-\" is standard input." placeholder:"FILE"`
	Out      word   `required:"" help:"Directory to write the files to; it is made if it isn't there." placeholder:"DIR"`
	PCCS     string `help:"Intel's service or a cache of it (PCCS), version 4, by HTTPS, or by HTTP on this machine; default: $ASSAY_PCCS, or Intel's own." placeholder:"URL" name:"pccs"`
	RootCRL  string `help:"Revocation list of Intel's root; default: where Intel's certificates say, or within the PCCS." placeholder:"URL" name:"root-crl-url"`
	KDS      string `help:"AMD's service, or a cache of it; default: $ASSAY_KDS, or AMD's own." placeholder:"URL" name:"kds"`
	Product  string `help:"Line of AMD processors, for reports of version 2, which don't name it: Milan or Genoa." placeholder:"NAME"`
	PCKChain word   `help:"Chain of Intel's PCK certificate in PEM, for quotes without one." placeholder:"FILE" name:"pck-chain"`

	Update           string        `help:"Which of Intel's documents to fetch after a TCB recovery, while both the old and the new ones are served: standard or early." placeholder:"WHICH"`
	EvaluationNumber int           `help:"Fetch Intel's documents of this tcbEvaluationDataNumber, as for a TCB baseline." placeholder:"N"`
	CacheDir         word          `help:"Directory that keeps certificates until they expire, and the rest for a day at most; default: $XDG_CACHE_HOME/assay/collateral or ~/.cache/assay/collateral." placeholder:"DIR"`
	Fresh            bool          `help:"Fetch everything anew, whatever the cache has."`
	Timeout          time.Duration `help:"Give up after this time; 0 is no limit." default:"2m" placeholder:"DURATION"`
	form
}

func (collateralFetchCmd) Help() string {
	return `Nothing is verified here: who verifies the evidence checks what was fetched like everything else.

The proxies of HTTPS_PROXY and NO_PROXY are used, and on Linux the certificates of SSL_CERT_FILE, such as that of a PCCS with one of its own.

Examples:

    # Fetch what the verification of a TDX or SGX quote needs.
    assay evidence collateral fetch --for quote.bin --out collateral

    # Fetch the certificate and the lists for an SEV-SNP report of version 2.
    assay evidence collateral fetch --for report.bin --product Milan --out collateral`
}

// Run fetches what evidence needs, writes it to a directory, and shows that.
func (c *collateralFetchCmd) Run(e *env) error {
	options := c.options(e)
	if err := options.Check(); err != nil {
		return usage("%w", err)
	}
	need, err := c.need(e)
	if err != nil {
		return err
	}
	ctx, cancel, err := deadline(c.Timeout)
	if err != nil {
		return err
	}
	defer cancel()
	client := collateral.NewClient(collateral.ClientOptions{UserAgent: "assay/" + strings.Trim(moduleVersion(), "()")})
	files, err := collateral.NewFetcher(c.cache(e, client), options).Fetch(ctx, need, e.now())
	if err != nil {
		if advice := fetchAdvice(err); advice != "" {
			err = advised(err, advice)
		}
		return timedOut(err, c.Timeout)
	}
	if err := files.Write(string(c.Out)); err != nil {
		return err
	}
	summary, err := collateral.Show(string(c.Out))
	if err != nil {
		return err
	}
	return e.showCollateral(c.form, shownCollateral{dir: string(c.Out), need: need, summary: summary, at: e.now()})
}

// need reads what the evidence needs.
func (c *collateralFetchCmd) need(e *env) (collateral.Need, error) {
	if err := oneStdin([]string{string(c.For), string(c.PCKChain)}); err != nil {
		return nil, err
	}
	data, err := e.evidence(string(c.For), maxEvidence)
	if err != nil {
		return nil, err
	}
	told := collateral.Told{Product: snp.Product(c.Product)}
	if c.PCKChain != "" {
		if told.PCKChain, err = e.evidence(string(c.PCKChain), evidence.DefaultChain+1); err != nil {
			return nil, err
		}
	}
	w, err := wrapping.Unwrap(data)
	if err != nil {
		return nil, refuse(fmt.Errorf("%s: %w", c.For, err))
	}
	need, err := collateral.NeedOf(w.Data, told)
	switch {
	case errors.Is(err, collateral.ErrNoProduct):
		err = advised(err, "Give it with --product.")
	case errors.Is(err, collateral.ErrNoPCKChain):
		err = advised(err, "Give it with --pck-chain.")
	}
	if err != nil {
		return nil, refuse(fmt.Errorf("%s: %w", c.For, err))
	}
	// Only the provider has the certificate of a VLEK: who got it has it there.
	if chip, ok := need.(*collateral.Chip); ok && chip.Signer == snp.VLEK {
		if _, err := os.Stat(filepath.Join(string(c.Out), collateral.VEKFile)); err == nil {
			chip.HasCertificate = true
		}
	}
	return need, nil
}

// advised adds what to do about an error.
func advised(err error, advice string) error { return fmt.Errorf("%w\n%s", err, advice) }

// options are those of the flags, and of the environment.
func (c *collateralFetchCmd) options(e *env) collateral.Options {
	o := collateral.Options{
		PCCS: c.PCCS, RootCRL: c.RootCRL, KDS: c.KDS,
		Update: collateral.Update(c.Update), EvaluationNumber: c.EvaluationNumber, Fresh: c.Fresh,
	}
	if o.PCCS == "" {
		o.PCCS = e.getenv("ASSAY_PCCS")
	}
	if o.KDS == "" {
		o.KDS = e.getenv("ASSAY_KDS")
	}
	return o
}

// cache keeps what the client gets, unless there is no place for it.
func (c *collateralFetchCmd) cache(e *env, client *collateral.Client) collateral.Getter {
	dir := string(c.CacheDir)
	if dir == "" {
		dir = e.cacheDir()
	}
	if dir == "" {
		return client
	}
	return collateral.NewCache(client, collateral.CacheOptions{Dir: dir, Warn: func(err error) {
		fmt.Fprintf(e.notes(), "note: %s\n", message(err))
	}})
}

// cacheDir is where the user's documents are kept, "" if the user has no such place.
func (e *env) cacheDir() string {
	// The XDG base directory specification wants relative paths ignored.
	if dir := e.getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "assay", "collateral")
	}
	if home := e.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".cache", "assay", "collateral")
	}
	return ""
}
