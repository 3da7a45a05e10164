package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// intelFlags are the flags that the kinds of evidence in Intel's quotes share: what
// a quote is judged by, the data that it binds, and which platforms are accepted.
// Who embeds them sets "others", the statuses that are accepted by default beside
// the two that always are.
type intelFlags struct {
	Collateral   word `help:"Intel's collateral: a directory, as \"evidence collateral fetch\" writes it, or a file with several parts. A part that has a flag of its own is taken from there." placeholder:"PATH"`
	TCBInfo      word `help:"TCB info, as Intel serves it." placeholder:"FILE" name:"tcb-info"`
	QEIdentity   word `help:"QE identity, as Intel serves it." placeholder:"FILE" name:"qe-identity"`
	SigningChain word `help:"Chain of the certificate that signed both, in PEM." placeholder:"FILE"`
	PCKCRL       word `help:"Revocation list of the PCK certificate's issuer, in DER, PEM or hex; required unless --insecure-skip-revocation is given." placeholder:"FILE" name:"pck-crl"`
	RootCRL      word `help:"Revocation list of Intel's root, likewise." placeholder:"FILE" name:"root-crl"`
	PCKChain     word `help:"Chain of the PCK certificate in PEM, for quotes without one." placeholder:"FILE" name:"pck-chain"`

	RuntimeData      word   `help:"Runtime data whose SHA-256 is the first half of the report data." placeholder:"FILE"`
	RuntimeDataType  string `help:"Form of the runtime data." enum:"json,binary" default:"json"`
	InitTimeData     word   `help:"Init-time data whose SHA-256 is the first half of CONFIG_ID. Of TDX no such field is known: there it is refused." placeholder:"FILE" name:"init-time-data"`
	InitTimeDataType string `help:"Form of the init-time data." enum:"json,binary" default:"json" name:"init-time-data-type"`

	AcceptTCB     tcbStatuses `help:"TCB status to accept beside UpToDate and SWHardeningNeeded, such as OutOfDate; may be given several times; default: ${others}." placeholder:"STATUS" name:"accept-tcb"`
	MinEvaluation uint32      `help:"Refuse collateral of an older tcbEvaluationDataNumber." placeholder:"N"`

	InsecureAcceptRevoked  bool `help:"Accept platforms that Intel calls Revoked."`
	InsecureSkipRevocation bool `help:"Accept certificates without checking whether they were revoked."`
}

// maxCollateral bounds what is read of a file with all parts; package dcap, which
// refuses less, has the limit of E1.8.
const maxCollateral = 64 << 20

// files are those that the flags name.
func (f *intelFlags) files() []string {
	return texts([]word{f.Collateral, f.TCBInfo, f.QEIdentity, f.SigningChain, f.PCKCRL, f.RootCRL, f.PCKChain, f.RuntimeData, f.InitTimeData})
}

// options says how quotes are verified.
func (f *intelFlags) options() dcap.Options {
	return dcap.Options{
		Accept:                 f.AcceptTCB,
		MinEvaluationNumber:    int64(f.MinEvaluation),
		InsecureAcceptRevoked:  f.InsecureAcceptRevoked,
		InsecureSkipRevocation: f.InsecureSkipRevocation,
	}
}

// collateral reads what quotes are judged by (E3.12, E3.13).
func (f *intelFlags) collateral(e *env) (dcap.Collateral, error) {
	all, err := f.whole(e)
	if err != nil {
		return dcap.Collateral{}, err
	}
	const (
		chain = 3 * evidence.DefaultChain // it may be URL-encoded
		crl   = 2*evidence.DefaultCRL + 1 // it may be hex
	)
	var parts dcap.Collateral
	err = e.evidenceFiles(
		evidenceFile{f.TCBInfo, dcap.DefaultDocument, &parts.TCBInfo},
		evidenceFile{f.QEIdentity, dcap.DefaultDocument, &parts.QEIdentity},
		evidenceFile{f.SigningChain, chain, &parts.SigningChain},
		evidenceFile{f.PCKCRL, crl, &parts.PCKCRL},
		evidenceFile{f.RootCRL, crl, &parts.RootCRL},
		evidenceFile{f.PCKChain, chain, &parts.PCKChain},
	)
	return all.With(parts), err
}

