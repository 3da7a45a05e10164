package snp

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/internal/cache"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Kind names the kind of evidence.
const Kind evidence.Kind = "snp"

// The steps of E6.3. They have "vcek" in their names where a VLEK signed, too.
const (
	StepParse       = "parse"
	StepCertificate = "vcek certificate"
	StepChain       = "vcek chain"
	StepCRL         = "crl"
	StepTCB         = "tcb"
	StepChipID      = "chip id"
	StepSignature   = "report signature"
	StepIDBlock     = "id block"
	StepRuntimeData = "runtime data"
	StepHostData    = "host data"
	StepEndorsement = "uvm endorsement"
)

// procedure holds the order of E6.3, with the steps of E7.1 before. Each check
// returns what it established, for people.
var procedure = frame.Procedure[*run]{
	Kind: Kind,
	Type: catalog.SevSnpVm,
	Steps: []frame.Step[*run]{
		{Kind: hcl.Kind, Name: hcl.StepHeader, Clause: "E7", Only: (*run).inHCL, Check: (*run).hclHeader,
			Must: "the headers of an Azure HCL report are well-formed, and hold a report of SEV-SNP"},
		{Kind: hcl.Kind, Name: hcl.StepRuntimeData, Clause: "E7.1", Only: (*run).inHCL, Check: (*run).hclRuntimeData,
			Must: "the hash of the HCL report's runtime data, filled up with zeros, is the report data"},
		{Kind: Kind, Name: StepParse, Clause: "E6.2", Check: (*run).parse,
			Must: "the report has 1,184 bytes of version 2 to 5, reserved bits and bytes have their values, and the guest asked for it"},
		{Kind: Kind, Name: StepCertificate, Clause: "E6.5", Check: (*run).certificate,
			Must: "the first certificate is a complete VCEK or VLEK, of the kind of key and the processor that the report names"},
		{Kind: Kind, Name: StepChain, Clause: "E6.4", Check: (*run).linkChain,
			Must: "AMD's ASK or ASVK issued it, and AMD's root that one; all are valid at the time, and those sent equal the built-in ones"},
		{Kind: Kind, Name: StepCRL, Clause: "E6.6", Check: (*run).revocation,
			Must: "AMD's root signed the revocation list, which is in time and doesn't name the ASK or ASVK"},
		{Kind: Kind, Name: StepTCB, Clause: "E6.7", Check: (*run).tcb,
			Must: "the security patch levels in the certificate equal the parts of REPORTED_TCB"},
		{Kind: Kind, Name: StepChipID, Clause: "E6.8", Check: (*run).chipID,
			Must: "the VCEK's HWID is the report's CHIP_ID, which is not zero; a VLEK is bound to no chip"},
		{Kind: Kind, Name: StepSignature, Clause: "E6.3", Check: (*run).signature,
			Must: "the certified key signed the report's bytes 0 to 0x29F: ECDSA P-384 with SHA-384"},
		{Kind: Kind, Name: StepIDBlock, Clause: "E6.3", Check: (*run).idBlock,
			Must: "the ID block says what the report says, the ID key signed it, and the author key that key; the report has the digests of both"},
		{Kind: Kind, Name: StepRuntimeData, Clause: "E2.2", Check: (*run).runtimeData,
			Must: "SHA-256 of the runtime data, filled up with zeros, is the report data"},
		{Kind: Kind, Name: StepHostData, Clause: "E2.4", Check: (*run).hostData,
			Must: "SHA-256 of the init-time data is HOST_DATA"},
		{Kind: Kind, Name: StepEndorsement, Clause: "E6.11", Check: (*run).endorsement,
			Must: "the pinned issuer endorsed the MEASUREMENT, for the expected feed, with at least the lowest SVN that is accepted"},
	},
	Claims: (*run).claims,
}

// Steps returns the steps that verify evidence, in their order (E6.3), each with
// what must hold as its detail. Those of HCL reports apply to that form only.
func Steps() []evidence.Step { return procedure.List() }

// run is one verification under way.
type run struct {
	verifier *Verifier
	options  *Options // the verifier's
	in       Input
	at       time.Time
	got      Decoded
	chain    *chain
	cached   bool // the chain was verified before
	key      cache.Key
	data     []claim.Claim // of runtime and init-time data
	identity *Identity
	endorsed *Endorsement
}

