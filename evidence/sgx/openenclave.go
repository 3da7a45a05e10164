package sgx

import (
	"bytes"
	"encoding/binary"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Form says how evidence is wrapped. The zero value is a bare quote.
type Form uint8

// The forms (E4.1).
const (
	FormQuote       Form = iota // as sent for SgxEnclave
	FormOpenEnclave             // a report of Open Enclave: a header and a quote
)

// String returns the name of the form.
func (f Form) String() string {
	if f == FormOpenEnclave {
		return "openenclave"
	}
	return "quote"
}

// The header of Open Enclave's reports (E4.1).
const (
	headerSize   = 16 // u32 version, u32 type, u64 size of the quote
	headerReport = 1  // version of reports
	headerNewer  = 3  // version of the evidence that came after them
	reportLocal  = 1  // type
	reportRemote = 2  // type
)

// newerFormat is the identifier of SGX quotes in Open Enclave's newer evidence.
var newerFormat = []byte{0xa3, 0xa2, 0x1e, 0x87, 0x1b, 0x4d, 0x40, 0x14, 0xb7, 0x0a, 0xa1, 0x25, 0xd2, 0xfb, 0xcd, 0x8c}

// formOf tells the forms apart. What has no known form is called a quote, and will
// fail as one.
func formOf(data []byte) Form {
	if len(data) >= 4 && binary.LittleEndian.Uint32(data) == headerReport || isNewer(data) {
		return FormOpenEnclave
	}
	return FormQuote
}

// isNewer recognises Open Enclave's newer evidence.
func isNewer(data []byte) bool {
	return len(data) >= 4+len(newerFormat) && binary.LittleEndian.Uint32(data) == headerNewer &&
		bytes.Equal(data[4:4+len(newerFormat)], newerFormat)
}

// cutHeader returns the quote in a report of Open Enclave, which fills it (E4.1).
func cutHeader(data []byte) ([]byte, error) {
	if isNewer(data) {
		return nil, badHeader(0, "found Open Enclave's newer evidence (version 3), which can't be verified, expected a report (version 1)")
	}
	if len(data) < headerSize {
		return nil, badHeader(len(data), "found %d bytes, expected a header of %d", len(data), headerSize)
	}
	if n := binary.LittleEndian.Uint32(data); n != headerReport {
		return nil, badHeader(0, "version is %d, expected %d%s", n, headerReport, hintQuote(data))
	}
	switch n := binary.LittleEndian.Uint32(data[4:]); n {
	case reportRemote:
	case reportLocal:
		return nil, badHeader(4, "found a local report (type 1), which only its own machine can check, expected a remote one (type 2)")
	default:
		return nil, badHeader(4, "type is %d, expected %d (remote)", n, reportRemote)
	}
	if n := binary.LittleEndian.Uint64(data[8:]); n != uint64(len(data)-headerSize) {
		return nil, badHeader(8, "size of the quote is %d, found %d bytes", n, len(data)-headerSize)
	}
	return data[headerSize:], nil
}

// hintQuote says it if what came in place of a report is a bare quote.
func hintQuote(data []byte) string {
	if _, err := dcap.ParseQuote(data, dcap.Limits{}); err != nil {
		return ""
	}
	return ": this is a bare quote"
}

func badHeader(offset int, format string, args ...any) error {
	return frame.ErrorfAt(KindOpenEnclave, StepHeader, "E4.1", offset, format, args...)
}

// checkBare refuses reports of Open Enclave where a bare quote is expected.
func checkBare(data []byte) error {
	if formOf(data) == FormOpenEnclave {
		return frame.ErrorfAt(Kind, dcap.StepParse, "E4.1", 0, "found a report of Open Enclave, expected a bare quote")
	}
	return nil
}
