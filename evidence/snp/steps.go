package snp

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
)

// The steps of E6.3. The names keep "vcek" for VLEKs.
const (
	StepParse       = "parse"
	StepCertificate = "vcek certificate"
	StepChain       = "vcek chain"
	StepCRL         = "crl"
	StepTCB         = "tcb"
	StepChipID      = "chip id"
	StepSignature   = "report signature"
	StepRuntimeData = "runtime data"
	StepHostData    = "host data"
	StepEndorsement = "uvm endorsement"
)

// steps holds the order of E6.3, with those of E7.1 before. Each check returns
// what it established, for people.
var steps = [...]struct {
	kind         evidence.Kind
	name, clause string
	check        func(*run) (string, error)
}{
	{evidence.HCL, hcl.StepHeader, "E7", (*run).hclHeader},
	{evidence.HCL, hcl.StepRuntimeData, "E7.1", (*run).hclRuntimeData},
	{evidence.SNP, StepParse, "E6.2", (*run).parse},
	{evidence.SNP, StepCertificate, "E6.5", (*run).certificate},
	{evidence.SNP, StepChain, "E6.4", (*run).linkChain},
	{evidence.SNP, StepCRL, "E6.6", (*run).revocation},
	{evidence.SNP, StepTCB, "E6.7", (*run).tcb},
	{evidence.SNP, StepChipID, "E6.8", (*run).chipID},
	{evidence.SNP, StepSignature, "E6.3", (*run).signature},
	{evidence.SNP, StepRuntimeData, "E2.2", (*run).runtimeData},
	{evidence.SNP, StepHostData, "E2.4", (*run).hostData},
	{evidence.SNP, StepEndorsement, "E6.11", (*run).endorsement},
}

// run is one verification under way.
type run struct {
	verifier *Verifier
	in       Input
	got      Evidence
	chain    *chain
	cached   bool // the chain was verified before
	key      [sha256.Size]byte
	data     []claim.Claim // of runtime and init-time data
	passed   []evidence.Step
}

// hclHeader reads the HCL report (E7).
func (r *run) hclHeader() (string, error) {
	if err := r.got.readHCL(r.in.Evidence, r.verifier.options.Limits); err != nil {
		return "", err
	}
	r.in.Evidence = r.got.HCL.Raw
	return fmt.Sprintf("version %d, with a report of %s and %d bytes of runtime data",
		r.got.HCL.Version, r.got.HCL.Hardware, len(r.got.HCL.RuntimeData)), nil
}

// hclRuntimeData checks that the runtime data is bound to the report, and takes
// its claim (E7.1, E7.3).
func (r *run) hclRuntimeData() (string, error) {
	v, err := r.got.HCL.VerifyRuntime(r.verifier.options.Limits)
	if err != nil {
		return "", err
	}
	r.data = append(r.data, evidence.JSONClaim(claimRuntime, v))
	return fmt.Sprintf("%s of %d bytes of JSON is the report data", r.got.HCL.Hash, len(r.got.HCL.RuntimeData)), nil
}

// parse reads the report and, of a request, what stands beside it (E6.1, E6.2).
// It works on a copy: what was verified must not change with the caller's bytes.
func (r *run) parse() (string, error) {
	data := r.in.Evidence
	if len(data) == ReportSize {
		data = bytes.Clone(data)
	}
	if err := r.got.read(data, r.verifier.options.Limits); err != nil {
		return "", err
	}
	report := r.got.Report
	if r.got.Form == FormHCL && report.VMPL != 0 {
		// The paravisor runs at VMPL 0: what asks at another level is the guest,
		// which could put any HCL header before its own report (E7).
		return "", fmt.Errorf("the report in an HCL report is of VMPL %d, expected 0, that of the paravisor", report.VMPL)
	}
	return fmt.Sprintf("report of version %d, VMPL %d, guest SVN %d", report.Version, report.VMPL, report.GuestSVN), nil
}

