package dcap

import (
	"fmt"
	"math/big"
	"time"

	"github.com/assay-policy/assay/evidence"
)

// Verified is a quote that passed every step (E1.1). It has no claims, which the
// kinds of evidence make of it.
type Verified struct {
	evidence.Verified
	quote *Quote
	pck   PCK
	tcb   TCB
}

// Quote returns the quote that was verified, which is a copy of the input.
func (v *Verified) Quote() *Quote { return v.quote }

// PCK returns what the certificate says of the platform.
func (v *Verified) PCK() PCK { return v.pck.clone() }

// TCB returns how good the platform is, by the collateral.
func (v *Verified) TCB() TCB { return v.tcb }

// TCB is what the collateral says of a platform: all of it, since one status is
// too little to judge by (E3.10).
type TCB struct {
	Status   Status `json:"status"`           // what all parts come to
	Platform Status `json:"platform"`         // of the SGX part
	TDX      Status `json:"tdx,omitempty"`    // of the TDX part; "" for SGX
	Module   Status `json:"module,omitempty"` // of the TDX module; "" if it has none of its own
	QE       Status `json:"qe"`               // of the quoting enclave

	Date       time.Time  `json:"tcbDate"`    // of the level that was matched
	Advisories []Advisory `json:"advisories"` // in the order level, module, QE

	// LaunchAdvisories concern the TDX module under which the TD was launched, where
	// the one that runs now is the newest: those that a relaunch is advised for.
	LaunchAdvisories []Advisory `json:"launchAdvisories,omitempty"`

	EvaluationNumber   int64     `json:"evaluation"`   // of the TCB info
	QEEvaluationNumber int64     `json:"qeEvaluation"` // of the QE identity
	EarliestIssue      time.Time `json:"earliestIssue"`
	EarliestExpiry     time.Time `json:"earliestExpiry"`

	// Configuration says how a multi-package platform was set up, as its certificate has
	// it (E3.6); nil if that says nothing.
	Configuration *Configuration `json:"configuration,omitempty"`

	PCKCRLNumber  *big.Int `json:"pckCrlNumber,omitempty"`  // nil if there is no list
	RootCRLNumber *big.Int `json:"rootCrlNumber,omitempty"` // nil if there is no list
}

// Advisory is a security advisory of Intel's that concerns the platform as it is.
type Advisory struct {
	ID     string `json:"id"`     // like "INTEL-SA-00615"
	Source Source `json:"source"` // which part it concerns
}

// Source says which part of a platform an advisory concerns.
type Source string

// The sources.
const (
	SourcePlatform Source = "platform" // the level of SGX
	SourceTDX      Source = "tdx"      // the level of TDX
	SourceModule   Source = "module"   // the TDX module
	SourceQE       Source = "qe"       // the quoting enclave
)

// StatusError refuses a status that isn't acceptable (E3.11). It has the whole
// result, for people who want to know why.
type StatusError struct {
	TCB      TCB
	Baseline bool // the platform is below a TCB baseline
}

// Error names the status and what it comes from.
func (e *StatusError) Error() string {
	t := &e.TCB
	text := fmt.Sprintf("the status is %s (platform %s", t.Status, t.Platform)
	if t.TDX != "" {
		text += fmt.Sprintf(", TDX %s", t.TDX)
	}
	if t.Module != "" {
		text += fmt.Sprintf(", TDX module %s", t.Module)
	}
	text += fmt.Sprintf(", QE %s)", t.QE)
	if e.Baseline {
		return text + ", which is below the baseline"
	}
	return text + ", which is not accepted"
}
