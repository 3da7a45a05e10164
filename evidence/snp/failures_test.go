package snp_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose/cosetest"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// scene is a guest with everything that evidence may have. A change is made before
// the parts are signed; a swap is made to what was signed.
type scene struct {
	guest       *snptest.Guest
	owner       *snptest.Owner
	endorsement *cosetest.Message
	input       snp.Input
	hcl         bool // put the report into an HCL report, in the end
	at          time.Time
	options     snp.Options
}

// runtimeData and initTimeData are bound to the guest of a scene.
var runtimeData, initTimeData = []byte(`{"keys":[]}`), []byte("package policy")

// newScene makes a guest that verifies as it is.
func newScene(t *testing.T, p snp.Product, s snp.Signer) *scene {
	t.Helper()
	g := guest(t, p, s)
	g.SetVersion(5)
	g.Bind(runtimeData)
	g.BindHost(initTimeData)
	return &scene{guest: g, owner: snptest.NewOwner(t, true), at: snptest.Now, options: endorsedOptions(t, g.Vendor)}
}

// verify signs all parts, and verifies them.
func (s *scene) verify(t *testing.T, f failure) error {
	t.Helper()
	block := s.owner.Launch(s.guest)
	s.endorsement = s.guest.Endorse(endorser(t), 7, lastMonth)
	if f.change != nil {
		f.change(t, s)
	}
	s.input = s.guest.Input(t)
	s.input.RuntimeData = &evidence.Data{Bytes: runtimeData}
	s.input.InitTimeData = &evidence.Data{Bytes: initTimeData, Type: evidence.Binary}
	s.input.IDBlock, s.input.IDAuth = block, s.owner.Auth(t, block)
	s.input.Endorsements = s.endorsement.Sign(t)
	if s.hcl {
		s.input.Report = snptest.HCL(s.input.Report, runtimeData)
	}
	if f.swap != nil {
		f.swap(t, s)
	}
	_, err := snp.Verify(t.Context(), s.input, s.at, s.options)
	return err
}

// failure is a row of the table: what is done to a scene, and what is said of it.
type failure struct {
	step, name string
	change     func(*testing.T, *scene)
	swap       func(*testing.T, *scene)
	text       string
}

