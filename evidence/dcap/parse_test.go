package dcap_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// put16 and put32 change a number in a copy of a quote.
func put16(at int, n uint16) func([]byte) []byte {
	return func(q []byte) []byte { binary.LittleEndian.PutUint16(q[at:], n); return q }
}

func put32(at int, n uint32) func([]byte) []byte {
	return func(q []byte) []byte { binary.LittleEndian.PutUint32(q[at:], n); return q }
}

// TestE3_2 breaks the form of quotes, and checks where that is noticed (E1.5, E1.6,
// E1.7). The body of SGX begins at 48, the signature data of version 3 at 436; in
// version 5 the body has 6 bytes before it.
func TestE3_2(t *testing.T) {
	t.Parallel()
	quotes := make(map[string][]byte)
	for name, version := range map[string]int{"SGX 3": 3, "SGX 4": 4, "SGX 5": 5} {
		quotes[name] = dcaptest.NewIntel(t).NewPlatform(t, dcap.SGX).Quote(t, version).Sign(t)
	}
	for name, version := range map[string]int{"TDX 4": 4, "TDX 5": 5} {
		quotes[name] = dcaptest.NewIntel(t).NewPlatform(t, dcap.TDX).Quote(t, version).Sign(t)
	}
	for _, c := range []struct {
		name, quote string
		change      func([]byte) []byte
		offset      int64
		text        string
	}{
		{"nothing", "SGX 3", func([]byte) []byte { return nil }, 0, "found 0 bytes for the header, expected 48"},
		{"half a header", "SGX 3", func(q []byte) []byte { return q[:47] }, 0, "found 47 bytes for the header"},
		{"version 2", "SGX 3", put16(0, 2), 0, "quote version is 2, expected 3 to 5"},
		{"version 6", "SGX 3", put16(0, 6), 0, "quote version is 6"},
		{"P-384", "SGX 3", put16(2, 3), 2, "attestation key type is 3, expected 2"},
		{"TDX in version 3", "SGX 3", put32(4, 0x81), 4, "TEE type is 0x81, expected 0 in version 3"},
		{"another TEE", "SGX 4", put32(4, 0x82), 4, "TEE type is 0x82, expected 0 (SGX) or 0x81 (TDX)"},
		{"another vendor", "SGX 3", put16(12, 0), 12, "QE vendor"},
		{"half a body", "SGX 3", func(q []byte) []byte { return q[:400] }, 48, "found 352 bytes for the body, expected 384"},
		{"half a TD", "TDX 4", func(q []byte) []byte { return q[:600] }, 48, "found 552 bytes for the body, expected 584"},
		{"reserved byte of the body", "SGX 3", put16(48+24, 1), 48 + 24, "reserved byte is 0x01"},
		{"last reserved byte of the body", "SGX 3", put16(48+302, 0xFF00), 48 + 303, "reserved byte is 0xff"},
		{"INIT", "SGX 3", put16(48+48, 0x04), 48 + 48, "expected INIT"},
		{"TD in an SGX quote", "SGX 5", put16(48, 2), 48, "body type is 2, expected one of SGX"},
		{"enclave in a TDX quote", "TDX 5", put16(48, 1), 48, "body type is 1, expected one of TDX"},
		{"body type 4", "TDX 5", put16(48, 4), 48, "body type is 4"},
		{"size of 1.0 for 1.5", "TDX 5", put32(50, 584), 50, "size of the body is 584, expected 648 for type 3"},
		{"huge body", "TDX 5", put32(50, 0xFFFFFFFF), 50, "size of the body is 4294967295"},
		{"no type of the body", "SGX 5", func(q []byte) []byte { return q[:50] }, 48, "found 2 bytes for type and size of the body"},
		{"no size of the signature data", "SGX 3", func(q []byte) []byte { return q[:434] }, 432, "found 2 bytes for the size of the signature data"},
		{"huge signature data", "SGX 3", put32(432, 0xFFFFFFFF), 432, "size of the signature data is 4294967295"},
		{"no signature data", "SGX 3", put32(432, 0), 436, "found 0 bytes for the quote signature, expected 64"},
		{"signature data for the signature only", "SGX 3", put32(432, 64), 500, "found 0 bytes for the attestation key"},
		{"signature data one byte short", "SGX 3", func(q []byte) []byte { return change32(q, 432, -1) }, 1048, "size of the certification data"},
		{"signature data one byte long", "SGX 3", func(q []byte) []byte { return append(change32(q, 432, 1), 0) }, 1048, "nothing may come after it"},
		{"no QE report inside", "SGX 4", put16(564, 5), 564, "certification data type is 5, expected 6 (QE report)"},
		{"QE report too short", "SGX 4", func(q []byte) []byte { return change32(q, 566, -1) }, 566, "nothing may come after it"},
		{"QE report too long", "SGX 4", func(q []byte) []byte { return change32(q, 566, 1) }, 566, "size of the QE report certification data"},
		{"huge QE report", "TDX 4", put32(48+584+4+128+2, 0xFFFFFFFF), 48 + 584 + 4 + 128 + 2, "is 4294967295"},
		{"reserved byte of the QE report", "SGX 3", put16(564+20, 1), 564 + 20, "reserved byte"},
		{"INIT of the QE", "SGX 3", put16(564+48, 0x10), 564 + 48, "expected INIT"},
		{"huge authentication data", "SGX 3", put16(1012, 0xFFFF), 1014, "for the QE authentication data, expected 65535"},
		{"huge certification data", "SGX 3", put32(1048, 0xFFFFFFFF), 1048, "size of the certification data is 4294967295"},
		{"certification data one byte short", "SGX 3", func(q []byte) []byte { return change32(q, 1048, -1) }, 1048, "nothing may come after it"},
		{"above the limit", "SGX 3", func(q []byte) []byte { return append(q, make([]byte, 64<<10)...) }, 64 << 10, "the limit is 65536"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q, err := dcap.ParseQuote(c.change(bytes.Clone(quotes[c.quote])), dcap.Limits{})
			if q != nil {
				t.Error("got a quote")
			}
			refused := wantStep(t, err, dcap.StepParse)
			if refused.Offset != c.offset || !strings.Contains(refused.Error(), c.text) {
				t.Errorf("got %q at %d, expected %q at %d", refused, refused.Offset, c.text, c.offset)
			}
		})
	}
	for name, data := range quotes {
		t.Run("every length of "+name, func(t *testing.T) {
			t.Parallel()
			for n := range data {
				_, err := dcap.ParseQuote(data[:n], dcap.Limits{})
				wantStep(t, err, dcap.StepParse)
			}
		})
	}
}

