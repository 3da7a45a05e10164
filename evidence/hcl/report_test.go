package hcl_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/hcl"
)

// read returns a file of the corpus.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/evidence/azure-hcl/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wantStep checks that err is the refusal of a step at an offset.
func wantStep(t *testing.T, err error, step string, offset int64) {
	t.Helper()
	var refused *evidence.Error
	if !errors.As(err, &refused) || refused.Kind != hcl.Kind || refused.Step != step || refused.Offset != offset {
		t.Fatalf("got %v, expected a refusal at %q, byte 0x%x", err, step, offset)
	}
}

// TestParse reads the real reports: sizes, kinds, bound runtime data (E7, E7.1).
func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		version  uint32
		hardware hcl.Hardware
		size     int // of the JSON
		keys     int
	}{
		{"trustee/snp.hcl-report.bin", 1, hcl.SNP, 1110, 2},
		{"kinvolk/hcl-report-snp.bin", 1, hcl.SNP, 583, 1},
		{"kinvolk/hcl-report-tdx.bin", 2, hcl.TDX, 1202, 2},
		{"trustee/tdx.hcl-report.bin", 2, hcl.TDX, 1201, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := read(t, c.name)
			r, err := hcl.Parse(data, hcl.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			size := map[hcl.Hardware]int{hcl.SNP: 1184, hcl.TDX: 1024}[c.hardware]
			if r.Version != c.version || r.Hardware != c.hardware || r.Hash != hcl.SHA256 || len(r.RuntimeData) != c.size || len(r.Raw) != size {
				t.Errorf("got version %d, %s, %s, %d and %d bytes", r.Version, r.Hardware, r.Hash, len(r.RuntimeData), len(r.Raw))
			}
			if !bytes.Equal(r.Raw, data[0x20:0x20+size]) || !bytes.Equal(r.RuntimeData, data[0x4D4:0x4D4+c.size]) {
				t.Error("the parts are not where they should be")
			}
			v, err := r.VerifyRuntime(hcl.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var doc struct{ Keys []json.RawMessage }
			if err := json.Unmarshal(v, &doc); err != nil || len(doc.Keys) != c.keys {
				t.Errorf("found %d keys, expected %d: %v", len(doc.Keys), c.keys, err)
			}
			if _, err := hcl.Parse(data[:0x4D4+c.size], hcl.Limits{}); err != nil {
				t.Errorf("without padding: %v", err)
			}
		})
	}
}

// TestE7 changes fields of both headers, and sizes that must agree.
func TestE7(t *testing.T) {
	t.Parallel()
	put := binary.LittleEndian.PutUint32
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		offset int64
	}{
		{"empty", func([]byte) []byte { return nil }, 0},
		{"header alone", func(b []byte) []byte { return b[:0x20] }, 0x20},
		{"a byte less than both headers", func(b []byte) []byte { return b[:0x4D3] }, 0x4D3},
		{"magic", func(b []byte) []byte { b[3] = 'a'; return b }, 0},
		{"version 0", func(b []byte) []byte { b[4] = 0; return b }, 4},
		{"version 3", func(b []byte) []byte { b[4] = 3; return b }, 4},
		{"report size one less", func(b []byte) []byte { b[8]--; return b }, 8},
		{"request type", func(b []byte) []byte { b[0x0C] = 1; return b }, 0x0C},
		{"status", func(b []byte) []byte { b[0x10] = 1; return b }, 0x10},
		{"reserved, first", func(b []byte) []byte { b[0x14] = 1; return b }, 0x14},
		{"reserved, last", func(b []byte) []byte { b[0x1F] = 1; return b }, 0x1F},
		{"data size", func(b []byte) []byte { b[0x4C0]++; return b }, 0x4C0},
		{"version of the runtime data", func(b []byte) []byte { b[0x4C4] = 2; return b }, 0x4C4},
		{"report type", func(b []byte) []byte { b[0x4C8] = 3; return b }, 0x4C8},
		{"report of VBS", func(b []byte) []byte { b[0x4C8] = 1; return b }, 0x4C8},
		{"hash type", func(b []byte) []byte { b[0x4CC] = 4; return b }, 0x4CC},
		{"no hash type", func(b []byte) []byte { b[0x4CC] = 0; return b }, 0x4CC},
		{"size of the JSON", func(b []byte) []byte { b[0x4D0]--; return b }, 0x4C0},
		{"JSON cut short", func(b []byte) []byte { return b[:0x4D4+1109] }, 8},
		{"sizes that wrap around", func(b []byte) []byte {
			put(b[0x4D0:], 0xFFFFFFFF)
			put(b[0x4C0:], 19) // 20 and 2^32 - 1, in 32 bits
			put(b[0x08:], 0x4C0+19)
			return b
		}, 0x4C0},
		{"report size that wraps around", func(b []byte) []byte {
			put(b[0x4D0:], 0xFFFFFFFF-20)
			put(b[0x4C0:], 0xFFFFFFFF)
			put(b[0x08:], 0x4BF)
			return b
		}, 0x08},
		{"padding", func(b []byte) []byte { b[len(b)-1] = 1; return b }, 2599},
		{"64 KiB and a byte", func(b []byte) []byte { return append(b, make([]byte, 64<<10+1-len(b))...) }, -1},
		{"bytes after a TDREPORT", func(b []byte) []byte { b[0x4C8], b[0x4BF] = 4, 1; return b }, 0x4BF},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := read(t, "trustee/snp.hcl-report.bin")
			_, err := hcl.Parse(c.change(data), hcl.Limits{})
			wantStep(t, err, hcl.StepHeader, c.offset)
		})
	}
	full := read(t, "trustee/snp.hcl-report.bin")
	full = append(full, make([]byte, 64<<10-len(full))...)
	if _, err := hcl.Parse(full, hcl.Limits{}); err != nil {
		t.Errorf("64 KiB: %v", err)
	}
}

