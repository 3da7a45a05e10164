package dcap

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Kind names quotes: the format in which evidence of SGX and TDX comes.
const Kind evidence.Kind = "dcap"

// The steps of E3.4 up to the status. Those after them bind data, and are steps of
// the kinds of evidence.
const (
	StepParse             = "parse"
	StepCertificationData = "certification data"
	StepPCKChain          = "pck chain"
	StepQEReportSignature = "qe report signature"
	StepQEReportData      = "qe report data"
	StepQuoteSignature    = "quote signature"
	StepCollateral        = "collateral"
	StepCRL               = "crl"
	StepValidity          = "collateral validity"
	StepTCBInfoMatch      = "tcb info match"
	StepQEIdentity        = "qe identity"
	StepTDXModule         = "tdx module"
	StepTCBLevel          = "tcb level"
	StepTCBStatus         = "tcb status"
)

// procedure holds the order of E3.4. It has no type: a quote by itself is no
// evidence that the service takes.
var procedure = frame.Procedure[*run]{
	Kind: Kind,
	Steps: []frame.Step[*run]{
		{Kind: Kind, Name: StepParse, Clause: "E3.1", Check: (*run).parse,
			Must: "the quote has the form of version 3, 4 or 5, and nothing but zeros after it"},
		{Kind: Kind, Name: StepCertificationData, Clause: "E3.3", Check: (*run).certificationData,
			Must: "the quote carries its PCK chain, or one was given"},
		{Kind: Kind, Name: StepPCKChain, Clause: "E3.4", Check: (*run).linkChain,
			Must: "PCK certificate, Processor or Platform CA and Intel's root sign one another, and are valid at the time"},
		{Kind: Kind, Name: StepQEReportSignature, Clause: "E3.4", Check: (*run).qeReportSignature,
			Must: "the PCK signed the report of the quoting enclave"},
		{Kind: Kind, Name: StepQEReportData, Clause: "E3.4", Check: (*run).qeReportData,
			Must: "that report holds the hash of the attestation key"},
		{Kind: Kind, Name: StepQuoteSignature, Clause: "E3.4", Check: (*run).quoteSignature,
			Must: "the attestation key signed header and body of the quote"},
		{Kind: Kind, Name: StepCollateral, Clause: "E3.12", Check: (*run).collateral,
			Must: "TCB info and QE identity are there, signed by a certificate of Intel's root that is valid at the time"},
		{Kind: Kind, Name: StepCRL, Clause: "E1.10", Check: (*run).revocation,
			Must: "the lists of PCK CA and root are there, valid at the time, and name none of the certificates"},
		{Kind: Kind, Name: StepValidity, Clause: "E3.4", Check: (*run).validity,
			Must: "TCB info and QE identity are valid at the time"},
		{Kind: Kind, Name: StepTCBInfoMatch, Clause: "E3.4", Check: (*run).tcbInfoMatch,
			Must: "the TCB info is that of the platform, and of no older evaluation than allowed"},
		{Kind: Kind, Name: StepQEIdentity, Clause: "E3.7", Check: (*run).qeIdentity,
			Must: "the quoting enclave is the one that the QE identity describes, of a version that it knows"},
		{Kind: Kind, Name: StepTDXModule, Clause: "E3.8", Only: (*run).isTDX, Check: (*run).tdxModule,
			Must: "the TDX module is Intel's, of a version that the TCB info knows"},
		{Kind: Kind, Name: StepTCBLevel, Clause: "E3.9", Check: (*run).tcbLevel,
			Must: "the platform reaches a level of the TCB info"},
		{Kind: Kind, Name: StepTCBStatus, Clause: "E3.11", Check: (*run).tcbStatus,
			Must: "what the levels come to is a status that is accepted"},
	},
	Claims: func(*run) []claim.Claim { return nil },
}

// Steps returns the steps in their order, with what must hold as their detail.
func Steps() []evidence.Step { return procedure.List() }