// change32 adds to a number.
func change32(q []byte, at, by int) []byte {
	return put32(at, uint32(int(binary.LittleEndian.Uint32(q[at:]))+by))(q)
}

// TestE3_3 takes certification data of every type: only a chain will do, unless one
// is given (E3.3).
func TestE3_3(t *testing.T) {
	t.Parallel()
	for kind := range uint16(9) {
		t.Run(fmt.Sprint("type ", kind), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.TDX, 4)
			chain := s.p.Chain(t)
			s.q.CertificationType, s.q.CertificationData = kind, chain
			_, err := s.verify()
			if kind == 5 {
				want(t, err, "", "")
				return
			}
			want(t, err, dcap.StepCertificationData, "expected 5 (PCK chain): found no PCK chain")
			s.in.Collateral.PCKChain = chain
			_, err = s.again()
			want(t, err, "", "")
		})
	}
}

// TestAttestationKey takes points that are not on the curve, bound by the quoting
// enclave all the same.
func TestAttestationKey(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func([]byte){
		"zero":            func(key []byte) { clear(key) },
		"another y":       func(key []byte) { key[63] ^= 1 },
		"above the prime": func(key []byte) { copy(key, bytes.Repeat([]byte{0xFF}, 32)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, dcap.SGX, 3)
			s.q.ChangeKey = change
			_, err := s.verify()
			want(t, err, dcap.StepQuoteSignature, "the attestation key is no point on P-256")
		})
	}
}
