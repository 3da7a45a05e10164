package snp_test

import (
	"context"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// vendors are made once for all tests: their keys take a second.
var vendors = map[snp.Product]func() (*snptest.Vendor, error){
	snp.Milan: sync.OnceValues(func() (*snptest.Vendor, error) { return snptest.NewVendor(snp.Milan) }),
	snp.Genoa: sync.OnceValues(func() (*snptest.Vendor, error) { return snptest.NewVendor(snp.Genoa) }),
	snp.Turin: sync.OnceValues(func() (*snptest.Vendor, error) { return snptest.NewVendor(snp.Turin) }),
}

func vendor(t testing.TB, p snp.Product) *snptest.Vendor {
	t.Helper()
	v, err := vendors[p]()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// guest returns a guest that verifies as it is.
func guest(t testing.TB, p snp.Product, s snp.Signer) *snptest.Guest {
	t.Helper()
	return vendor(t, p).Guest(t, s)
}

// verify runs the verification of a guest of a virtual vendor.
func verify(t testing.TB, g *snptest.Guest, in snp.Input) (*snp.Verified, error) {
	t.Helper()
	return snp.Verify(context.Background(), in, snptest.Now, g.Vendor.Options())
}

// check verifies a guest as it is now, and wants it to fail at a step, "" for none.
func check(t *testing.T, g *snptest.Guest, step string) {
	t.Helper()
	_, err := verify(t, g, g.Input(t))
	want(t, err, step)
}

func want(t *testing.T, err error, step string) {
	t.Helper()
	if step != "" {
		wantStep(t, err, step)
	} else if err != nil {
		t.Fatal(err)
	}
}

// set writes bytes into a report.
func set(g *snptest.Guest, at int, b ...byte) { copy(g.Report[at:], b) }

// TestVirtualVendor verifies a guest of every product by every key, and looks at
// what the result says.
func TestVirtualVendor(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		for _, s := range []snp.Signer{snp.VCEK, snp.VLEK} {
			t.Run(string(p)+" "+s.String(), func(t *testing.T) {
				t.Parallel()
				g := guest(t, p, s)
				got, err := verify(t, g, g.Input(t))
				if err != nil {
					t.Fatal(err)
				}
				if got.Product() != p || got.Signer() != s || string(got.Report()[:0x2A0]) != string(g.Report[:0x2A0]) {
					t.Errorf("got %s %s", got.Product(), got.Signer())
				}
				if (s == snp.VCEK) != (len(got.ChipID()) > 0) || (s == snp.VLEK) != (got.CSPID() == "virtual-csp") {
					t.Errorf("got chip %x, provider %q", got.ChipID(), got.CSPID())
				}
				claims := asJSON(got.Claims())
				for name, want := range map[string]string{"bootloader-svn": "3", "tee-svn": "1", "snpfw-svn": "8", "microcode-svn": "115"} {
					if got := claims["x-ms-sevsnpvm-"+name]; got != jsonNumber(want) {
						t.Errorf("%s is %v, expected %s", name, got, want)
					}
				}
			})
		}
	}
}

// TestE6_2 changes what reports have in one form only.
func TestE6_2(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		version byte
		at      int
		value   byte
		step    string // "" if the byte has a meaning in that version
	}{
		{"version 1", 1, 0x00, 1, snp.StepParse},
		{"version 6", 6, 0x00, 6, snp.StepParse},
		{"version 2^24 + 3", 3, 0x03, 1, snp.StepParse},
		{"policy bit 17 clear", 3, 0x0A, 1, snp.StepParse},
		{"policy bit 25", 3, 0x0B, 2, ""},
		{"policy bit 26", 3, 0x0B, 4, snp.StepParse},
		{"policy bit 63", 3, 0x0F, 0x80, snp.StepParse},
		{"VMPL 3", 3, 0x30, 3, ""},
		{"VMPL 4", 3, 0x30, 4, snp.StepParse},
		{"VMPL 2^24", 3, 0x33, 1, snp.StepParse},
		{"signature algorithm", 3, 0x34, 2, snp.StepParse},
		{"platform info bit 5", 3, 0x40, 0x20, ""},
		{"platform info bit 6", 3, 0x40, 0x40, snp.StepParse},
		{"platform info bit 7", 3, 0x40, 0x80, ""},
		{"platform info bit 8", 3, 0x41, 1, snp.StepParse},
		{"platform info bit 63", 3, 0x47, 0x80, snp.StepParse},
		{"current TCB, first reserved byte", 3, 0x3A, 1, snp.StepParse},
		{"reported TCB, last reserved byte", 3, 0x185, 1, snp.StepParse},
		{"committed TCB, reserved byte in version 2", 2, 0x1E3, 1, snp.StepParse},
		{"TCB at launch, reserved byte", 3, 0x1F4, 1, snp.StepParse},
		{"TCB at launch, SNP", 3, 0x1F6, 1, ""},
		{"flags bit 5", 3, 0x48, 0x20, snp.StepParse},
		{"flags bit 31", 3, 0x4B, 0x80, snp.StepParse},
		{"reserved 0x4c", 3, 0x4C, 1, snp.StepParse},
		{"reserved 0x4f", 3, 0x4F, 1, snp.StepParse},
		{"CPUID family in version 2", 2, 0x188, 0x19, snp.StepParse},
		{"CPUID stepping in version 3", 3, 0x18A, 2, ""},
		{"reserved 0x18b", 3, 0x18B, 1, snp.StepParse},
		{"reserved 0x19f", 5, 0x19F, 1, snp.StepParse},
		{"current build", 3, 0x1E8, 1, ""},
		{"reserved 0x1eb", 3, 0x1EB, 1, snp.StepParse},
		{"reserved 0x1ef", 3, 0x1EF, 1, snp.StepParse},
		{"mitigation vector in version 4", 4, 0x1F8, 1, snp.StepParse},
		{"mitigation vector in version 5", 5, 0x207, 1, ""},
		{"reserved 0x208", 5, 0x208, 1, snp.StepParse},
		{"reserved 0x29f", 2, 0x29F, 1, snp.StepParse},
		{"bytes of r above P-384", 3, 0x2A0 + 71, 1, snp.StepSignature},
		{"after the signature", 3, 0x330, 1, snp.StepParse},
		{"last byte", 3, 0x49F, 1, snp.StepParse},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := guest(t, snp.Milan, snp.VCEK)
			set(g, 0, c.version)
			if c.version < 3 {
				set(g, 0x188, 0, 0, 0)
			}
			set(g, c.at, c.value)
			in := g.Input(t)
			in.Report[c.at] = c.value // signing may have written there
			_, err := verify(t, g, in)
			want(t, err, c.step)
		})
	}
}

