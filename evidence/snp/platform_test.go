package snp_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-sev-guest/abi"

	"github.com/assay-policy/assay/evidence/snp"
)

// TestPlatformInfo reads every value of the known bits as Google's parser does.
func TestPlatformInfo(t *testing.T) {
	t.Parallel()
	for bits := range uint64(0x100) {
		if bits&0x40 != 0 { // without a meaning: E6.2 refuses it
			continue
		}
		want, err := abi.ParseSnpPlatformInfo(bits)
		if err != nil {
			t.Fatal(err)
		}
		p := snp.PlatformInfo(bits)
		got := abi.SnpPlatformInfo{
			SMTEnabled: p.SMTEnabled(), TSMEEnabled: p.TSMEEnabled(), ECCEnabled: p.ECCEnabled(), RAPLDisabled: p.RAPLDisabled(),
			CiphertextHidingDRAMEnabled: p.CiphertextHidingEnabled(), AliasCheckComplete: p.AliasCheckComplete(), TIOEnabled: p.TIOEnabled(),
		}
		if got != want {
			t.Errorf("0x%x: got %+v, expected %+v", bits, got, want)
		}
	}
	for p, want := range map[snp.PlatformInfo]string{0: "none", 0x27: "SMT, TSME, ECC memory, alias check complete",
		0x98: "RAPL disabled, ciphertext hiding, TIO"} {
		if got := p.String(); got != want {
			t.Errorf("0x%x: got %q, expected %q", uint64(p), got, want)
		}
	}
}

// TestRealPlatform looks at the platform, the firmware and the parts of the TCBs
// in the report of a real provider.
func TestRealPlatform(t *testing.T) {
	t.Parallel()
	r, err := snp.Parse(read(t, "snp/trustee/test-vlek-report.bin"))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{r.PlatformInfo.String(), r.Current.String(), r.Committed.String()}
	want := []string{"SMT, TSME, ECC memory, alias check complete", "1.55.29", "1.55.29"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("platform (-want +got):\n%s", diff)
	}
	for name, c := range map[string]struct {
		tcb       snp.TCB
		microcode uint8
	}{"current": {r.CurrentTCB, 220}, "reported": {r.ReportedTCB, 217}, "committed": {r.CommittedTCB, 219}, "launch": {r.LaunchTCB, 219}} {
		if got, want := c.tcb.SVNs(snp.Milan), (snp.SVNs{Bootloader: 4, SNP: 24, Microcode: c.microcode}); got != want {
			t.Errorf("%s: got %+v, expected %+v", name, got, want)
		}
	}
	if major, minor := r.Policy.MinABI(); major != 0 || minor != 0 {
		t.Errorf("policy asks for ABI %d.%d, expected 0.0", major, minor)
	}
	if major, minor := snp.GuestPolicy(0x3011F).MinABI(); major != 1 || minor != 31 {
		t.Errorf("policy asks for ABI %d.%d, expected 1.31", major, minor)
	}
}
