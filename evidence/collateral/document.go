package collateral

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// Document is a kind of document that the services hand out.
type Document uint8

// The documents. The zero value is none of them.
const (
	TCBInfo    Document = iota + 1 // of Intel: which security levels a platform can have
	QEIdentity                     // of Intel: what the quoting enclave has to be
	PCKCRL                         // of Intel: revoked platforms
	RootCRL                        // of Intel: revoked authorities
	VEK                            // of AMD: certificate of the key that signs reports
	Chain                          // of AMD: certificates of that key's issuer and of the root
	CRL                            // of AMD: revoked authorities
)

// document is what is known of one kind.
type document struct {
	name  string
	limit int  // in bytes (E1.8)
	json  bool // else a certificate or a revocation list
	// age is how long it may be kept before it is asked for again; 0 is until its end.
	age time.Duration
	// chains are the headers that may hold the issuer's certificates: of version 4 of
	// the service, and of version 3.
	chains []string
}

// day is how long documents are kept that Intel and AMD may replace before they expire:
// a list of the root's is good for a year, but an authority may be revoked tomorrow.
const day = 24 * time.Hour

var documents = [...]document{
	TCBInfo:    {"TCB info", dcap.DefaultDocument, true, day, []string{"TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"}},
	QEIdentity: {"QE identity", dcap.DefaultDocument, true, day, []string{"SGX-Enclave-Identity-Issuer-Chain"}},
	PCKCRL:     {"PCK CRL", evidence.DefaultCRL, false, day, nil},
	RootCRL:    {"root CRL", evidence.DefaultCRL, false, day, nil},
	VEK:        {"VCEK certificate", evidence.DefaultChain, false, 0, nil},
	Chain:      {"certificate chain", evidence.DefaultChain, false, 0, nil},
	CRL:        {"CRL", evidence.DefaultCRL, false, day, nil},
}

// row returns what is known of the document.
func (d Document) row() document {
	if int(d) >= len(documents) {
		return document{}
	}
	return documents[d]
}

// String returns the name of the document, as messages have it.
func (d Document) String() string {
	if name := d.row().name; name != "" {
		return name
	}
	return fmt.Sprintf("document %d", uint8(d))
}

// Limit returns how many bytes of the document a Client reads by default (E1.8).
func (d Document) Limit() int { return d.row().limit }

// MaxAge returns how long a Cache keeps the document at most; 0 means until it expires.
func (d Document) MaxAge() time.Duration { return d.row().age }

// checkType returns an error if the media type of an answer can't be that of the
// document. The services name certificates and lists by several types, so for these
// it tells only what they are not: error pages, mostly. What has no type is judged
// by its content alone.
func (d Document) checkType(header string) error {
	if header == "" {
		return nil
	}
	media, _, err := mime.ParseMediaType(header)
	if err != nil {
		return fmt.Errorf("found the content type %q, which is malformed", clip(header))
	}
	if d.row().json {
		if media != "application/json" {
			return fmt.Errorf("found content of type %q, expected application/json", clip(media))
		}
		return nil
	}
	group, kind, _ := strings.Cut(media, "/")
	other := slices.ContainsFunc([]string{"json", "xml", "html"}, func(s string) bool { return strings.HasSuffix(kind, s) })
	if media == "text/plain" || media == "binary/octet-stream" || group == "application" && !other {
		return nil
	}
	return fmt.Errorf("found content of type %q, expected a certificate or a revocation list", clip(media))
}
