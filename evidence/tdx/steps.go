package tdx

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Kind names the kind of evidence.
const Kind evidence.Kind = "tdx"

// The steps of E3.4 that bind data. Those of the quote before them are package
// dcap's, and those of an HCL report package hcl's.
const (
	StepRuntimeData = "runtime data"
	StepHostData    = "host data"
)

// procedure holds the order of E3.4, with the steps of E7.1 before. Each check
// returns what it established, for people.
var procedure = frame.Procedure[*run]{
	Kind: Kind,
	Type: catalog.TdxVm,
	Steps: []frame.Step[*run]{
		{Kind: hcl.Kind, Name: hcl.StepHeader, Clause: "E7", Only: (*run).inHCL, Check: (*run).hclHeader,
			Must: "the headers of an Azure HCL report are well-formed, and hold a report of TDX"},
		{Kind: hcl.Kind, Name: hcl.StepRuntimeData, Clause: "E7.1", Only: (*run).inHCL, Check: (*run).hclRuntimeData,
			Must: "the hash of the HCL report's runtime data, filled up with zeros, is the report data of its hardware report"},
		{Kind: dcap.Kind, Name: dcap.StepParse, Clause: "E3.4", Part: verifyQuote, Steps: dcap.Steps},
		{Kind: Kind, Name: StepRuntimeData, Clause: "E2.2", Check: (*run).runtimeData,
			Must: "SHA-256 of the runtime data is the first half of the quote's report data; that of the HCL report is all of it"},
		{Kind: Kind, Name: StepHostData, Clause: "E2.4", Check: (*run).hostData,
			Must: "no init-time data was given, since no field of a TD is known to be bound to it"},
	},
	Claims: (*run).claims,
}

// Steps returns the steps that verify evidence, in their order, each with what must
// hold as its detail. Those of HCL reports apply only where there is one.
func Steps() []evidence.Step { return procedure.List() }

// run is one verification under way.
type run struct {
	verifier *Verifier
	options  *Options // the verifier's
	in       Input
	hcl      *hcl.Report // nil without
	quote    *dcap.Verified
	data     []claim.Claim // of runtime data
}

// inHCL reports whether there is an HCL report, whose steps come first.
func (r *run) inHCL() bool { return r.in.HCL != nil }

// hclHeader reads the HCL report (E7). It works on a copy, as that of the quote
// does: what was verified must not change with the caller's bytes.
func (r *run) hclHeader() (string, error) {
	data := r.in.HCL
	if len(data) <= cmp.Or(r.options.Limits.HCL, hcl.DefaultReport) {
		data = bytes.Clone(data)
	}
	var err error
	if r.hcl, err = readHCL(data, r.options.Limits); err != nil {
		return "", err
	}
	return fmt.Sprintf("version %d, with a report of %s and %d bytes of runtime data",
		r.hcl.Version, r.hcl.Hardware, len(r.hcl.RuntimeData)), nil
}

// hclRuntimeData checks that the runtime data is bound to the hardware report in the
// HCL report, and takes its claim (E7.1, E7.3). That report proves nothing, since only
// its machine can check it: the quote must have the same report data.
func (r *run) hclRuntimeData() (string, error) {
	text, err := r.hcl.VerifyRuntime(r.options.Limits.hcl())
	if err != nil {
		return "", err
	}
	r.data = append(r.data, frame.JSONClaim(claimRuntime, text))
	return fmt.Sprintf("%s of %d bytes of JSON is the report data", r.hcl.Hash, len(r.hcl.RuntimeData)), nil
}

// verifyQuote runs the steps of the quote (E3.4).
func verifyQuote(ctx context.Context, r *run, at time.Time) (evidence.Verified, error) {
	quote, err := r.verifier.quotes.Verify(ctx, dcap.Input{Quote: r.in.Quote, Collateral: r.in.Collateral}, at)
	if err != nil {
		return evidence.Verified{}, err
	}
	r.quote = quote
	return quote.Verified, nil
}

// runtimeData checks that the report data of the quote is bound to the runtime data.
// The TD has the second half for itself (E2.2), but not where an HCL report says what
// is in it (E7.1).
func (r *run) runtimeData() (string, error) {
	field := r.quote.Quote().ReportData()
	if r.hcl != nil && !bytes.Equal(field, r.hcl.ReportData()) {
		return "", fmt.Errorf("report data of the quote is %x, that of the HCL report %x", field, r.hcl.ReportData())
	}
	d := r.in.RuntimeData
	if d == nil {
		if r.hcl != nil {
			return "bound by the HCL report, which has the same report data", nil
		}
		return frame.Skip("none was given, nothing is bound to the report data")
	}
	if err := frame.CheckData("runtime data", d, "report data", field[:halfData], r.options.Limits.Limits.Limits); err != nil {
		return "", err
	}
	// An HCL report of SHA-256 holds the same bytes, so its claim is there already.
	if r.hcl == nil {
		claims, err := frame.DataClaims(claimRuntime, d, r.options.Limits.Limits.Limits)
		if err != nil {
			return "", err
		}
		r.data = append(r.data, claims...)
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is the first half of the report data", len(d.Bytes), d.Type), nil
}

// halfData is the part of the report data that runtime data is bound to.
const halfData = 32

// hostData refuses init-time data: which field of a TD would be bound to it isn't
// known, and passing over it would look as if it were bound (E2.4).
func (r *run) hostData() (string, error) {
	if r.in.InitTimeData != nil {
		return "", errors.New("init-time data was given, but no field of a TD is known to be bound to it")
	}
	return frame.Skip("no init-time data was given")
}