// TestE6_5 changes the certificate of the endorsement key, signed all the same.
func TestE6_5(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		product snp.Product
		signer  snp.Signer
		change  func(*testing.T, *snptest.Guest)
		step    string
	}{
		{"another subject", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Cert.Subject.CommonName = "SEV-Milan" }, snp.StepCertificate},
		{"VLEK for a VCEK's report", snp.Milan, snp.VLEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 0<<2) }, snp.StepCertificate},
		{"VCEK for a VLEK's report", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 1<<2) }, snp.StepCertificate},
		{"reserved signing key", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 2<<2) }, snp.StepCertificate},
		{"signed by no key", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 7<<2) }, snp.StepCertificate},
		{"MASK_CHIP_KEY", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 2) }, snp.StepCertificate},
		{"author key", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x48, 1) }, ""},
		{"key on another curve", snp.Milan, snp.VCEK, p256Key, snp.StepCertificate},
		{"no structure version", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(1) }, snp.StepCertificate},
		{"structure version of Turin", snp.Genoa, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetByte(1, 1) }, snp.StepCertificate},
		{"structure version of Milan", snp.Turin, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetByte(0, 1) }, snp.StepCertificate},
		{"no product", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(2) }, snp.StepCertificate},
		{"unknown product", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("Naples-B0", 2) }, snp.StepCertificate},
		{"product without stepping", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("Milan", 2) }, ""},
		{"product of another issuer", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("Genoa", 2) }, snp.StepCertificate},
		{"product as another string type", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Extend([]byte("\x0c\x05Milan"), 2) }, snp.StepCertificate},
		{"product with bytes after it", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Extend([]byte("\x16\x05Milan\x00"), 2) }, snp.StepCertificate},
		{"CPUID of another product", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x188, 0x19, 0x11) }, snp.StepCertificate},
		{"CPUID of another Genoa", snp.Genoa, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x188, 0x19, 0xA1) }, ""},
		{"unknown CPUID", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { set(g, 0x188, 0x17, 0x01) }, snp.StepCertificate},
		{"no bootloader SPL", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(3, 1) }, snp.StepCertificate},
		{"no microcode SPL", snp.Milan, snp.VLEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(3, 8) }, snp.StepCertificate},
		{"no FMC SPL", snp.Turin, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(3, 9) }, snp.StepCertificate},
		{"no reserved SPL", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(3, 5) }, ""},
		{"SPL above 255", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetByte(256+3, 3, 1) }, snp.StepCertificate},
		{"negative SPL", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetByte(-1, 3, 1) }, snp.StepCertificate},
		{"SPL that is no number", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("3", 3, 1) }, snp.StepCertificate},
		{"FMC SPL on Milan", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetByte(9, 3, 9) }, ""},
		{"unknown extension", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("?", 99) }, ""},
		{"no HWID", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(4) }, snp.StepCertificate},
		{"HWID in an OCTET STRING", snp.Milan, snp.VCEK, wrapHWID, ""},
		{"HWID in an OCTET STRING, Turin", snp.Turin, snp.VCEK, wrapHWID, ""},
		{"HWID too short", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Extend(g.Report[0x1A0:0x1DF], 4) }, snp.StepCertificate},
		{"HWID of 64 bytes on Turin", snp.Turin, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Extend(g.Report[0x1A0:0x1E0], 4) }, snp.StepCertificate},
		{"HWID in another type", snp.Turin, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.Extend([]byte("\x05\x0812345678"), 4) }, snp.StepCertificate},
		{"VCEK with CSP_ID", snp.Milan, snp.VCEK, func(_ *testing.T, g *snptest.Guest) { g.SetText("csp", 5) }, snp.StepCertificate},
		{"VLEK without CSP_ID", snp.Milan, snp.VLEK, func(_ *testing.T, g *snptest.Guest) { g.Drop(5) }, snp.StepCertificate},
		{"VLEK with HWID", snp.Milan, snp.VLEK, func(_ *testing.T, g *snptest.Guest) { g.Extend(make([]byte, 64), 4) }, snp.StepCertificate},
		{"VLEK of the VCEKs' issuer", snp.Milan, snp.VLEK, func(_ *testing.T, g *snptest.Guest) { g.Issuer = g.Vendor.ASK }, snp.StepCertificate},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := guest(t, c.product, c.signer)
			c.change(t, g)
			check(t, g, c.step)
		})
	}
}

