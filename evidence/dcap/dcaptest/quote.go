package dcaptest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Quote is a quote to be signed. Everything in it may be changed before Sign.
type Quote struct {
	Platform *Platform
	Header   [48]byte
	BodyType uint16 // written with the size of the body in version 5
	Body     []byte
	Key      *ecdsa.PrivateKey // the attestation key
	QEReport [dcap.EnclaveReportSize]byte
	AuthData []byte // of the quoting enclave
	// CertificationType and CertificationData say how the PCK is told; nil data stand
	// for the platform's chain.
	CertificationType uint16
	CertificationData []byte
	// ChangeKey changes the point of the attestation key that is written and bound; nil
	// leaves it as it is.
	ChangeKey func([]byte)
	// Bind puts the hash of attestation key and authentication data into the QE
	// report when it is signed; without it, what is there stays.
	Bind bool
}

// Quote makes a quote of that version: for SGX of an enclave that isn't
// debuggable, for TDX of a TD of 1.0, or of 1.5 in version 5.
func (p *Platform) Quote(t testing.TB, version int) *Quote {
	t.Helper()
	q := &Quote{
		Platform: p, BodyType: 1, Key: NewKey(t), Body: EnclaveReport(), AuthData: bytes.Repeat([]byte{0xAD}, 32),
		CertificationType: 5, Bind: true,
	}
	binary.LittleEndian.PutUint16(q.Header[0:], uint16(version))
	q.Header[2] = 2 // ECDSA P-256
	copy(q.Header[12:], []byte{0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07})
	if p.TEE == dcap.TDX {
		q.Header[4] = 0x81
		q.BodyType, q.Body = 2, TDReport(dcap.TDReportSize)
		if version == 5 {
			q.BodyType, q.Body = 3, TDReport(dcap.TDReport15Size)
		}
	}
	q.QEReport[48] = 0x11                                         // INIT, PROVISION_KEY
	copy(q.QEReport[128:160], bytes.Repeat([]byte{0x8C}, 32))     // MRSIGNER
	binary.LittleEndian.PutUint16(q.QEReport[256:], qeProd(p))    // ISVPRODID
	binary.LittleEndian.PutUint16(q.QEReport[258:], qeSVN)        // ISVSVN
	copy(q.QEReport[64:96], bytes.Repeat([]byte{0x0E}, 32))       // MRENCLAVE
	copy(q.QEReport[0:16], p.PCK.CPUSVN[:])                       // CPUSVN
	binary.LittleEndian.PutUint64(q.QEReport[56:], 0x00000000_e7) // XFRM
	return q
}

const qeSVN = 8

func qeProd(p *Platform) uint16 {
	if p.TEE == dcap.TDX {
		return 2
	}
	return 1
}

// EnclaveReport returns the body of a quote of SGX.
func EnclaveReport() []byte {
	r := make([]byte, dcap.EnclaveReportSize)
	copy(r, []byte{11, 11, 2, 2, 255, 1, 12, 5})          // CPUSVN
	r[48] = 0x05                                          // INIT, 64-bit
	r[56] = 0x07                                          // XFRM
	copy(r[64:96], bytes.Repeat([]byte{0xA1}, 32))        // MRENCLAVE
	copy(r[128:160], bytes.Repeat([]byte{0xB2}, 32))      // MRSIGNER
	binary.LittleEndian.PutUint16(r[256:], 4660)          // ISV_PROD_ID
	binary.LittleEndian.PutUint16(r[258:], 7)             // ISV_SVN
	copy(r[320:384], bytes.Repeat([]byte{0xC3, 0x3C}, 8)) // REPORT_DATA
	return r
}