// run is one verification under way.
type run struct {
	verifier *Verifier
	options  *Options // the verifier's
	in       Input
	at       time.Time
	quote    *Quote

	chainData []byte // the PCK chain, as it was received
	chain     *pckChain
	docs      *documents
	pckCRL    *pki.CRL // nil without
	rootCRL   *pki.CRL // nil without
	levels    levels
	tcb       TCB
}

func (r *run) isTDX() bool { return r.quote.TEE == TDX }

// parse reads the quote (E3.1, E3.2). It works on a copy: what was verified must
// not change with the caller's bytes.
func (r *run) parse() (string, error) {
	data := r.in.Quote
	if len(data) <= r.options.Limits.quote() {
		data = bytes.Clone(data)
	}
	q, err := ParseQuote(data, r.options.Limits)
	if err != nil {
		return "", err
	}
	if only := r.options.Only; only != 0 && q.TEE != only {
		return "", malformed(4, "E3.1", "found a quote of %s, expected one of %s", q.TEE, only)
	}
	if r.options.RefuseDebuggable && q.Debuggable() {
		return "", frame.Wrap(Kind, StepParse, "E1.11", errors.New("the host may read the memory of what is attested: it is debuggable"))
	}
	r.quote = q
	return fmt.Sprintf("quote of version %d, for %s", q.Version, q.TEE), nil
}

// certificationData takes the PCK chain from the quote, or the one that was given
// if it has none (E3.3).
func (r *run) certificationData() (string, error) {
	kind := r.quote.CertificationType
	if kind == dataChain {
		r.chainData = r.quote.CertificationData
		return "the quote has its PCK chain", nil
	}
	if r.in.Collateral.PCKChain == nil {
		return "", fmt.Errorf("certification data is of type %d, expected %d (PCK chain): %w", kind, dataChain,
			&MissingError{Parts: []Part{PartPCKChain}, TEE: r.quote.TEE})
	}
	r.chainData = r.in.Collateral.PCKChain
	return fmt.Sprintf("certification data is of type %d, the PCK chain was given", kind), nil
}

// linkChain checks the PCK chain up to the root, and its time (E3.4).
func (r *run) linkChain() (string, error) {
	chain, key, cached := r.verifier.chains.Get(r.chainData)
	if !cached {
		ders, err := splitChain(r.chainData, r.options.Limits)
		if err != nil {
			return "", err
		}
		if chain, err = readPCKChain(ders, r.options.Anchors); err != nil {
			return "", err
		}
		r.verifier.chains.Put(key, chain)
	}
	if err := chain.inTime(r.at); err != nil {
		return "", err
	}
	r.chain = chain
	return chain.text, nil
}

// qeReportSignature checks that the PCK signed the QE report (E3.4).
func (r *run) qeReportSignature() (string, error) {
	if !signed(r.chain.key, r.quote.qeReport, r.quote.QEReportSignature) {
		return "", errors.New("not made by the key of the PCK certificate")
	}
	return "made by the key of the PCK certificate over the QE report", nil
}

// qeReportData checks that the QE vouches for the attestation key (E3.4).
func (r *run) qeReportData() (string, error) {
	h := sha256.New()
	h.Write(r.quote.AttestationKey)
	h.Write(r.quote.QEAuthData)
	var sum [sha256.Size]byte
	err := frame.CheckBound("SHA-256 of attestation key and authentication data", h.Sum(sum[:0]),
		"report data of the QE", r.quote.QEReport.ReportData)
	return "holds the hash of attestation key and authentication data", err
}

// quoteSignature checks the signature of the quote (E3.4).
func (r *run) quoteSignature() (string, error) {
	var point [1 + keySize]byte
	point[0] = 4 // uncompressed
	copy(point[1:], r.quote.AttestationKey)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point[:])
	if err != nil {
		return "", fmt.Errorf("the attestation key is no point on P-256: %w", err)
	}
	if !signed(key, r.quote.signed, r.quote.Signature) {
		return "", errors.New("not made by the attestation key")
	}
	return fmt.Sprintf("made by the attestation key over bytes 0 to 0x%x", len(r.quote.signed)-1), nil
}