// TestE7_1 binds runtime data by every hash, and breaks the binding.
func TestE7_1(t *testing.T) {
	t.Parallel()
	data := read(t, "trustee/snp.hcl-report.bin")
	text := data[0x4D4 : 0x4D4+1110]
	sum384, sum512 := sha512.Sum384(text), sha512.Sum512(text)
	for _, c := range []struct {
		name string
		hash hcl.Hash
		sum  []byte
		good bool
	}{
		{"SHA-384", hcl.SHA384, sum384[:], true},
		{"SHA-512", hcl.SHA512, sum512[:], true},
		{"SHA-384 under the name of SHA-512", hcl.SHA512, sum384[:], false},
		{"SHA-512 under the name of SHA-384", hcl.SHA384, sum512[:], false},
		{"SHA-384 cut short", hcl.SHA384, sum384[:47], false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			changed := bytes.Clone(data)
			changed[0x4CC] = byte(c.hash)
			clear(changed[0x70:0xB0])
			copy(changed[0x70:0xB0], c.sum)
			r, err := hcl.Parse(changed, hcl.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err = r.VerifyRuntime(hcl.Limits{}); c.good != (err == nil) {
				t.Fatal(err)
			}
			if !c.good {
				wantStep(t, err, hcl.StepRuntimeData, -1)
			}
		})
	}
}

// TestE7_3 binds runtime data that is no JSON object.
func TestE7_3(t *testing.T) {
	t.Parallel()
	data := read(t, "trustee/snp.hcl-report.bin")
	for _, first := range []string{"[", " "} {
		changed := bytes.Clone(data)
		copy(changed[0x4D4:], first)
		sum := sha512.Sum512(changed[0x4D4 : 0x4D4+1110])
		changed[0x4CC] = byte(hcl.SHA512)
		copy(changed[0x70:], sum[:])
		r, err := hcl.Parse(changed, hcl.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.VerifyRuntime(hcl.Limits{})
		wantStep(t, err, hcl.StepRuntimeData, -1)
	}
}

// FuzzParse: the parts lie inside the input, and what is outside them is fixed.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"trustee/snp.hcl-report.bin", "kinvolk/hcl-report-snp.bin", "kinvolk/hcl-report-tdx.bin", "trustee/tdx.hcl-report.bin"} {
		f.Add(read(f, name))
	}
	f.Add([]byte("HCLA"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := hcl.Parse(data, hcl.Limits{})
		if err != nil {
			return
		}
		if !bytes.HasPrefix(data[0x20:], r.Raw) || !bytes.HasPrefix(data[0x4D4:], r.RuntimeData) || len(r.ReportData()) != 64 {
			t.Error("a part is not where it should be")
		}
		if rest := data[0x4D4+len(r.RuntimeData):]; len(bytes.TrimLeft(rest, "\x00")) > 0 {
			t.Errorf("accepts %x after the report", rest)
		}
		if _, err := r.VerifyRuntime(hcl.Limits{}); err != nil {
			wantStep(t, err, hcl.StepRuntimeData, -1)
		}
	})
}

// A report that Parse didn't make is bound to nothing.
func TestZeroReport(t *testing.T) {
	t.Parallel()
	_, err := new(hcl.Report).VerifyRuntime(hcl.Limits{})
	wantStep(t, err, hcl.StepRuntimeData, -1)
}
