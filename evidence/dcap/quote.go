package dcap

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// TEE says which technology a quote is of. The zero value is neither.
type TEE uint8

// The technologies.
const (
	SGX TEE = iota + 1
	TDX
)

// String returns the name, as TCB infos have it in their id.
func (t TEE) String() string {
	switch t {
	case SGX:
		return "SGX"
	case TDX:
		return "TDX"
	}
	return fmt.Sprintf("TEE %d", uint8(t))
}

// Sizes and values of E3.1 and E3.2.
const (
	headerSize    = 48
	signatureSize = 64
	keySize       = 64
	ecdsaP256     = 2    // attestation key type
	teeTDX        = 0x81 // TEE type; that of SGX is 0
	dataReport    = 6    // certification data that holds a QE report, from version 4 on
	dataChain     = 5    // certification data that is a PCK chain
	bodySGX       = 1    // body types of version 5
	bodyTD10      = 2
	bodyTD15      = 3
)

// qeVendor is Intel's quoting enclave (E3.1).
var qeVendor = [16]byte{0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07}

// Quote is a quote that was read. Its slices refer to the input bytes, nothing is
// copied, and it proves nothing (E1.1).
type Quote struct {
	Version  uint16 // 3 to 5
	TEE      TEE
	QESVN    uint16 // reserved from version 4 on
	PCESVN   uint16 // reserved from version 4 on
	UserData []byte // 20 bytes

	Enclave *EnclaveReport // the body of SGX; nil for TDX
	TD      *TDReport      // the body of TDX; nil for SGX

	Signature         []byte // 64 bytes, over header and body
	AttestationKey    []byte // 64 bytes
	QEReport          EnclaveReport
	QEReportSignature []byte // 64 bytes
	QEAuthData        []byte
	CertificationType uint16 // 5 for a chain
	CertificationData []byte

	signed   []byte // header and body
	qeReport []byte // the bytes of QEReport
	raw      []byte // all, without padding
	sent     []byte // with it
}

// ParseQuote reads a quote, after which only zeros may follow (E1.7), and checks
// its form (E3.1, E3.2). It checks no signature.
func ParseQuote(data []byte, limits Limits) (*Quote, error) {
	if len(data) > limits.quote() {
		return nil, malformed(limits.quote(), "E1.8", "the quote has %d bytes, the limit is %d", len(data), limits.quote())
	}
	q := &Quote{}
	r := reader{data: data}
	if err := q.readHeader(&r); err != nil {
		return nil, err
	}
	if err := q.readBody(&r); err != nil {
		return nil, err
	}
	q.signed = data[:r.pos:r.pos]
	if err := q.readSignatureData(&r); err != nil {
		return nil, err
	}
	q.raw = data[:r.pos:r.pos]
	if rest := bytes.TrimLeft(data[r.pos:], "\x00"); len(rest) > 0 {
		at := len(data) - len(rest)
		return nil, malformed(at, "E1.7", "found %d bytes after the quote, expected its end or zeros", len(rest))
	}
	q.sent = data[:len(data):len(data)]
	return q, nil
}

// Bytes returns the bytes that the quote was read from, without padding.
func (q *Quote) Bytes() []byte { return q.raw }

// Sent returns the same with the padding, if the quote was sent with some.
func (q *Quote) Sent() []byte { return q.sent }

// ReportData returns the 64 bytes that the enclave or TD chose.
func (q *Quote) ReportData() []byte {
	if q.TD != nil {
		return q.TD.ReportData
	}
	return q.Enclave.ReportData
}

// Debuggable reports whether the host may read the memory of the enclave or TD.
func (q *Quote) Debuggable() bool {
	if q.TD != nil {
		return q.TD.Debuggable()
	}
	return q.Enclave.Debuggable()
}