// TDReport returns the body of a quote of TDX, of 584 or 648 bytes.
func TDReport(size int) []byte {
	r := make([]byte, size)
	copy(r, []byte{6, 1, 3})                         // TEE_TCB_SVN
	copy(r[16:64], bytes.Repeat([]byte{0xD1}, 48))   // MRSEAM
	r[123] = 0x10                                    // TDATTRIBUTES: SEPT_VE_DISABLE
	r[128] = 0xE7                                    // XFAM
	copy(r[136:184], bytes.Repeat([]byte{0xD2}, 48)) // MRTD
	for i := range 4 {
		copy(r[328+48*i:], bytes.Repeat([]byte{0xE0 + byte(i)}, 48))
	}
	copy(r[520:584], bytes.Repeat([]byte{0xC3, 0x3C}, 8)) // REPORT_DATA
	if size == dcap.TDReport15Size {
		copy(r[584:600], []byte{6, 1, 3}) // TEE_TCB_SVN2
	}
	return r
}

// SetKSS gives an enclave key separation and sharing, with values for what it adds.
func (q *Quote) SetKSS() {
	q.Body[48] |= 0x80
	copy(q.Body[32:48], bytes.Repeat([]byte{0x51}, 16))   // ISV_EXT_PROD_ID
	copy(q.Body[192:256], bytes.Repeat([]byte{0x52}, 64)) // CONFIG_ID
	binary.LittleEndian.PutUint16(q.Body[260:], 0x5354)   // CONFIG_SVN
	copy(q.Body[304:320], bytes.Repeat([]byte{0x55}, 16)) // ISV_FAMILY_ID
}

// SetReportData puts data into the report data, and zeros after it.
func (q *Quote) SetReportData(data []byte) {
	field := q.Body[320:384]
	if q.Platform.TEE == dcap.TDX {
		field = q.Body[520:584]
	}
	clear(field)
	copy(field, data)
}

// Signed returns header and body, which the attestation key signs.
func (q *Quote) Signed() []byte {
	out := slices.Clone(q.Header[:])
	if q.Header[0] == 5 {
		out = binary.LittleEndian.AppendUint16(out, q.BodyType)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(q.Body)))
	}
	return append(out, q.Body...)
}

// AttestationKey returns the point of the attestation key, as quotes have it.
func (q *Quote) AttestationKey(t testing.TB) []byte {
	t.Helper()
	point, err := q.Key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	point = point[1:]
	if q.ChangeKey != nil {
		q.ChangeKey(point)
	}
	return point
}

// Sign signs the QE report by the PCK and the quote by the attestation key.
func (q *Quote) Sign(t testing.TB) []byte {
	t.Helper()
	key := q.AttestationKey(t)
	if q.Bind {
		sum := sha256.Sum256(append(slices.Clone(key), q.AuthData...))
		clear(q.QEReport[320:])
		copy(q.QEReport[320:], sum[:])
	}
	signed := q.Signed()
	return Assemble(signed, Sign(t, q.Key, signed), key, q.certification(t))
}

// certification writes the QE report and what certifies it.
func (q *Quote) certification(t testing.TB) []byte {
	t.Helper()
	data := q.CertificationData
	if data == nil {
		data = q.Platform.Chain(t)
	}
	out := slices.Concat(q.QEReport[:], Sign(t, q.Platform.Key, q.QEReport[:]))
	out = binary.LittleEndian.AppendUint16(out, uint16(len(q.AuthData)))
	out = append(out, q.AuthData...)
	out = binary.LittleEndian.AppendUint16(out, q.CertificationType)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	return append(out, data...)
}

// Assemble puts the parts of a quote together, by the version in its header.
func Assemble(signed, signature, key, certification []byte) []byte {
	if signed[0] > 3 {
		wrapped := binary.LittleEndian.AppendUint16(nil, 6)
		wrapped = binary.LittleEndian.AppendUint32(wrapped, uint32(len(certification)))
		certification = append(wrapped, certification...)
	}
	out := binary.LittleEndian.AppendUint32(slices.Clone(signed), uint32(len(signature)+len(key)+len(certification)))
	return slices.Concat(out, signature, key, certification)
}
