package dcap

import (
	"bytes"
	"encoding/binary"
)

// The sizes of bodies, in bytes (E3.2).
const (
	EnclaveReportSize = 384
	TDReportSize      = 584 // of TDX 1.0
	TDReport15Size    = 648 // of TDX 1.5
)

// The flags of an enclave's attributes (E4.2).
const (
	flagInit  = 0x01
	flagDebug = 0x02
	flagKSS   = 0x80
)

// EnclaveReport is the report of an SGX enclave (E4.2). Its slices refer to the
// bytes it was read from.
type EnclaveReport struct {
	CPUSVN       []byte // 16 bytes
	MiscSelect   []byte // 4 bytes
	ISVExtProdID []byte // 16 bytes
	Attributes   []byte // 16 bytes: flags, then XFRM
	MREnclave    []byte // 32 bytes
	MRSigner     []byte // 32 bytes
	ConfigID     []byte // 64 bytes
	ISVProdID    uint16
	ISVSVN       uint16
	ConfigSVN    uint16
	ISVFamilyID  []byte // 16 bytes
	ReportData   []byte // 64 bytes, chosen by the enclave
}

// Flags returns the flags of the attributes.
func (e *EnclaveReport) Flags() uint64 { return binary.LittleEndian.Uint64(e.Attributes) }

// Debuggable reports whether the host may read the enclave's memory.
func (e *EnclaveReport) Debuggable() bool { return e.Flags()&flagDebug != 0 }

// KSS reports whether the enclave has key separation and sharing: without it the
// fields ConfigID, ConfigSVN, ISVExtProdID and ISVFamilyID mean nothing.
func (e *EnclaveReport) KSS() bool { return e.Flags()&flagKSS != 0 }

// enclaveReserved are the ranges that have no meaning.
var enclaveReserved = [...][2]int{{20, 32}, {96, 128}, {160, 192}, {262, 304}}

// zeroBytes is as long as the longest of them.
var zeroBytes [64]byte

// read reads the 384 bytes b, which are at an offset of the quote.
func (e *EnclaveReport) read(b []byte, at int) error {
	*e = EnclaveReport{
		CPUSVN:       b[0:16:16],
		MiscSelect:   b[16:20:20],
		ISVExtProdID: b[32:48:48],
		Attributes:   b[48:64:64],
		MREnclave:    b[64:96:96],
		MRSigner:     b[128:160:160],
		ConfigID:     b[192:256:256],
		ISVProdID:    binary.LittleEndian.Uint16(b[256:]),
		ISVSVN:       binary.LittleEndian.Uint16(b[258:]),
		ConfigSVN:    binary.LittleEndian.Uint16(b[260:]),
		ISVFamilyID:  b[304:320:320],
		ReportData:   b[320:384:384],
	}
	for _, r := range enclaveReserved {
		if part := b[r[0]:r[1]]; !bytes.Equal(part, zeroBytes[:len(part)]) {
			n := len(part) - len(bytes.TrimLeft(part, "\x00"))
			return malformed(at+r[0]+n, "E4.2", "reserved byte is 0x%02x, expected 0", part[n])
		}
	}
	if e.Flags()&flagInit == 0 {
		return malformed(at+48, "E4.2", "attributes are %x, expected INIT (bit 0) set", e.Attributes)
	}
	return nil
}

// TDReport is the report of a trust domain (E5.1). Its slices refer to the bytes
// it was read from.
type TDReport struct {
	TEETCBSVN      []byte // 16 bytes
	MRSEAM         []byte // 48 bytes
	MRSignerSEAM   []byte // 48 bytes
	SEAMAttributes []byte // 8 bytes
	TDAttributes   []byte // 8 bytes
	XFAM           []byte // 8 bytes
	MRTD           []byte // 48 bytes
	MRConfigID     []byte // 48 bytes
	MROwner        []byte // 48 bytes
	MROwnerConfig  []byte // 48 bytes
	RTMR           [4][]byte
	ReportData     []byte // 64 bytes, chosen by the TD
	TEETCBSVN2     []byte // 16 bytes; nil before TDX 1.5
	MRServiceTD    []byte // 48 bytes; nil before TDX 1.5
}

// Attributes returns the attributes of the TD as a number.
func (t *TDReport) Attributes() uint64 { return binary.LittleEndian.Uint64(t.TDAttributes) }

// Debuggable reports whether the host may read the TD's memory.
func (t *TDReport) Debuggable() bool { return t.Attributes()&1 != 0 }

// read reads 584 or 648 bytes.
func (t *TDReport) read(b []byte) {
	*t = TDReport{
		TEETCBSVN:      b[0:16:16],
		MRSEAM:         b[16:64:64],
		MRSignerSEAM:   b[64:112:112],
		SEAMAttributes: b[112:120:120],
		TDAttributes:   b[120:128:128],
		XFAM:           b[128:136:136],
		MRTD:           b[136:184:184],
		MRConfigID:     b[184:232:232],
		MROwner:        b[232:280:280],
		MROwnerConfig:  b[280:328:328],
		ReportData:     b[520:584:584],
	}
	for i := range t.RTMR {
		at := 328 + 48*i
		t.RTMR[i] = b[at : at+48 : at+48]
	}
	if len(b) == TDReport15Size {
		t.TEETCBSVN2, t.MRServiceTD = b[584:600:600], b[600:648:648]
	}
}