// inHCL reports whether the report is in an HCL report, whose steps come first.
func (r *run) inHCL() bool { return r.got.Form == FormHCL }

// hclHeader reads the HCL report (E7). It works on a copy, as parse does.
func (r *run) hclHeader() (string, error) {
	if len(r.in.Report) <= cmp.Or(r.options.Limits.HCL, hcl.DefaultReport) {
		r.in.Report = bytes.Clone(r.in.Report)
	}
	if err := r.got.readHCL(r.in.Report, r.options.Limits); err != nil {
		return "", err
	}
	r.in.Report = r.got.HCL.Raw
	return fmt.Sprintf("version %d, with a report of %s and %d bytes of runtime data",
		r.got.HCL.Version, r.got.HCL.Hardware, len(r.got.HCL.RuntimeData)), nil
}

// hclRuntimeData checks that the runtime data is bound to the report, and takes
// its claim (E7.1, E7.3).
func (r *run) hclRuntimeData() (string, error) {
	text, err := r.got.HCL.VerifyRuntime(r.options.Limits.hcl())
	if err != nil {
		return "", err
	}
	r.data = append(r.data, frame.JSONClaim(claimRuntime, text))
	return fmt.Sprintf("%s of %d bytes of JSON is the report data", r.got.HCL.Hash, len(r.got.HCL.RuntimeData)), nil
}

// parse reads the report and, of a request, what comes with it (E6.1, E6.2).
// It works on a copy: what was verified must not change with the caller's bytes.
func (r *run) parse() (string, error) {
	data := r.in.Report
	if r.got.Form != FormHCL && len(data) == ReportSize {
		data = bytes.Clone(data)
	}
	if err := r.got.read(data, r.options.Limits); err != nil {
		return "", err
	}
	report := r.got.Report
	if r.got.Form == FormHCL && report.VMPL != 0 {
		// The paravisor runs at VMPL 0: what asks at another level is the guest,
		// which could put any HCL header before its own report (E7).
		return "", fmt.Errorf("the report in an HCL report is of VMPL %d, expected 0, that of the paravisor", report.VMPL)
	}
	if r.options.RefuseDebuggable && report.Policy.Debuggable() {
		return "", fmt.Errorf("guest policy is 0x%x, expected bit 19 clear: the host may read the guest's memory", uint64(report.Policy))
	}
	return fmt.Sprintf("report of version %d, VMPL %d, guest SVN %d", report.Version, report.VMPL, report.GuestSVN), nil
}

// certificate reads the VEK and checks that it can be the report's (E6.5).
func (r *run) certificate() (string, error) {
	data := r.in.Chain
	if len(r.got.Chain) > 0 {
		if len(data) > 0 {
			return "", errors.New("certificates were given with a request that has its own")
		}
		data = r.got.Chain
	}
	r.chain, r.key, r.cached = r.verifier.chains.Get(data)
	if !r.cached {
		var err error
		if r.chain, err = readChain(data, r.options.Limits.Limits); err != nil {
			return "", err
		}
	}
	if err := r.chain.vek.endorses(r.got.Report); err != nil {
		return "", err
	}
	return r.chain.vek.String(), nil
}

// linkChain checks the chain up to the root, and its time (E6.4).
func (r *run) linkChain() (string, error) {
	anchors, source := r.options.Anchors, "given in the options"
	if len(anchors) == 0 {
		var err error
		if anchors, err = builtIn(); err != nil {
			return "", err
		}
		source = "built in"
	}
	if !r.cached {
		if err := r.chain.link(anchors); err != nil {
			return "", err
		}
		r.verifier.chains.Put(r.key, r.chain)
	}
	if err := r.chain.inTime(r.at); err != nil {
		return "", err
	}
	return fmt.Sprintf("signed by %s, signed by %s (%s); valid until %s", r.chain.ask.Subject.CommonName,
		r.chain.ark.Subject.CommonName, source, day(r.chain.until())), nil
}