// signed reports whether key made the signature, r and s, over data.
func signed(key *ecdsa.PublicKey, data, signature []byte) bool {
	sum := sha256.Sum256(data)
	half := len(signature) / 2
	return pki.VerifyECDSA(key, sum[:], signature[:half], signature[half:])
}

// collateral checks that TCB info and QE identity are there and Intel's (E3.4,
// E3.12).
func (r *run) collateral() (string, error) {
	c := &r.in.Collateral
	if c.TCBInfo == nil || c.QEIdentity == nil || c.SigningChain == nil {
		return "", r.missing(r.needed()...)
	}
	docs, key, cached := r.verifier.documents.Get(c.TCBInfo, c.TCBInfoSignature, c.QEIdentity, c.QEIdentitySignature,
		c.SigningChain, c.identityChain())
	if !cached {
		var err error
		if docs, err = readDocuments(c, r.options); err != nil {
			return "", err
		}
		r.verifier.documents.Put(key, docs)
	}
	if err := docs.chainsInTime(r.at, r.in.Baseline); err != nil {
		return "", err
	}
	if err := docs.checkRoot(r.chain.root()); err != nil {
		return "", err
	}
	r.docs = docs
	return docs.texts.found, nil
}

// needed returns the parts that a verification can't do without, so that whoever
// lacks one hears of all.
func (r *run) needed() []Part {
	list := []Part{PartTCBInfo, PartQEIdentity, PartSigningChain}
	if !r.options.InsecureSkipRevocation {
		list = append(list, PartPCKCRL, PartRootCRL)
	}
	return list
}

// missing returns an error if parts are not there, which says what to fetch.
func (r *run) missing(of ...Part) error {
	list := r.in.Collateral.missing(of...)
	if len(list) == 0 {
		return nil
	}
	return &MissingError{Parts: list, TEE: r.quote.TEE, FMSPC: r.chain.pck.FMSPC, CA: r.chain.pck.CA}
}

// revocation checks that none of the certificates was revoked (E1.10).
func (r *run) revocation() (string, error) {
	c := &r.in.Collateral
	if err := r.missing(PartPCKCRL, PartRootCRL); err != nil && !r.options.InsecureSkipRevocation {
		return "", err
	}
	if c.PCKCRL == nil && c.RootCRL == nil {
		return frame.Skip("no CRL was given, and InsecureSkipRevocation is set")
	}
	var err error
	if r.pckCRL, err = r.list(PartPCKCRL, c.PCKCRL, r.chain.ca(), r.chain.leaf()); err != nil {
		return "", err
	}
	covered := append(r.docs.signers(), r.chain.ca())
	if r.rootCRL, err = r.list(PartRootCRL, c.RootCRL, r.chain.root(), covered...); err != nil {
		return "", err
	}
	return r.describe(PartPCKCRL, r.pckCRL) + ", " + r.describe(PartRootCRL, r.rootCRL), nil
}

