package snp_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/google/go-sev-guest/abi"
	pb "github.com/google/go-sev-guest/proto/sevsnp"
	gosev "github.com/google/go-sev-guest/verify"
	"github.com/google/go-sev-guest/verify/trust"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// verdicts are faults of guests that would verify, with what go-sev-guest says to
// them: its chain and signature check, without its package validate. Where it
// accepts what we refuse, the reason says why.
var verdicts = []struct {
	name   string
	change func(*snptest.Guest)
	only   snp.Signer // of the kinds of keys; anyKey for all
	step   string     // at which we refuse
	reason string     // "" if go-sev-guest refuses, too
}{
	{"firmware", func(g *snptest.Guest) { g.Report[0x187]++ }, anyKey, snp.StepTCB,
		"it doesn't compare the SPLs of the certificate with REPORTED_TCB (E6.7)"},
	{"chip", func(g *snptest.Guest) { g.Report[0x1A0]++ }, snp.VCEK, snp.StepChipID,
		"it doesn't compare HWID and CHIP_ID (E6.8)"},
	{"MASK_CHIP_KEY", func(g *snptest.Guest) { g.Report[0x48] |= 2 }, anyKey, snp.StepCertificate,
		"it passes over the flag, which says that the key signed nothing (E6.5)"},
	{"report for the host", func(g *snptest.Guest) { set(g, 0x30, 255, 255, 255, 255) }, anyKey, snp.StepParse,
		"it takes every VMPL (E6.2)"},
	{"reserved byte", func(g *snptest.Guest) { g.Report[0x4C] = 1 }, anyKey, snp.StepParse, ""},
	{"policy bit 17", func(g *snptest.Guest) { g.Report[0x0A] &^= 2 }, anyKey, snp.StepParse, ""},
	{"key of the other kind", func(g *snptest.Guest) { g.Report[0x48] ^= 4 }, anyKey, snp.StepCertificate, ""},
	{"subject", func(g *snptest.Guest) { g.Cert.Subject.CommonName = "SEV" }, anyKey, snp.StepCertificate, ""},
	{"algorithm of the certificate", func(g *snptest.Guest) { g.Cert.SignatureAlgorithm = x509.SHA256WithRSAPSS }, anyKey, snp.StepChain, ""},
	{"expired", func(g *snptest.Guest) { g.Cert.NotAfter = snptest.Now.Add(-1e9) }, anyKey, snp.StepChain, ""},
	{"HWID missing", func(g *snptest.Guest) { g.Drop(4) }, snp.VCEK, snp.StepCertificate, ""},
	{"CSP_ID missing", func(g *snptest.Guest) { g.Drop(5) }, snp.VLEK, snp.StepCertificate, ""},
	{"processor", func(g *snptest.Guest) { g.Report[0x188] = 0x17 }, anyKey, snp.StepCertificate, ""},
}

// anyKey stands for both kinds of keys.
const anyKey snp.Signer = 255

// turinReason is why go-sev-guest accepts no guest on Turin.
const turinReason = "not an AMD KDS OID: 1.3.6.1.4.1.3704.1.3.9" // the SPL of the FMC (E6.5)

// theirVerdict verifies report and certificate with go-sev-guest: the chain to an
// anchor, and the signature.
func theirVerdict(t *testing.T, report, vek []byte, at time.Time, anchors []snp.Anchor) error {
	t.Helper()
	p, err := abi.ReportToProto(report)
	if err != nil {
		return err
	}
	cert := leaf(t, vek)
	chain := &pb.CertificateChain{VcekCert: cert.Raw}
	if cert.Subject.CommonName == "SEV-VLEK" {
		chain = &pb.CertificateChain{VlekCert: cert.Raw}
	}
	roots := make(map[string][]*trust.AMDRootCerts)
	for _, a := range anchors {
		r := trust.AMDRootCertsProduct(string(a.Product))
		r.ProductCerts = &trust.ProductCerts{Ask: a.ASK, Asvk: a.ASVK, Ark: a.ARK}
		roots[string(a.Product)] = []*trust.AMDRootCerts{r}
	}
	return gosev.SnpAttestation(&pb.Attestation{Report: p, CertificateChain: chain},
		&gosev.Options{DisableCertFetching: true, Now: at, TrustedRoots: roots})
}

// ourVerdict returns the step that refuses the same, "" if none does.
func ourVerdict(t *testing.T, in snp.Input, at time.Time, options snp.Options) string {
	t.Helper()
	options.InsecureSkipRevocation = true
	_, err := snp.Verify(t.Context(), in, at, options)
	return stepOf(t, err)
}

// TestVerdictsAgainstGoSevGuest compares the verdicts on all vectors of the corpus:
// both accept the same. A certificate of Turin they can't read.
func TestVerdictsAgainstGoSevGuest(t *testing.T) {
	t.Parallel()
	amd, err := snp.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range expectations(t) {
		in := e.input(t)
		in.RuntimeData, in.InitTimeData, in.Endorsements = nil, nil, nil // which it doesn't know
		theirs, ours := theirVerdict(t, bare(in.Report), in.Chain, e.Time, amd), ourVerdict(t, in, e.Time, snp.Options{})
		if (theirs == nil) != (ours == "") {
			t.Errorf("%s: go-sev-guest says %v, we refuse at %q", e.Name, theirs, ours)
		}
	}
}

// TestVerdictsOnVirtualGuests compares the verdicts on guests with one fault each:
// they agree but for the reasons that the table gives.
func TestVerdictsOnVirtualGuests(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		for _, key := range []snp.Signer{snp.VCEK, snp.VLEK} {
			g := guest(t, p, key)
			if ours, theirs := bothVerdicts(t, g); ours != "" || (theirs == nil) == (p == snp.Turin) {
				t.Errorf("%s %s: go-sev-guest says %v, we refuse at %q", p, key, theirs, ours)
			} else if p == snp.Turin && theirs.Error() != turinReason {
				t.Errorf("%s %s: go-sev-guest says %v, expected %q", p, key, theirs, turinReason)
			}
			for _, v := range verdicts {
				if v.only != anyKey && v.only != key {
					continue
				}
				g := guest(t, p, key)
				v.change(g)
				ours, theirs := bothVerdicts(t, g)
				if accepts := v.reason != "" && p != snp.Turin; ours != v.step || (theirs == nil) != accepts {
					t.Errorf("%s %s, %s: go-sev-guest says %v (%s), we refuse at %q, expected %q", p, key, v.name, theirs, v.reason, ours, v.step)
				}
			}
		}
	}
}

// bothVerdicts returns those on a guest of a virtual vendor.
func bothVerdicts(t *testing.T, g *snptest.Guest) (ours string, theirs error) {
	t.Helper()
	in := g.Input(t)
	theirs = theirVerdict(t, in.Report, in.Chain, snptest.Now, []snp.Anchor{g.Vendor.Anchor()})
	return ourVerdict(t, in, snptest.Now, g.Vendor.Options()), theirs
}

// bare returns a report without the HCL report around it.
func bare(report []byte) []byte {
	if len(report) > snp.ReportSize {
		return report[0x20:0x4C0]
	}
	return report
}
