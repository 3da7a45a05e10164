package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
	"github.com/assay-policy/assay/token"
)

// enclaveFlags are the flags that both kinds of evidence of SGX share.
type enclaveFlags struct {
	Baselines     word `help:"Store of TCB baselines, as \"evidence baselines add\" fills it; default: baselines in the state directory. Collateral that is given stands in for a baseline." placeholder:"DIR"`
	TCBIdentifier word `help:"TCB baseline to judge by if the policy names none: a tcbEvaluationDataNumber, or azuredefault." placeholder:"ID" name:"tcb-identifier"`
	intelFlags    `embed:"" set:"others=none"`
}

// of reads evidence in that form, and what it is judged by.
func (f *enclaveFlags) of(e *env, file word, form sgx.Form) (attest.Evidence, error) {
	in := sgx.Input{Form: form, TCBIdentifier: string(f.TCBIdentifier)}
	limit := int64(dcap.DefaultQuote)
	if form == sgx.FormOpenEnclave {
		limit += 16 // its header
	}
	err := e.evidenceFiles(evidenceFile{file, limit, &in.Quote})
	if err != nil {
		return nil, err
	}
	if in.Collateral, err = f.collateral(e); err != nil {
		return nil, err
	}
	if in.RuntimeData, err = f.runtimeData(e); err != nil {
		return nil, err
	}
	if in.InitTimeData, err = f.initTimeData(e); err != nil {
		return nil, err
	}
	o := sgx.Options{Options: f.options()}
	if in.Collateral.TCBInfo == nil || f.Baselines != "" { // else they would be of no use
		if o.Baselines, err = e.baselines(string(f.Baselines)); err != nil {
			return nil, err
		}
	}
	return sgx.NewVerifier(o).Evidence(in), nil
}

// advice says what to do about a refusal of the evidence in a file.
func (f *enclaveFlags) advice(err error, file word) string {
	var missing *sgx.BaselineError
	if !errors.As(err, &missing) {
		return f.intelFlags.advice(err, file)
	}
	if missing.Malformed {
		return ""
	}
	return fmt.Sprintf("Fetch it with \"assay evidence collateral fetch --for %s --evaluation-number %s --out DIR\" and add it with \"assay evidence baselines add DIR\", or give other collateral with --collateral.",
		shellWord(string(file)), missing.Identifier)
}

// baselineDir returns the directory of a store, that of the state directory if none is
// named.
func (e *env) baselineDir(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	state := e.stateDir
	if state == "" {
		var err error
		if state, err = token.DefaultStateDir(e.getenv); err != nil {
			return "", fmt.Errorf("%w (use --baselines)", err)
		}
	}
	return filepath.Join(state, "baselines"), nil
}

// baselines reads a store of TCB baselines (E4.7). That of the state directory need not
// be there.
func (e *env) baselines(named string) (*sgx.Baselines, error) {
	dir, err := e.baselineDir(named)
	if err != nil {
		return nil, nil // there is no place where any could be
	}
	b, err := sgx.ReadBaselines(os.DirFS(dir), dcap.Limits{})
	var unread *fs.PathError
	switch {
	case named == "" && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, &unread):
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, unread.Path), unread.Err)
	case err != nil:
		return nil, refuse(fmt.Errorf("%s: %w", dir, err))
	}
	return b, nil
}
