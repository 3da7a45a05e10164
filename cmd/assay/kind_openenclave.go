package main

import (
	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/evidence/sgx"
)

// openEnclaveFlags name the evidence of an SGX enclave as Open Enclave makes it: a
// report, which is a quote with a header.
type openEnclaveFlags struct {
	Report       word `required:"" help:"Report of Open Enclave, with a quote in it." placeholder:"FILE"`
	enclaveFlags `embed:""`
}

const openEnclaveManual = `The report is judged by the collateral that is given, or by the TCB baseline that the policy names.

Examples:

    # Verify a report and the data that it is bound to as of a past time, accept that the platform lacks updates, and print a token.
    assay attest openenclave --report oe-report.bin --runtime-data held-data.bin --runtime-data-type binary --collateral oe-collateral --accept-tcb OutOfDate --at 2022-05-01T12:00:00Z

    # Judge the platform by a TCB baseline, which it doesn't reach (exit status 1).
    assay attest openenclave --report oe-report.bin --baselines baselines --at 2022-05-01T12:00:00Z`

func (f *openEnclaveFlags) files() []string {
	return append(texts([]word{f.Report}), f.intelFlags.files()...)
}

func (f *openEnclaveFlags) evidence(e *env) (attest.Evidence, error) {
	return f.of(e, f.Report, sgx.FormOpenEnclave)
}

func (f *openEnclaveFlags) advice(err error) string { return f.enclaveFlags.advice(err, f.Report) }

// inspectOpenEnclave shows a report.
func inspectOpenEnclave(data []byte) (*inspection, error) {
	return inspectEnclave(data, sgx.FormOpenEnclave, "Open Enclave report with an Intel SGX quote")
}