// readHeader reads the 48 bytes of E3.1.
func (q *Quote) readHeader(r *reader) error {
	h, err := r.take(headerSize, "the header")
	if err != nil {
		return err
	}
	q.Version = binary.LittleEndian.Uint16(h)
	if q.Version < 3 || q.Version > 5 {
		return malformed(0, "E3.1", "quote version is %d, expected 3 to 5", q.Version)
	}
	if n := binary.LittleEndian.Uint16(h[2:]); n != ecdsaP256 {
		return malformed(2, "E3.1", "attestation key type is %d, expected %d (ECDSA P-256)", n, ecdsaP256)
	}
	switch tee := binary.LittleEndian.Uint32(h[4:]); {
	case tee == 0:
		q.TEE = SGX
	case tee == teeTDX && q.Version > 3:
		q.TEE = TDX
	case q.Version == 3:
		return malformed(4, "E3.1", "TEE type is 0x%x, expected 0 in version 3", tee)
	default:
		return malformed(4, "E3.1", "TEE type is 0x%x, expected 0 (SGX) or 0x81 (TDX)", tee)
	}
	q.QESVN, q.PCESVN = binary.LittleEndian.Uint16(h[8:]), binary.LittleEndian.Uint16(h[10:])
	if !bytes.Equal(h[12:28], qeVendor[:]) {
		return malformed(12, "E3.1", "QE vendor is %x, expected Intel's, %x", h[12:28], qeVendor)
	}
	q.UserData = h[28:48:48]
	return nil
}

// readBody reads the report of the enclave or TD (E3.2).
func (q *Quote) readBody(r *reader) error {
	kind, err := q.bodyType(r)
	if err != nil {
		return err
	}
	at := r.pos
	body, err := r.take(int64(bodySize(kind)), "the body")
	if err != nil {
		return err
	}
	if kind != bodySGX {
		q.TD = &TDReport{}
		q.TD.read(body)
		return nil
	}
	q.Enclave = &EnclaveReport{}
	return q.Enclave.read(body, at)
}

// bodyType returns the type of the body, which only version 5 names: there with a
// size, which must agree, as must the TEE.
func (q *Quote) bodyType(r *reader) (uint16, error) {
	expected := uint16(bodySGX)
	if q.TEE == TDX {
		expected = bodyTD10
	}
	if q.Version < 5 {
		return expected, nil
	}
	at := r.pos
	b, err := r.take(6, "type and size of the body")
	if err != nil {
		return 0, err
	}
	kind, size := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint32(b[2:])
	if kind != expected && (q.TEE != TDX || kind != bodyTD15) {
		return 0, malformed(at, "E3.2", "body type is %d, expected one of %s", kind, q.TEE)
	}
	if int64(size) != int64(bodySize(kind)) {
		return 0, malformed(at+2, "E3.2", "size of the body is %d, expected %d for type %d", size, bodySize(kind), kind)
	}
	return kind, nil
}

func bodySize(kind uint16) int {
	switch kind {
	case bodyTD10:
		return TDReportSize
	case bodyTD15:
		return TDReport15Size
	}
	return EnclaveReportSize
}

// readSignatureData reads what comes after the body, which must be filled exactly
// (E3.2).
func (q *Quote) readSignatureData(r *reader) error {
	if err := r.enter("the signature data"); err != nil {
		return err
	}
	var err error
	if q.Signature, err = r.take(signatureSize, "the quote signature"); err != nil {
		return err
	}
	if q.AttestationKey, err = r.take(keySize, "the attestation key"); err != nil {
		return err
	}
	if q.Version > 3 {
		at := r.pos
		kind, err := r.uint16("the certification data type")
		if err != nil {
			return err
		}
		if kind != dataReport {
			return malformed(at, "E3.2", "certification data type is %d, expected %d (QE report)", kind, dataReport)
		}
		if err := r.fill("the QE report certification data"); err != nil {
			return err
		}
	}
	return q.readCertification(r)
}

// readCertification reads the QE report and what certifies the key that signed
// it.
func (q *Quote) readCertification(r *reader) (err error) {
	at := r.pos
	if q.qeReport, err = r.take(EnclaveReportSize, "the QE report"); err != nil {
		return err
	}
	if err := q.QEReport.read(q.qeReport, at); err != nil {
		return err
	}
	if q.QEReportSignature, err = r.take(signatureSize, "the QE report signature"); err != nil {
		return err
	}
	size, err := r.uint16("the size of the QE authentication data")
	if err != nil {
		return err
	}
	if q.QEAuthData, err = r.take(int64(size), "the QE authentication data"); err != nil {
		return err
	}
	if q.CertificationType, err = r.uint16("the certification data type"); err != nil {
		return err
	}
	if err := r.fill("the certification data"); err != nil {
		return err
	}
	q.CertificationData, err = r.take(int64(r.end-r.pos), "the certification data")
	return err
}

// malformed is a failure of the step parse.
func malformed(offset int, clause, format string, args ...any) error {
	return frame.ErrorfAt(Kind, StepParse, clause, offset, format, args...)
}
