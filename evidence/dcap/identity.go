package dcap

import (
	"time"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// QEIdentity is a document of Intel's that says what a quoting enclave must be,
// and what each version of it is good for. What is read from one proves nothing
// until its signature is checked.
type QEIdentity struct {
	TEE              TEE
	EvaluationNumber int64
	IssueDate        time.Time
	NextUpdate       time.Time

	miscSelect, miscMask [4]byte
	attributes, attrMask [16]byte
	mrSigner             [32]byte
	isvProdID            uint16
	levels               []svnLevel // highest first
}

// identityVersion is the one version of QE identities (E3.7).
const identityVersion = 2

// ReadQEIdentity reads a QE identity as Intel serves it, or the document in it
// alone. No signature is checked.
func ReadQEIdentity(data []byte, limits Limits) (*QEIdentity, error) {
	d, err := qeIdentityDocument.open(data, nil, limits)
	if err != nil {
		return nil, err
	}
	return readQEIdentity(d.signed, limits)
}

func readQEIdentity(text []byte, limits Limits) (*QEIdentity, error) {
	o, err := document("the QE identity", text, frame.Limits(limits.Limits).JSONDepth)
	if err != nil {
		return nil, err
	}
	q := &QEIdentity{TEE: teeOf(o, "QE", "TD_QE")}
	if n := o.number("version", 1<<15); n != identityVersion {
		o.fail("\"version\" is %d, expected %d", n, identityVersion)
	}
	q.IssueDate, q.NextUpdate = o.time("issueDate"), o.time("nextUpdate")
	q.EvaluationNumber = o.number("tcbEvaluationDataNumber", 1<<31)
	o.bytes("miscselect", q.miscSelect[:])
	o.bytes("miscselectMask", q.miscMask[:])
	o.bytes("attributes", q.attributes[:])
	o.bytes("attributesMask", q.attrMask[:])
	o.bytes("mrsigner", q.mrSigner[:])
	q.isvProdID = uint16(o.number("isvprodid", 1<<16-1))
	q.levels = readSVNLevels(o)
	return q, o.err
}