// certificate reads the VEK and checks that it can be the report's (E6.5).
func (r *run) certificate() (string, error) {
	data := r.in.Chain
	if len(r.got.Chain) > 0 {
		if len(data) > 0 {
			return "", errors.New("certificates were given beside a request that has its own")
		}
		data = r.got.Chain
	}
	r.chain, r.key, r.cached = r.verifier.chains.get(data)
	if !r.cached {
		var err error
		if r.chain, err = readChain(data, r.verifier.options.Limits); err != nil {
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
	anchors, source := r.verifier.options.Anchors, "given in the options"
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
		r.verifier.chains.put(r.key, r.chain)
	}
	if err := r.chain.inTime(r.in.Time); err != nil {
		return "", err
	}
	return fmt.Sprintf("signed by %s, signed by %s (%s); valid until %s", r.chain.ask.Subject.CommonName,
		r.chain.ark.Subject.CommonName, source, day(r.chain.until())), nil
}

// revocation checks that the root has not revoked the issuer of the VEK (E6.6).
// VCEKs all have the serial number 0: no list says anything about them.
func (r *run) revocation() (string, error) {
	if r.in.CRL == nil { // an empty one is a bad one
		if r.verifier.options.InsecureSkipRevocation {
			return "skipped: InsecureSkipRevocation is set and no CRL was given", nil
		}
		return "", errors.New("no CRL was given, expected that of " + r.chain.ark.Subject.CommonName)
	}
	list, key, cached := r.verifier.lists.get(r.in.CRL)
	if !cached || list.Issuer() != r.chain.ark {
		var err error
		if list, err = evidence.ReadCRL(r.in.CRL, r.chain.ark, r.verifier.options.Limits); err != nil {
			return "", err
		}
		r.verifier.lists.put(key, list)
	}
	if err := list.Check(r.in.Time, r.chain.ask, r.chain.ark); err != nil {
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
		return "", fmt.Errorf("CHIP_ID has other bytes behind the %d of the certificate's HWID, expected zeros", len(hwid))
	}
	return "report and VCEK name chip " + short(hwid), nil
}

// signature checks the report's signature by the VEK (E6.3): ECDSA P-384 with
// SHA-384 over all before it, r and s little-endian (E6.2).
func (r *run) signature() (string, error) {
	data := r.got.Report.Bytes()
	sum := sha512.Sum384(data[:signedSize])
	x, y := littleEndian(data[signedSize:]), littleEndian(data[signedSize+signatureValue:])
	if !ecdsa.Verify(r.chain.vek.key, sum[:], x, y) {
		return "", fmt.Errorf("not made by the key of the given %s", r.chain.vek.signer)
	}
	return fmt.Sprintf("made by the key of the %s over bytes 0 to 0x%x", r.chain.vek.signer, signedSize-1), nil
}

// littleEndian reads one number of the signature.
func littleEndian(data []byte) *big.Int {
	b := bytes.Clone(data[:signatureValue])
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// runtimeData checks that the report data is bound to the runtime data (E2.2).
func (r *run) runtimeData() (string, error) {
	d := r.in.RuntimeData
	if d == nil {
		if r.got.Form == FormHCL {
			return "bound by the HCL report", nil
		}
		return "none given: nothing is bound to the report data", nil
	}
	if err := r.checkSize(d); err != nil {
		return "", err
	}
	if err := evidence.CheckRuntimeData(d.Bytes, r.got.Report.ReportData); err != nil {
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
		return "none given: nothing is bound to HOST_DATA", nil
	}
	if err := r.checkSize(d); err != nil {
		return "", err
	}
	sum := sha256.Sum256(d.Bytes)
	if err := evidence.CheckBound("SHA-256 of the init-time data", sum[:], "HOST_DATA", r.got.Report.HostData); err != nil {
		return "", err
	}
	if err := r.addData(claimInitTime, d); err != nil {
		return "", err
	}
	return fmt.Sprintf("SHA-256 of %d bytes of %s is HOST_DATA", len(d.Bytes), d.Type), nil
}

// endorsement refuses endorsements of the launch measurement (E6.11): this
// version doesn't verify them, and passing over them would look as if it did.
func (r *run) endorsement() (string, error) {
	if len(r.in.Endorsements) > 0 || r.got.Endorsements != "" {
		return "", errors.New("endorsements of the launch measurement are not verified by this version")
	}
	return "none given", nil
}

// checkSize bounds data before it is hashed (E1.8).
func (r *run) checkSize(d *evidence.Data) error {
	return evidence.CheckSize("the data", len(d.Bytes), r.verifier.options.Limits.OrDefaults().RuntimeData)
}

// addData takes the claim of bound data; Binary data has none (E2.3).
func (r *run) addData(name string, d *evidence.Data) error {
	if d.Type == evidence.Binary {
		return nil
	}
	v, err := d.Document(r.verifier.options.Limits)
	if err != nil {
		return err
	}
	r.data = append(r.data, evidence.JSONClaim(name, v))
	return nil
}

func isZero(b []byte) bool { return zeros(b) == len(b) }

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