// TestE6_5Messages looks at what is said about reports that no such key signed.
func TestE6_5Messages(t *testing.T) {
	t.Parallel()
	for flags, message := range map[byte]string{
		0x02: "the report was made with MASK_CHIP_KEY: the key of the chip did not sign it",
		0x04: "found the certificate of a VCEK, expected that of a VLEK, which signed the report",
		0x0C: `the report was signed by key "reserved 3", expected VCEK or VLEK`,
		0x1C: `the report was signed by key "none", expected VCEK or VLEK`,
	} {
		g := guest(t, snp.Milan, snp.VCEK)
		set(g, 0x48, flags)
		_, err := verify(t, g, g.Input(t))
		if err == nil || err.Error() != "vcek certificate: "+message {
			t.Errorf("got %v, expected %q", err, message)
		}
	}
}

// TestE6_2HostReport names reports that the host asked for.
func TestE6_2HostReport(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	set(g, 0x30, 0xFF, 0xFF, 0xFF, 0xFF)
	_, err := verify(t, g, g.Input(t))
	wantStep(t, err, snp.StepParse)
	if got, want := err.Error(), "parse: VMPL is 0xFFFFFFFF: the host asked for the report, not the guest (at byte 0x30)"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

// TestE1_11Debug refuses debuggable guests only if an option says so.
func TestE1_11Debug(t *testing.T) {
	t.Parallel()
	for _, debug := range []bool{false, true} {
		for _, refuse := range []bool{false, true} {
			g := guest(t, snp.Milan, snp.VCEK)
			if debug {
				g.Report[0x0A] |= 8
			}
			options := g.Vendor.Options()
			options.RefuseDebuggable = refuse
			step := ""
			if debug && refuse {
				step = snp.StepParse
			}
			_, err := snp.Verify(context.Background(), g.Input(t), snptest.Now, options)
			want(t, err, step)
		}
	}
}

// TestE6_5Models tells products by family and model, at the edges of each range.
func TestE6_5Models(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		family, model uint8
		want          snp.Product
	}{
		{0x19, 0x00, snp.Milan}, {0x19, 0x0F, snp.Milan}, {0x19, 0x10, snp.Genoa}, {0x19, 0x1F, snp.Genoa},
		{0x19, 0x20, ""}, {0x19, 0x9F, ""}, {0x19, 0xA0, snp.Genoa}, {0x19, 0xAF, snp.Genoa}, {0x19, 0xB0, ""},
		{0x1A, 0x00, snp.Turin}, {0x1A, 0x11, snp.Turin}, {0x1A, 0x12, ""}, {0x1A, 0x50, ""}, {0x1B, 0x00, ""},
	} {
		if got := (snp.CPUID{Family: c.family, Model: c.model}).Product(); got != c.want {
			t.Errorf("family 0x%02x, model 0x%02x: got %q, expected %q", c.family, c.model, got, c.want)
		}
	}
	g := guest(t, snp.Turin, snp.VCEK)
	set(g, 0x188, 0x1A, 0x50) // Venice
	check(t, g, snp.StepCertificate)
}