// whole reads what --collateral names. Collateral that can't be understood is
// refused as evidence is.
func (f *intelFlags) whole(e *env) (c dcap.Collateral, err error) {
	path := string(f.Collateral)
	if path == "" {
		return c, nil
	}
	if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
		c, err = dcap.ReadCollateralDir(os.DirFS(path), dcap.Limits{})
	} else {
		var data []byte
		if data, err = e.evidence(path, maxCollateral); err != nil {
			return c, err
		}
		c, err = dcap.ReadCollateral(data, dcap.Limits{})
	}
	if unread := (*fs.PathError)(nil); errors.As(err, &unread) {
		return c, fmt.Errorf("%s: %s: %w", path, unread.Path, unread.Err)
	}
	if err != nil {
		return c, refuse(fmt.Errorf("%s: %w", path, err))
	}
	return c, nil
}

// runtimeData reads the data that the report data is bound to (E2.2).
func (f *intelFlags) runtimeData(e *env) (*evidence.Data, error) {
	return e.boundData(f.RuntimeData, f.RuntimeDataType)
}

// initTimeData reads the data that the configuration is bound to (E2.4).
func (f *intelFlags) initTimeData(e *env) (*evidence.Data, error) {
	return e.boundData(f.InitTimeData, f.InitTimeDataType)
}

// advice says what to do about a refusal of the quote in a file.
func (f *intelFlags) advice(err error, quote word) string {
	var missing *dcap.MissingError
	var status *dcap.StatusError
	switch {
	case errors.As(err, &missing):
		return adviceOnMissing(missing, quote)
	case errors.As(err, &status):
		return adviceOnStatus(status)
	}
	return ""
}

// adviceOnMissing says how to get collateral that is missing (E3.13). A PCK chain
// can't be fetched: nothing but the platform itself knows which it is.
func adviceOnMissing(e *dcap.MissingError, quote word) string {
	lists := 0
	for _, p := range e.Parts {
		switch p {
		case dcap.PartPCKChain:
			return "Give the chain of the platform's PCK certificate with --pck-chain."
		case dcap.PartPCKCRL, dcap.PartRootCRL:
			lists++
		}
	}
	text := fmt.Sprintf("Fetch it with \"assay evidence collateral fetch --for %s --out DIR\" and give it with --collateral DIR", shellWord(string(quote)))
	if lists == len(e.Parts) {
		text += ", or accept unchecked certificates with --insecure-skip-revocation"
	}
	return text + "."
}

// adviceOnStatus says how a status could be accepted, and what that would mean.
func adviceOnStatus(e *dcap.StatusError) string {
	s := e.TCB.Status
	flag := "--accept-tcb " + string(s)
	if s == dcap.Revoked {
		flag = "--insecure-accept-revoked"
	}
	text := fmt.Sprintf("Accept it with %s, if you can accept that %s.", flag, statusMeanings[s])
	var ids []string
	for _, a := range e.TCB.Advisories {
		ids = append(ids, a.ID)
	}
	if len(ids) > 0 {
		text += " Advisories: " + strings.Join(ids, ", ") + "."
	}
	return text
}

// statusMeanings says what each status that isn't accepted always is a sign of.
var statusMeanings = map[dcap.Status]string{
	dcap.ConfigurationNeeded:                  "settings of the platform leave it open to known attacks",
	dcap.ConfigurationAndSWHardeningNeeded:    "settings of the platform, and software that doesn't protect itself, leave it open to known attacks",
	dcap.TDRelaunchAdvised:                    "the TD was launched under a TDX module that lacked security updates",
	dcap.TDRelaunchAdvisedConfigurationNeeded: "the TD was launched under a TDX module that lacked security updates, and settings of the platform leave it open to known attacks",
	dcap.OutOfDate:                            "the platform lacks security updates",
	dcap.OutOfDateConfigurationNeeded:         "the platform lacks security updates, and settings of it leave it open to known attacks",
	dcap.Revoked:                              "Intel no longer trusts the platform: others may have its keys",
}

// tcbStatuses are those that --accept-tcb names, once or several times, with commas
// between them.
type tcbStatuses []dcap.Status

// UnmarshalText reads the flag once. Revoked has a flag of its own, so that nobody
// accepts it among others (E3.11).
func (s *tcbStatuses) UnmarshalText(text []byte) error {
	for _, name := range strings.Split(string(text), ",") {
		switch status := dcap.Status(name); {
		case slices.Contains(dcap.AllButRevoked(), status):
			*s = append(*s, status)
		case status == dcap.Revoked:
			return fmt.Errorf("found %q, which only --insecure-accept-revoked accepts; expected one of %s", name, strings.Join(acceptable(), ", "))
		default:
			return fmt.Errorf("found %q, expected one of %s", name, strings.Join(acceptable(), ", "))
		}
	}
	return nil
}

// acceptable are the statuses that --accept-tcb can name.
func acceptable() []string {
	var names []string
	for _, s := range dcap.AllButRevoked() {
		names = append(names, string(s))
	}
	return names
}
