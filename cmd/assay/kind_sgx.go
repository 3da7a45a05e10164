package main

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
)

// sgxFlags name the evidence of an SGX enclave: a bare quote.
type sgxFlags struct {
	Quote        word `required:"" help:"SGX quote." placeholder:"FILE"`
	enclaveFlags `embed:""`
}

const sgxManual = `The quote is judged by the collateral that is given, or by the TCB baseline that the policy names.

Examples:

    # Verify a quote as of a past time by collateral in a directory, evaluate the default policy, and print a token.
    assay attest sgx --quote enclave-quote.bin --collateral enclave-collateral --accept-tcb ConfigurationAndSWHardeningNeeded --at 2025-07-01T12:00:00Z

    # Refuse a platform whose status isn't accepted (exit status 1).
    assay attest sgx --quote enclave-quote.bin --collateral enclave-collateral --at 2025-07-01T12:00:00Z`

func (f *sgxFlags) files() []string {
	return append(texts([]word{f.Quote}), f.intelFlags.files()...)
}

func (f *sgxFlags) evidence(e *env) (attest.Evidence, error) { return f.of(e, f.Quote, sgx.FormQuote) }

func (f *sgxFlags) advice(err error) string { return f.enclaveFlags.advice(err, f.Quote) }

// inspectSGX shows a bare quote.
func inspectSGX(data []byte) (*inspection, error) {
	return inspectEnclave(data, sgx.FormQuote, "Intel SGX quote")
}

// inspectEnclave shows evidence of SGX in one form.
func inspectEnclave(data []byte, form sgx.Form, title string) (*inspection, error) {
	got, err := sgx.Decode(data, dcap.Limits{})
	if err != nil {
		return nil, err
	}
	if got.Form != form {
		return nil, errors.New("found evidence of SGX in another form")
	}
	kind := sgx.Kind
	if form == sgx.FormOpenEnclave {
		kind = sgx.KindOpenEnclave
	}
	return &inspection{
		kind:   string(kind),
		form:   form.String(),
		title:  fmt.Sprintf("%s, version %d", title, got.Quote.Version),
		claims: got.Reported(),
	}, nil
}
