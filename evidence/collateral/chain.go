package collateral

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// chain returns, in PEM, the certificates that a document's header has: the one that
// signs Intel's documents, and the root's. They are URL-encoded there (E3.14).
func (d Document) chain(header http.Header) ([]byte, error) {
	text := ""
	for _, name := range d.row().chains {
		if text = header.Get(name); text != "" {
			break
		}
	}
	if text == "" {
		return nil, fmt.Errorf("found no header %s, expected the issuer's certificates", d.row().chains[0])
	}
	// Not QueryUnescape: a plus is one of base64's characters.
	decoded, err := url.PathUnescape(text)
	if err != nil {
		return nil, fmt.Errorf("the header %s: found %q, expected URL-encoded PEM", d.row().chains[0], clip(text))
	}
	certs, err := readCertificates([]byte(decoded))
	if err != nil {
		return nil, fmt.Errorf("the header %s: %w", d.row().chains[0], err)
	}
	if len(certs) != 2 || certs[0].Subject.CommonName != "Intel SGX TCB Signing" || certs[1].Subject.CommonName != rootName {
		return nil, errors.New("the issuer's certificates: expected those of \"Intel SGX TCB Signing\" and \"" + rootName + "\"")
	}
	var out bytes.Buffer
	for _, cert := range certs {
		if err := pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}
