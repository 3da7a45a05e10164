package pki

import (
	"bytes"
	"fmt"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// derStart is the tag of an ASN.1 SEQUENCE, with which every DER certificate and
// revocation list begins. PEM begins with a dash or white space.
const derStart = 0x30

// Certificates splits a chain, one DER certificate or any number in PEM, into
// DER. Of PEM it takes one spelling: white space and NUL may be between the
// blocks (carriers pad with them, E1.7), any other byte is refused, and so is lax
// base64 (E6.4). With an error come the certificates before it. The result
// shares no memory with data.
func Certificates(data []byte, limits evidence.Limits) ([][]byte, error) {
	limits = frame.Limits(limits)
	if err := frame.CheckSize("the certificate chain", len(data), limits.Chain); err != nil {
		return nil, err
	}
	if len(data) > 0 && data[0] == derStart {
		return [][]byte{bytes.Clone(data)}, nil
	}
	return pemBlocks(data, "CERTIFICATE", limits.Certificates)
}

// pemBlocks reads blocks of one label, at most that many. encoding/pem is of no
// use here: it passes over whatever is between blocks.
func pemBlocks(data []byte, label string, most int) (blocks [][]byte, err error) {
	begin, end := []byte("-----BEGIN "+label+"-----"), []byte("-----END "+label+"-----")
	for pos := skipPadding(data, 0); pos < len(data); pos = skipPadding(data, pos) {
		body, ok := bytes.CutPrefix(data[pos:], begin)
		if !ok {
			return blocks, fmt.Errorf("found stray bytes at byte %d of the PEM, expected %q", pos, begin)
		}
		if len(blocks) == most {
			return blocks, fmt.Errorf("found more than %d PEM blocks, the limit", most)
		}
		body, _, ok = bytes.Cut(body, end)
		if !ok {
			return blocks, fmt.Errorf("found the end of the PEM, expected %q", end)
		}
		der, err := frame.DecodeBase64(withoutSpace(body))
		if err != nil {
			return blocks, fmt.Errorf("PEM block %d: %w", len(blocks)+1, err)
		}
		blocks = append(blocks, der)
		pos += len(begin) + len(body) + len(end)
	}
	return blocks, nil
}

// skipPadding returns the position of the next byte that is neither white space nor NUL.
func skipPadding(data []byte, pos int) int {
	for pos < len(data) && (data[pos] == 0 || isSpace(data[pos])) {
		pos++
	}
	return pos
}

func withoutSpace(b []byte) string {
	kept := make([]byte, 0, len(b))
	for _, c := range b {
		if !isSpace(c) {
			kept = append(kept, c)
		}
	}
	return string(kept)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
