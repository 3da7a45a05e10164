package snp

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/google/go-sev-guest/verify/trust"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/pki"
)

// Anchor holds the certificates above the VEKs of a product: what a chain is
// verified against (E1.4).
type Anchor struct {
	Product Product
	ARK     *x509.Certificate // root
	ASK     *x509.Certificate // issues VCEKs
	ASVK    *x509.Certificate // issues VLEKs
}

// intermediate returns the certificate that issues the VEKs of a kind.
func (a *Anchor) intermediate(s Signer) *x509.Certificate {
	if s == VLEK {
		return a.ASVK
	}
	return a.ASK
}

// source is where a product's certificates are built in. The root is pinned here
// too (E6.4): the module that holds them keeps them in variables.
type source struct {
	product   Product
	root      string // SHA-256 of the ARK in DER
	ask, asvk *[]byte
}

var sources = [...]source{
	{Milan, "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
		&trust.AskArkMilanVcekBytes, &trust.AskArkMilanVlekBytes},
	{Genoa, "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
		&trust.AskArkGenoaVcekBytes, &trust.AskArkGenoaVlekBytes},
	{Turin, "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
		&trust.AskArkTurinVcekBytes, &trust.AskArkTurinVlekBytes},
}

// builtIn reads AMD's certificates once, on first use.
var builtIn = sync.OnceValues(func() ([]Anchor, error) {
	anchors := make([]Anchor, 0, len(sources))
	for _, s := range sources {
		a, err := s.load()
		if err != nil {
			return nil, fmt.Errorf("built-in certificates of %s: %w", s.product, err)
		}
		anchors = append(anchors, a)
	}
	return anchors, nil
})

// BuiltIn returns AMD's certificates, as they are built in (E6.4). All callers
// share them: they must not be changed. An error means that this program was built
// with altered ones.
func BuiltIn() ([]Anchor, error) {
	anchors, err := builtIn()
	return append([]Anchor(nil), anchors...), err
}

// load reads the two files of a product, each intermediate and root, which must
// share the pinned root.
func (s source) load() (Anchor, error) {
	a := Anchor{Product: s.product}
	for _, file := range []struct {
		pem *[]byte
		to  **x509.Certificate
	}{{s.ask, &a.ASK}, {s.asvk, &a.ASVK}} {
		ders, err := pki.Certificates(*file.pem, evidence.Limits{})
		if err != nil {
			return Anchor{}, err
		}
		if len(ders) != 2 {
			return Anchor{}, fmt.Errorf("found %d certificates, expected 2", len(ders))
		}
		if sum := sha256.Sum256(ders[1]); hex.EncodeToString(sum[:]) != s.root {
			return Anchor{}, errors.New("found a root other than the pinned one")
		}
		if *file.to, err = x509.ParseCertificate(ders[0]); err != nil {
			return Anchor{}, err
		}
		if a.ARK, err = x509.ParseCertificate(ders[1]); err != nil {
			return Anchor{}, err
		}
	}
	return a, nil
}