// revocation checks that the root has not revoked the issuer of the VEK (E6.6).
// VCEKs all have the serial number 0: no list says anything about them.
func (r *run) revocation() (string, error) {
	if r.in.CRL == nil { // an empty one is a bad one
		if r.options.InsecureSkipRevocation {
			return frame.Skip("no CRL was given, and InsecureSkipRevocation is set")
		}
		return "", errors.New("no CRL was given, expected that of " + r.chain.ark.Subject.CommonName)
	}
	list, key, cached := r.verifier.lists.Get(r.in.CRL)
	if !cached || list.Issuer() != r.chain.ark {
		var err error
		if list, err = pki.ReadCRL(r.in.CRL, r.chain.ark, r.options.Limits.Limits); err != nil {
			return "", err
		}
		r.verifier.lists.Put(key, list)
	}
	if err := list.Check(r.at, r.chain.ask, r.chain.ark); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s has not revoked %s; valid until %s", r.chain.ark.Subject.CommonName,
		r.chain.ask.Subject.CommonName, day(list.NextUpdate())), nil
}

// tcb checks that the VEK is the one derived for the firmware that the report
// names (E6.7). Without this, any VEK of the chain at any firmware would do.
func (r *run) tcb() (string, error) {
	product, reported := r.chain.vek.product, r.got.Report.ReportedTCB
	if reported != r.chain.vek.tcb {
		return "", fmt.Errorf("the certificate is for %s (%x), the report has %s (%x)",
			r.chain.vek.tcb.describe(product), r.chain.vek.tcb, reported.describe(product), reported)
	}
	return reported.describe(product), nil
}

// chipID checks that the VCEK is that of the chip which the report names (E6.8).
func (r *run) chipID() (string, error) {
	if r.chain.vek.signer == VLEK {
		return fmt.Sprintf("bound to no chip: VLEK of provider %q", r.chain.vek.cspID), nil
	}
	chip, hwid := r.got.Report.ChipID, r.chain.vek.hwid
	switch {
	case isZero(chip):
		return "", errors.New("the report names no chip: CHIP_ID is zero")
	case !bytes.Equal(chip[:len(hwid)], hwid):
		return "", fmt.Errorf("the certificate is for chip %s, the report of chip %s", short(hwid), short(chip))
	case !isZero(chip[len(hwid):]):
		return "", fmt.Errorf("CHIP_ID has other bytes after the %d of the certificate's HWID, expected zeros", len(hwid))
	}
	return "report and VCEK name chip " + short(hwid), nil
}

// signature checks the report's signature by the VEK (E6.3): ECDSA P-384 with
// SHA-384 over all before it, r and s little-endian (E6.2).
func (r *run) signature() (string, error) {
	data := r.got.Report.Bytes()
	if !verifyLittleEndian(r.chain.vek.key, data[:signedSize], data[signedSize:]) {
		return "", fmt.Errorf("not made by the key of the given %s", r.chain.vek.signer)
	}
	return fmt.Sprintf("made by the key of the %s over bytes 0 to 0x%x", r.chain.vek.signer, signedSize-1), nil
}

// runtimeData checks that the report data is bound to the runtime data (E2.2).
func (r *run) runtimeData() (string, error) {
	d := r.in.RuntimeData
	if d == nil {
		if r.got.Form == FormHCL {
			return "bound by the HCL report", nil
		}
		return frame.Skip("none was given, nothing is bound to the report data")
	}
	if err := frame.CheckData("runtime data", d, "report data", r.got.Report.ReportData, r.options.Limits.Limits); err != nil {
		return "", err
	}
	// An HCL report of SHA-256 holds the same bytes, so its claim is there already.
	if r.got.Form != FormHCL {
		if err := r.addData(claimRuntime, d); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is the report data", len(d.Bytes), d.Type), nil
}

// hostData checks that HOST_DATA is bound to the init-time data (E2.4).
func (r *run) hostData() (string, error) {
	d := r.in.InitTimeData
	if d == nil {
		return frame.Skip("no init-time data was given, nothing is bound to HOST_DATA")
	}
	if err := frame.CheckData("init-time data", d, "HOST_DATA", r.got.Report.HostData, r.options.Limits.Limits); err != nil {
		return "", err
	}
	if err := r.addData(claimInitTime, d); err != nil {
		return "", err
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is HOST_DATA", len(d.Bytes), d.Type), nil
}

// addData takes the claim of bound data.
func (r *run) addData(name string, d *evidence.Data) error {
	claims, err := frame.DataClaims(name, d, r.options.Limits.Limits)
	r.data = append(r.data, claims...)
	return err
}

func isZero(b []byte) bool { return zeros(b) == len(b) }

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