// failures is the table of failures and steps, in the order of the steps.
var failures = []failure{
	{hcl.StepHeader, "version 3", nil, func(_ *testing.T, s *scene) { s.input.Report[4] = 3 }, ""},
	{hcl.StepHeader, "report of TDX", nil, func(_ *testing.T, s *scene) { s.input.Report[0x4C8] = 4; clear(s.input.Report[0x420:0x4C0]) }, "expected SEV-SNP"},
	{hcl.StepRuntimeData, "other runtime data", nil, func(_ *testing.T, s *scene) { s.input.Report[0x4D5]++ }, ""},
	{snp.StepParse, "version 6", func(_ *testing.T, s *scene) { s.guest.Report[0] = 6 }, nil, "report version is 6, expected 2 to 5"},
	{snp.StepParse, "the host's report", func(_ *testing.T, s *scene) { set(s.guest, 0x30, 255, 255, 255, 255) }, nil, "the host asked for the report"},
	{snp.StepParse, "policy without bit 17", func(_ *testing.T, s *scene) { s.guest.Report[0x0A] &^= 2 }, nil, "expected bit 17 set"},
	{snp.StepParse, "debuggable", func(_ *testing.T, s *scene) { s.guest.Report[0x0A] |= 8; s.options.RefuseDebuggable = true }, nil, "the host may read the guest's memory"},
	{snp.StepCertificate, "key of another kind", func(_ *testing.T, s *scene) { s.guest.Report[0x48] ^= 4 }, nil, "which signed the report"},
	{snp.StepCertificate, "processor of another line", func(_ *testing.T, s *scene) { s.guest.Report[0x188] = 0x17 }, nil, "found a certificate for"},
	{snp.StepCertificate, "no certificate", nil, func(_ *testing.T, s *scene) { s.input.Chain = nil }, "no certificate of the endorsement key was given"},
	{snp.StepChain, "expired", nil, func(_ *testing.T, s *scene) { s.at = s.guest.Cert.NotAfter.Add(time.Second) }, "is valid until"},
	{snp.StepChain, "AMD's own root", nil, func(_ *testing.T, s *scene) { s.options.Anchors = nil }, "as they are built in"},
	{snp.StepChain, "signed by a namesake", func(t *testing.T, s *scene) {
		other := vendor(t, another(s.guest.Vendor.Product)).ARK
		s.guest.Issuer = &snptest.Authority{Cert: s.guest.Issuer.Cert, Key: other.Key}
	}, nil, "was not signed by"},
	{snp.StepCRL, "none", nil, func(_ *testing.T, s *scene) { s.input.CRL = nil }, "no CRL was given, expected that of ARK-"},
	{snp.StepCRL, "expired", nil, func(_ *testing.T, s *scene) { s.at = snptest.Now.AddDate(0, 1, 0) }, "the CRL is valid until"},
	{snp.StepCRL, "of another line", nil, func(t *testing.T, s *scene) { s.input.CRL = vendor(t, another(s.guest.Vendor.Product)).CRL(t) }, "issuer of the CRL is"},
	{snp.StepCRL, "issuer revoked", nil, func(t *testing.T, s *scene) {
		s.input.CRL = s.guest.Vendor.CRL(t, s.guest.Issuer.Cert.SerialNumber)
	}, "was revoked at"},
	{snp.StepTCB, "later firmware in the report", func(_ *testing.T, s *scene) { s.guest.Report[0x187]++ }, nil, "microcode 116"},
	{snp.StepTCB, "later firmware in the certificate", func(_ *testing.T, s *scene) { s.guest.SetByte(9, 3, 3) }, nil, "SNP 9"},
	{snp.StepSignature, "another measurement", nil, func(_ *testing.T, s *scene) { s.input.Report[0x90]++ }, "not made by the key of the given"},
	{snp.StepIDBlock, "another SVN", nil, func(t *testing.T, s *scene) { s.input.IDBlock[0x54]++ }, "guest SVN of the ID block is 8"},
	{snp.StepIDBlock, "keys of another owner", nil, func(t *testing.T, s *scene) { s.input.IDAuth = snptest.NewOwner(t, true).Auth(t, s.input.IDBlock) }, "SHA-384 of the ID key is"},
	{snp.StepRuntimeData, "other data", nil, func(_ *testing.T, s *scene) { s.input.RuntimeData.Bytes = []byte("{}") }, "SHA-256 of the runtime data is"},
	{snp.StepRuntimeData, "no object", func(_ *testing.T, s *scene) { s.guest.Bind([]byte("[]")) }, func(_ *testing.T, s *scene) { s.input.RuntimeData.Bytes = []byte("[]") }, "expected an object"},
	{snp.StepHostData, "other data", nil, func(_ *testing.T, s *scene) { s.input.InitTimeData.Bytes = nil }, "SHA-256 of the init-time data is"},
	{snp.StepEndorsement, "of another measurement", func(_ *testing.T, s *scene) { s.endorsement.Payload[len(s.endorsement.Payload)-4] ^= 1 }, nil, "the endorsement is of the measurement"},
	{snp.StepEndorsement, "signed by another key", func(t *testing.T, s *scene) { s.endorsement.Key = s.guest.Issuer.Key }, nil, "the signature was not made"},
	{snp.StepEndorsement, "another feed", func(_ *testing.T, s *scene) { s.endorsement.Set(cosetest.Text("feed"), cosetest.Text("x")) }, nil, `feed is "x", expected "ContainerPlat-AMD-UVM"`},
	{snp.StepEndorsement, "too old", nil, func(_ *testing.T, s *scene) { s.options.Endorser.LowestSVN = 8 }, "SVN of the endorsement is 7, expected 8 or more"},
	{snp.StepEndorsement, "not read", nil, func(_ *testing.T, s *scene) { s.input.Endorsements[0] = 0xD1; s.options.RequireEndorsement = true }, "the endorsements: "},
}

