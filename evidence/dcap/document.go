package dcap

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// documentKind is a kind of document that Intel signs: in an envelope of JSON, as
// a member beside its signature (E3.12).
type documentKind struct {
	name   string // for messages
	member string // of the envelope
	inner  string // a member that the document has, and the envelope has not
}

var (
	tcbInfoDocument    = documentKind{"the TCB info", "tcbInfo", "tcbLevels"}
	qeIdentityDocument = documentKind{"the QE identity", "enclaveIdentity", "mrsigner"}
)

// signedDocument is a document with its signature.
type signedDocument struct {
	signed    []byte // the bytes that are signed
	signature []byte // 64 bytes; nil if there is none
}

// open takes an envelope apart, or a document that comes without one, whose
// signature then is given beside it. The bytes that are signed are those of the
// member as they were received.
func (k documentKind) open(data, signature []byte, limits Limits) (d signedDocument, err error) {
	if err := frame.CheckSize(k.name, len(data), limits.document()); err != nil {
		return d, err
	}
	data = trimText(data)
	o, err := document(k.name, data, frame.Limits(limits.Limits).JSONDepth)
	if err != nil {
		return d, err
	}
	if o.has(k.inner) {
		// A copy: it must not change between the check of its signature and its reading.
		d = signedDocument{signed: bytes.Clone(data), signature: signature}
		if len(signature) != 0 && len(signature) != signatureSize {
			return d, fmt.Errorf("signature of %s has %d bytes, expected %d", k.name, len(signature), signatureSize)
		}
		return d, nil
	}
	if len(signature) > 0 {
		return d, fmt.Errorf("a signature was given with %s that has its own", k.name)
	}
	if o.has("signature") {
		d.signature = make([]byte, signatureSize)
		o.bytes("signature", d.signature)
	}
	o.object(k.member, func(*object) {})
	if o.err != nil {
		return d, o.err
	}
	// The tree holds no duplicates, so that this finds the same member.
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return d, fmt.Errorf("%s: %w", k.name, err)
	}
	d.signed = members[k.member]
	return d, nil
}

// trimText cuts what carriers put after text: NUL and white space.
func trimText(data []byte) []byte { return bytes.TrimRight(data, "\x00 \t\r\n") }

// isHex reports whether the data is hex, as some carriers write DER.
func isHex(data []byte) bool {
	for _, c := range data {
		if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f') {
			return false
		}
	}
	return len(data) > 0
}

// fromHex decodes data that is hex, and returns other data as it is.
func fromHex(data []byte) ([]byte, error) {
	text := trimText(data)
	if !isHex(text) {
		return data, nil
	}
	der := make([]byte, hex.DecodedLen(len(text)))
	_, err := hex.Decode(der, text)
	return der, err
}
