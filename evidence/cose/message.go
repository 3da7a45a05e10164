package cose

import (
	"cmp"
	"time"

	"github.com/assay-policy/assay/evidence"
)

// DefaultMessage is the default limit of a message, in bytes (E1.8).
const DefaultMessage = 256 << 10

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	evidence.Limits
	Message int // bytes of a message, DefaultMessage if zero
}

// Message is a message that was read. Its slices refer to the bytes read, and it
// proves nothing until it was verified (E1.1).
type Message struct {
	Algorithm   Algorithm
	ContentType string    // as the message says; "" if it doesn't
	Chain       [][]byte  // of x5chain: certificates in DER, the leaf first
	Issuer      string    // a did:x509
	Feed        string    // of what the message is an edition
	SigningTime time.Time // in UTC, as the issuer says
	Payload     []byte

	protected []byte // header, as it was signed
	signature []byte
}

// sign1Tag is the tag of COSE_Sign1 (RFC 9052 section 4.2).
const sign1Tag = 18

// Parse reads a message, which is all of data, and checks its form (E6.11). It
// checks no signature. The error is an *Error.
func Parse(data []byte, limits Limits) (*Message, error) {
	if limit := cmp.Or(limits.Message, DefaultMessage); len(data) > limit {
		return nil, errorfAt(limit, "the message has %d bytes, the limit is %d", len(data), limit)
	}
	r := &reader{data: data}
	n, err := r.expect(tag, "the message")
	if err == nil && n != sign1Tag {
		err = r.fail(0, "found tag %d, expected %d (COSE_Sign1)", n, sign1Tag)
	}
	if err != nil {
		return nil, err
	}
	start := r.at
	n, err = r.expect(array, "the content of the tag")
	if err == nil && n != 4 {
		err = r.fail(start, "found an array of %d items, expected 4", n)
	}
	if err != nil {
		return nil, err
	}
	m := &Message{}
	if err := m.read(r, limits.Limits); err != nil {
		return nil, err
	}
	if r.at < len(data) {
		return nil, r.fail(r.at, "found %d bytes after the message", len(data)-r.at)
	}
	return m, nil
}

// read reads the four items of a message: both headers, payload, signature.
func (m *Message) read(r *reader, limits evidence.Limits) (err error) {
	if m.protected, err = r.bytes("the protected header"); err != nil {
		return err
	}
	h := &header{message: m, limits: limits, seen: make(map[label]bool)}
	inner := &reader{data: m.protected, base: r.at - len(m.protected), open: 1} // in its map
	if len(m.protected) > 0 {
		if err := h.read(inner, h.protected); err != nil {
			return err
		}
	}
	if inner.at < len(m.protected) {
		return inner.fail(inner.at, "found %d bytes after the protected header", len(m.protected)-inner.at)
	}
	if err := h.complete(inner); err != nil {
		return err
	}
	r.open = 3 // tag, array and map
	if err := h.read(r, h.unprotected); err != nil {
		return err
	}
	if m.Payload, err = r.bytes("the payload"); err != nil {
		return err
	}
	m.signature, err = r.bytes("the signature")
	return err
}