// list reads a revocation list, if it is there, and checks that it is in time and
// names none of the certificates.
func (r *run) list(part Part, data []byte, issuer *x509.Certificate, covered ...*x509.Certificate) (*pki.CRL, error) {
	if data == nil {
		return nil, nil
	}
	list, key, cached := r.verifier.lists.Get(data)
	if !cached || !bytes.Equal(list.Issuer().Raw, issuer.Raw) {
		der, err := derList(data, r.options.Limits)
		if err == nil {
			list, err = pki.ReadCRL(der, issuer, r.options.Limits.Limits)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		r.verifier.lists.Put(key, list)
	}
	if err := list.Check(r.at, covered...); err != nil {
		return nil, fmt.Errorf("%s: %w", part, err)
	}
	return list, nil
}

// describe says what was found of a revocation list.
func (r *run) describe(part Part, list *pki.CRL) string {
	if list == nil {
		return "no " + string(part) + " was given (InsecureSkipRevocation is set)"
	}
	return string(part) + " valid until " + day(list.NextUpdate())
}

// validity checks that the documents are in time, which those of a baseline need
// not be (E3.4, E4.7).
func (r *run) validity() (string, error) {
	info, identity := r.docs.tcbInfo, r.docs.qeIdentity
	if r.in.Baseline {
		if r.at.Before(info.IssueDate) || r.at.Before(identity.IssueDate) {
			return "", fmt.Errorf("the baseline was issued at %s and %s, the time of verification is %s",
				frame.Stamp(info.IssueDate), frame.Stamp(identity.IssueDate), frame.Stamp(r.at))
		}
		return r.docs.texts.issued, nil
	}
	if err := frame.CheckPeriod("the TCB info", r.at, info.IssueDate, info.NextUpdate); err != nil {
		return "", err
	}
	if err := frame.CheckPeriod("the QE identity", r.at, identity.IssueDate, identity.NextUpdate); err != nil {
		return "", err
	}
	return r.docs.texts.period, nil
}

// tcbInfoMatch checks that the TCB info is that of the platform (E3.4, E3.10).
func (r *run) tcbInfoMatch() (string, error) {
	info, pck := r.docs.tcbInfo, &r.chain.pck
	switch {
	case info.TEE != r.quote.TEE:
		return "", fmt.Errorf("the TCB info is for %s, the quote is of %s", info.TEE, r.quote.TEE)
	case info.FMSPC != pck.FMSPC:
		return "", fmt.Errorf("the TCB info is for FMSPC %s, the platform is of %s", info.FMSPC, pck.FMSPC)
	case !info.hasPCEID:
		return "", errors.New("the TCB info names no PCEID")
	case info.PCEID != pck.PCEID:
		return "", fmt.Errorf("the TCB info is for PCEID %s, the platform has %s", info.PCEID, pck.PCEID)
	}
	least := r.options.MinEvaluationNumber
	if oldest := min(info.EvaluationNumber, r.docs.qeIdentity.EvaluationNumber); oldest < least {
		return "", fmt.Errorf("the collateral is of TCB evaluation %d, expected %d or newer", oldest, least)
	}
	return r.docs.texts.platform, nil
}

// qeIdentity compares the quoting enclave with its identity (E3.7).
func (r *run) qeIdentity() (string, error) {
	identity := r.docs.qeIdentity
	if identity.TEE != r.quote.TEE {
		return "", fmt.Errorf("the QE identity is for %s, the quote is of %s", identity.TEE, r.quote.TEE)
	}
	var err error
	if r.levels.qe, err = identity.check(&r.quote.QEReport); err != nil {
		return "", err
	}
	return fmt.Sprintf("ISVSVN %d is %s", r.quote.QEReport.ISVSVN, r.levels.qe.status), nil
}

// tdxModule checks the TDX module (E3.8).
func (r *run) tdxModule() (string, error) {
	var err error
	if r.levels.module, err = r.docs.tcbInfo.matchModule(r.quote.TD); err != nil {
		return "", err
	}
	if r.levels.module == nil {
		return "the module is that of TDX 1.0, which has no levels of its own", nil
	}
	svn := r.quote.TD.TEETCBSVN
	return fmt.Sprintf("TDX_%02X, version %d is %s", svn[1], svn[0], r.levels.module.status), nil
}

// tcbLevel finds the levels that the platform reaches (E3.9).
func (r *run) tcbLevel() (string, error) {
	var err error
	if r.levels.platform, r.levels.tdx, err = r.docs.tcbInfo.match(&r.chain.pck, r.quote.TD); err != nil {
		return "", err
	}
	if r.levels.tdx == nil {
		return fmt.Sprintf("level of %s is %s", day(r.levels.platform.date), r.levels.platform.status), nil
	}
	return fmt.Sprintf("level of %s is %s, that of TDX, %s, is %s", day(r.levels.platform.date), r.levels.platform.status,
		day(r.levels.tdx.date), r.levels.tdx.status), nil
}

// tcbStatus brings the levels together (E3.10) and judges the result (E3.11).
func (r *run) tcbStatus() (string, error) {
	status, err := r.docs.tcbInfo.converge(&r.levels, r.quote.TD)
	if err != nil {
		return "", frame.Wrap(Kind, StepTDXModule, "E3.8", err) // where E3.10 puts it
	}
	if !r.accepts(status) {
		return "", &StatusError{TCB: r.result(status), Baseline: r.in.Baseline}
	}
	r.tcb = r.result(status)
	return fmt.Sprintf("%s, with %d advisories", status, len(r.tcb.Advisories)), nil
}

// accepts reports whether a status is acceptable (E3.11); under a baseline one
// that isn't below it (E4.7).
func (r *run) accepts(s Status) bool {
	if s == Revoked {
		return r.options.InsecureAcceptRevoked
	}
	info := s.info()
	return info.always || r.in.Baseline && info.baseline || slices.Contains(r.options.Accept, s)
}

// result fills in what there is to say of the platform (E3.10).
func (r *run) result(status Status) TCB {
	l := &r.levels
	t := TCB{
		Status:             status,
		Platform:           l.platform.status,
		QE:                 l.qe.status,
		Date:               l.matched().date,
		EvaluationNumber:   r.docs.tcbInfo.EvaluationNumber,
		QEEvaluationNumber: r.docs.qeIdentity.EvaluationNumber,
		Advisories:         []Advisory{},
		Configuration:      r.chain.pck.clone().Configuration,
	}
	source := SourcePlatform
	if l.tdx != nil {
		t.TDX, source = l.tdx.status, SourceTDX
	}
	t.Advisories = advise(t.Advisories, source, l.matched().advisories)
	if l.module != nil {
		t.Module = l.module.status
		if status == TDRelaunchAdvised || status == TDRelaunchAdvisedConfigurationNeeded {
			// The module that runs now is the newest: these are of the one before.
			t.LaunchAdvisories = advise(nil, SourceModule, l.module.advisories)
		} else {
			t.Advisories = advise(t.Advisories, SourceModule, l.module.advisories)
		}
	}
	t.Advisories = advise(t.Advisories, SourceQE, l.qe.advisories)
	r.dates(&t)
	return t
}

func advise(list []Advisory, source Source, ids []string) []Advisory {
	for _, id := range ids {
		list = append(list, Advisory{id, source})
	}
	return list
}

// dates takes when the first of all that was used was issued, and when the first
// expires, as Intel's library does (E3.10).
func (r *run) dates(t *TCB) {
	info, identity := r.docs.tcbInfo, r.docs.qeIdentity
	t.EarliestIssue, t.EarliestExpiry = info.IssueDate, info.NextUpdate
	use := func(from, to time.Time) {
		if from.Before(t.EarliestIssue) {
			t.EarliestIssue = from
		}
		if to.Before(t.EarliestExpiry) {
			t.EarliestExpiry = to
		}
	}
	use(identity.IssueDate, identity.NextUpdate)
	for _, c := range []*chain{r.chain.chain, r.docs.tcbChain, r.docs.qeChain} {
		for _, cert := range c.certs {
			use(cert.NotBefore, cert.NotAfter)
		}
	}
	if r.pckCRL != nil {
		use(r.pckCRL.ThisUpdate(), r.pckCRL.NextUpdate())
		t.PCKCRLNumber = cloneNumber(r.pckCRL.Number())
	}
	if r.rootCRL != nil {
		use(r.rootCRL.ThisUpdate(), r.rootCRL.NextUpdate())
		t.RootCRLNumber = cloneNumber(r.rootCRL.Number())
	}
}

// cloneNumber copies a number of a list that a Verifier keeps.
func cloneNumber(n *big.Int) *big.Int {
	if n == nil {
		return nil
	}
	return new(big.Int).Set(n)
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