// chipFailures concern VCEKs only.
var chipFailures = []failure{
	{snp.StepChipID, "another chip", func(_ *testing.T, s *scene) { s.guest.Report[0x1A0]++ }, nil, "the report of chip"},
	{snp.StepChipID, "no chip", func(_ *testing.T, s *scene) { clear(s.guest.Report[0x1A0:0x1E0]) }, nil, "CHIP_ID is zero"},
}

// another returns another line of processors.
func another(p snp.Product) snp.Product {
	if p == snp.Milan {
		return snp.Genoa
	}
	return snp.Milan
}

// TestFailures runs the table for every line and kind of key, and wants it to have
// a row for every step.
func TestFailures(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(failures, chipFailures)
	for _, s := range snp.Steps() {
		if !slices.ContainsFunc(rows, func(f failure) bool { return f.step == s.Name }) {
			t.Errorf("no failure at %q", s.Name)
		}
	}
	for p := range vendors {
		for _, key := range []snp.Signer{snp.VCEK, snp.VLEK} {
			t.Run(string(p)+" "+key.String(), func(t *testing.T) {
				t.Parallel()
				for _, inHCL := range []bool{false, true} {
					s := newScene(t, p, key)
					s.hcl = inHCL
					want(t, s.verify(t, failure{}), "")
				}
				for _, f := range rows {
					if key == snp.VLEK && f.step == snp.StepChipID {
						continue
					}
					s := newScene(t, p, key)
					s.hcl = strings.HasPrefix(f.step, "hcl")
					err := s.verify(t, f)
					wantStep(t, err, f.step)
					if !strings.Contains(err.Error(), f.text) {
						t.Errorf("%s: got %q, expected %q", f.name, err, f.text)
					}
				}
			})
		}
	}
}

// TestFirstFailure makes guests fail at each step and at all later ones: the error
// is of the first (E1.5).
func TestFirstFailure(t *testing.T) {
	t.Parallel()
	// One row of each step that doesn't get into the way of others.
	var rows []failure
	for _, name := range []string{"the host's report", "no certificate", "signed by a namesake", "of another line",
		"later firmware in the certificate", "another measurement", "another SVN", "no object", "other data", "too old"} {
		i := slices.IndexFunc(failures, func(f failure) bool {
			return f.name == name && (name != "other data" || f.step == snp.StepHostData)
		})
		rows = append(rows, failures[i])
	}
	for i := range rows {
		later := rows[i:]
		all := failure{
			change: func(t *testing.T, s *scene) {
				for _, f := range later {
					if f.change != nil {
						f.change(t, s)
					}
				}
			},
			swap: func(t *testing.T, s *scene) {
				for _, f := range later {
					if f.swap != nil {
						f.swap(t, s)
					}
				}
			},
		}
		wantStep(t, newScene(t, snp.Genoa, snp.VCEK).verify(t, all), rows[i].step)
	}
}

// TestVersions verifies reports of every version, of every line and kind of key,
// and counts the claims: six more from version 3 on (E6.9). Reports of Turin begin
// with version 3.
func TestVersions(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		for _, key := range []snp.Signer{snp.VCEK, snp.VLEK} {
			for version := byte(2); version <= 5; version++ {
				if p == snp.Turin && version == 2 {
					continue
				}
				g := guest(t, p, key)
				g.SetVersion(version)
				got, err := verify(t, g, g.Input(t))
				want(t, err, "")
				if n, expected := len(got.Claims()), map[bool]int{true: 18, false: 24}[version == 2]; n != expected {
					t.Errorf("%s, version %d: found %d claims, expected %d", p, version, n, expected)
				}
				r, err := snp.Parse(got.Report())
				if err != nil {
					t.Fatal(err)
				}
				if (r.CPUID != snp.CPUID{}) != (version >= 3) || (r.LaunchMitigation == 0x0F && r.CurrentMitigation == 0x1F) != (version == 5) {
					t.Errorf("%s, version %d: found CPUID %v, mitigations 0x%x, 0x%x", p, version, r.CPUID, r.LaunchMitigation, r.CurrentMitigation)
				}
			}
		}
	}
}
