package sgx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// The kinds of evidence: bare quotes, and reports of Open Enclave. Both are of the
// attestation type "sgx" (E2.5), but policies are set for each.
const (
	Kind            evidence.Kind = "sgx"
	KindOpenEnclave evidence.Kind = "openenclave"
)

// The steps beside those of package dcap, which are between the first and the others
// (E3.4, E4.1).
const (
	StepHeader      = "open enclave header"
	StepRuntimeData = "runtime data"
	StepHostData    = "host data"
)

// How evidence of each form is verified.
var (
	quoteProcedure       = procedure(Kind, catalog.SgxEnclave)
	openEnclaveProcedure = procedure(KindOpenEnclave, catalog.OpenEnclave)
)

func (f Form) procedure() *frame.Procedure[*run] {
	if f == FormOpenEnclave {
		return &openEnclaveProcedure
	}
	return &quoteProcedure
}

// kind returns what evidence of the form is called.
func (f Form) kind() evidence.Kind {
	if f == FormOpenEnclave {
		return KindOpenEnclave
	}
	return Kind
}

// procedure holds the order of E3.4 for a kind, with the header of Open Enclave's
// reports before.
func procedure(kind evidence.Kind, of catalog.Type) frame.Procedure[*run] {
	steps := []frame.Step[*run]{
		{Kind: kind, Name: StepHeader, Clause: "E4.1", Check: (*run).header,
			Must: "the report is a remote one, and filled by its quote"},
		{Kind: kind, Name: dcap.StepParse, Clause: "E3.4", Part: verifyQuote, Steps: quoteSteps},
		{Kind: kind, Name: StepRuntimeData, Clause: "E2.2", Check: (*run).runtimeData,
			Must: "the first half of the report data is the SHA-256 of the runtime data, if there is any"},
		{Kind: kind, Name: StepHostData, Clause: "E2.4", Check: (*run).hostData,
			Must: "the first half of CONFIG_ID is the SHA-256 of the init-time data, if there is any"},
	}
	if kind == Kind {
		steps = steps[1:]
	}
	return frame.Procedure[*run]{Kind: kind, Type: of, Steps: steps, Claims: (*run).claims}
}

// quoteSteps lists the steps of a quote of SGX.
func quoteSteps() []evidence.Step {
	return slices.DeleteFunc(dcap.Steps(), func(s evidence.Step) bool { return s.Name == dcap.StepTDXModule })
}

// Steps returns the steps of a form in their order, with what must hold as their
// detail.
func Steps(f Form) []evidence.Step { return f.procedure().List() }

// run is one verification under way.
type run struct {
	verifier *Verifier
	options  *Options // the verifier's
	in       Input
	property *claim.Value // that selects the baseline; nil for none
	head     []byte       // what was sent before the quote: the header of a report
	quote    *dcap.Verified
	baseline string // the baseline in use; "" for none
	hashes   collateralHashes
	data     []claim.Claim // of runtime and init-time data
}

// header takes the quote out of a report of Open Enclave (E4.1).
func (r *run) header() (string, error) {
	quote, err := cutHeader(r.in.Quote)
	if err != nil {
		return "", err
	}
	r.head, r.in.Quote = bytes.Clone(r.in.Quote[:headerSize]), quote
	return fmt.Sprintf("remote report with a quote of %d bytes", len(quote)), nil
}

// verifyQuote runs the steps of package dcap. A baseline that isn't there fails where
// collateral is looked at: without any, nothing gets further.
func verifyQuote(ctx context.Context, r *run, at time.Time) (evidence.Verified, error) {
	if r.in.Form == FormQuote {
		if err := checkBare(r.in.Quote); err != nil {
			return evidence.Verified{}, err
		}
	}
	in, unknown := r.judgedBy()
	in.Quote = r.in.Quote
	quote, err := r.verifier.quotes.Verify(ctx, in, at)
	var missing *dcap.MissingError
	switch {
	case unknown != nil && (err == nil || stepOf(err) == dcap.StepCollateral && errors.As(err, &missing)):
		return evidence.Verified{}, frame.Wrap(r.in.Form.kind(), dcap.StepCollateral, "E4.7", unknown)
	case err != nil:
		return evidence.Verified{}, err
	}
	r.quote = quote
	if r.hashes, err = r.verifier.hashesOf(&in.Collateral); err != nil {
		return evidence.Verified{}, err
	}
	return quote.Verified, nil
}

// stepOf returns the step that an error is of.
func stepOf(err error) string {
	var refused *evidence.Error
	if errors.As(err, &refused) {
		return refused.Step
	}
	return ""
}

// runtimeData checks that the report data is bound to the runtime data. The enclave
// has the second half for itself (E2.2).
func (r *run) runtimeData() (string, error) {
	d := r.in.RuntimeData
	if d == nil {
		return frame.Skip("none was given, nothing is bound to the report data")
	}
	field := r.quote.Quote().Enclave.ReportData[:32]
	if err := frame.CheckData("runtime data", d, "report data", field, r.options.Limits.Limits); err != nil {
		return "", err
	}
	if d.Type == evidence.Binary {
		r.data = append(r.data, heldData(d.Bytes))
	} else if err := r.addJSON(claimRuntime, d); err != nil {
		return "", err
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is the first half of the report data", len(d.Bytes), d.Type), nil
}

// hostData checks that CONFIG_ID is bound to the init-time data (E2.4), of which only
// enclaves with KSS have one.
func (r *run) hostData() (string, error) {
	d := r.in.InitTimeData
	if d == nil {
		return frame.Skip("no init-time data was given, nothing is bound to CONFIG_ID")
	}
	enclave := r.quote.Quote().Enclave
	if !enclave.KSS() {
		return "", errors.New("init-time data was given, but the enclave has no CONFIG_ID: its attributes lack KSS")
	}
	if err := frame.CheckData("init-time data", d, "CONFIG_ID", enclave.ConfigID[:32], r.options.Limits.Limits); err != nil {
		return "", err
	}
	if err := r.addJSON(claimInitTime, d); err != nil {
		return "", err
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is the first half of CONFIG_ID", len(d.Bytes), d.Type), nil
}

// addJSON adds the claim of bound data, if it is JSON (E2.3, E2.4).
func (r *run) addJSON(name string, d *evidence.Data) error {
	claims, err := frame.DataClaims(name, d, r.options.Limits.Limits)
	r.data = append(r.data, claims...)
	return err
}