// wrapHWID gives the certificate the other form of the HWID.
func wrapHWID(_ *testing.T, g *snptest.Guest) {
	size := 64
	if g.Vendor.Product == snp.Turin {
		size = 8
	}
	g.Extend(append([]byte{4, byte(size)}, g.Report[0x1A0:0x1A0+size]...), 4)
}

// TestE6_7 changes one part of the TCB at a time, in the report and then in the
// certificate; the reserved ones too.
func TestE6_7(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			reserved := map[bool][]int{false: {2, 3, 4, 5}, true: {4, 5, 6}}[p == snp.Turin]
			for i := range 8 {
				g := guest(t, p, snp.VCEK)
				g.Report[0x180+i]++
				step := snp.StepTCB
				if slices.Contains(reserved, i) { // zero in every report (E6.2)
					step = snp.StepParse
				}
				check(t, g, step)
			}
			for n := 1; n <= 9; n++ {
				g := guest(t, p, snp.VCEK)
				g.SetByte(200, 3, n)
				step := snp.StepTCB
				if n == 9 && p != snp.Turin || n == 4 && p == snp.Turin {
					step = "" // no part of this product's TCB
				}
				check(t, g, step)
			}
			g := guest(t, p, snp.VLEK)
			for _, at := range []int{0x38, 0x1E0, 0x1F0} { // other firmware than reported
				g.Report[at]++
			}
			check(t, g, "")
		})
	}
}

// TestE6_8 changes the chip.
func TestE6_8(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		product snp.Product
		signer  snp.Signer
		change  func(*snptest.Guest)
		step    string
	}{
		{"another chip", snp.Milan, snp.VCEK, func(g *snptest.Guest) { g.Report[0x1DF]++ }, snp.StepChipID},
		{"another chip, Turin", snp.Turin, snp.VCEK, func(g *snptest.Guest) { g.Report[0x1A7]++ }, snp.StepChipID},
		{"bytes after the HWID, Turin", snp.Turin, snp.VCEK, func(g *snptest.Guest) { g.Report[0x1A8]++ }, snp.StepChipID},
		{"no chip", snp.Genoa, snp.VCEK, func(g *snptest.Guest) { clear(g.Report[0x1A0:0x1E0]) }, snp.StepChipID},
		{"no chip in both", snp.Genoa, snp.VCEK, func(g *snptest.Guest) {
			clear(g.Report[0x1A0:0x1E0])
			g.Extend(make([]byte, 64), 4)
		}, snp.StepChipID},
		{"VLEK and a chip", snp.Milan, snp.VLEK, func(g *snptest.Guest) { g.Report[0x1A0]++ }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := guest(t, c.product, c.signer)
			c.change(g)
			check(t, g, c.step)
		})
	}
}

// TestReportSignature covers the step of that name (E6.3).
func TestReportSignature(t *testing.T) {
	t.Parallel()
	g, other := guest(t, snp.Milan, snp.VCEK), guest(t, snp.Milan, snp.VCEK)
	in := g.Input(t)
	in.Chain = other.Chain(t)
	_, err := verify(t, g, in)
	wantStep(t, err, snp.StepSignature)
	if got, want := err.Error(), "report signature: not made by the key of the given VCEK"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	in = g.Input(t)
	clear(in.Report[0x2A0:0x330])
	_, err = verify(t, g, in)
	wantStep(t, err, snp.StepSignature)
	// s and the order of the curve minus s fit the same report; s plus the order doesn't.
	in = g.Input(t)
	order := g.Key.Curve.Params().N
	s := new(big.Int).Add(littleEndian(in.Report[0x2E8:0x330]), order)
	copy(in.Report[0x2E8:], reversed(s.FillBytes(make([]byte, 72))))
	_, err = verify(t, g, in)
	wantStep(t, err, snp.StepSignature)
}
