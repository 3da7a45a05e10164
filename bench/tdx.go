package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/go-tdx-guest/pcs"
	tdxguest "github.com/google/go-tdx-guest/verify"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// tdxTime is when the collateral of the measured quote was valid.
var tdxTime = time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)

// tdxRows compare the verification of a TDX quote with that by go-tdx-guest, and with
// its two signatures alone.
func tdxRows() []workload {
	return []workload{{
		name: "tdx-quote", title: "verification of a TDX quote of 5 KB", control: "floor", make: tdxEngines,
	}}
}

func tdxEngines() ([]engine, error) {
	quote, err := os.ReadFile(filepath.Join(testdata, "evidence/tdx/dcap-qvl/tdx_quote"))
	if err != nil {
		return nil, err
	}
	file, err := os.ReadFile(filepath.Join(testdata, "evidence/tdx/dcap-qvl/tdx_quote_collateral.json"))
	if err != nil {
		return nil, err
	}
	collateral, err := dcap.ReadCollateral(file, dcap.Limits{})
	if err != nil {
		return nil, err
	}
	parsed, err := dcap.ParseQuote(quote, dcap.Limits{})
	if err != nil {
		return nil, err
	}
	floor, err := tdxFloor(parsed)
	if err != nil {
		return nil, err
	}
	at, roots := timesOf(tdxTime), rootOf(parsed.CertificationData)
	in := tdx.Input{Quote: quote, Collateral: collateral}
	return []engine{
		floor,
		assayTDX("assay", "a verifier that is kept: PCK chain and collateral are in its cache", in, tdx.Options{}),
		assayTDX("assay-uncached", "all of the quote and its collateral, each time", in, tdx.Options{CachedChains: -1}),
		guestTDX("go-tdx-guest", "all of the quote and its collateral, each time; it has no cache", quote, &tdxguest.Options{
			CheckRevocations: true, GetCollateral: true, Getter: memory{collateral, parsed.CertificationData}, Now: at, TrustedRoots: roots}),
		guestTDX("go-tdx-guest-bare", "the quote without its collateral: no TCB info, QE identity or revocation lists", quote, &tdxguest.Options{Now: at, TrustedRoots: roots}),
	}, nil
}

// assayTDX verifies evidence by all steps, and makes its claims.
func assayTDX(name, form string, in tdx.Input, options tdx.Options) engine {
	verifier := tdx.NewVerifier(options)
	var got *tdx.Verified
	var err error
	return engine{
		name: name, form: form,
		run: func() { got, err = verifier.Verify(context.Background(), in, tdxTime) },
		check: func() error {
			if err != nil {
				return err
			}
			if got.TCB().Status != dcap.UpToDate || len(got.Claims()) < 26 {
				return fmt.Errorf("got status %s and %d claims, expected UpToDate and 26", got.TCB().Status, len(got.Claims()))
			}
			return nil
		},
	}
}

// guestTDX verifies a quote by go-tdx-guest, which says yes or no.
func guestTDX(name, form string, quote []byte, options *tdxguest.Options) engine {
	err := errors.New("it didn't run")
	return engine{
		name: name, form: form,
		run:   func() { err = tdxguest.RawTdxQuote(quote, options) },
		check: func() error { return err },
	}
}

// rootOf trusts the last certificate of a chain.
func rootOf(chain []byte) *x509.CertPool {
	roots := x509.NewCertPool()
	for {
		block, rest := pem.Decode(chain)
		if block == nil {
			return roots
		}
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
			roots = x509.NewCertPool()
			roots.AddCert(cert)
		}
		chain = rest
	}
}

// timesOf is one time for all that go-tdx-guest looks at.
func timesOf(at time.Time) *tdxguest.TimeSet {
	return &tdxguest.TimeSet{PckCertChain: at, TcbInfo: at, QeIdentity: at, PckCrl: at, RootCaCrl: at}
}

// memory serves collateral to go-tdx-guest as Intel's service does.
type memory struct {
	dcap.Collateral
	chain []byte // of the PCK certificate
}

// Get returns what Intel's service has at an address; at any other one it is the list
// of the root.
func (m memory) Get(address string) (map[string][]string, []byte, error) {
	header := func(name string, chain []byte) map[string][]string {
		const end = "-----END CERTIFICATE-----\n"
		text := string(chain) // after which NULs or more of the quote may come
		if i := strings.LastIndex(text, end); i >= 0 {
			text = text[:i+len(end)]
		}
		return map[string][]string{name: {url.QueryEscape(text)}}
	}
	parts := make(map[dcap.Part][]byte)
	for _, f := range m.Files() {
		parts[f.Part] = f.Data
	}
	switch {
	case strings.Contains(address, "/tcb?"):
		return header(pcs.TcbInfoIssuerChainPhrase, m.SigningChain), parts[dcap.PartTCBInfo], nil
	case strings.Contains(address, "/qe/identity"):
		chain := m.SigningChain
		if m.IdentityChain != nil {
			chain = m.IdentityChain
		}
		return header(pcs.SgxQeIdentityIssuerChainPhrase, chain), parts[dcap.PartQEIdentity], nil
	case strings.Contains(address, "/pckcrl"):
		_, issuers := pem.Decode(m.chain)
		return header(pcs.SgxPckCrlIssuerChainPhrase, issuers), m.PCKCRL, nil
	}
	return nil, m.RootCRL, nil
}

// tdxFloor checks the two signatures of a quote of version 4, with the PCK's key at
// hand, and does nothing else.
func tdxFloor(q *dcap.Quote) (engine, error) {
	block, _ := pem.Decode(q.CertificationData)
	if block == nil {
		return engine{}, errors.New("the quote has no PCK chain")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return engine{}, err
	}
	pck, ok := cert.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return engine{}, errors.New("the PCK is of another algorithm")
	}
	const size = 48 + dcap.TDReportSize
	signed, report := q.Bytes()[:size], q.Bytes()[size+4+64+64+6:][:dcap.EnclaveReportSize]
	holds := func(key *ecdsa.PublicKey, data, signature []byte) bool {
		sum := sha256.Sum256(data)
		return ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
	}
	good := false
	return engine{
		name: "floor", form: "crypto/ecdsa: the two signatures of the quote",
		run: func() {
			key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append([]byte{4}, q.AttestationKey...))
			good = err == nil && holds(pck, report, q.QEReportSignature) && holds(key, signed, q.Signature)
		},
		check: func() error {
			if !good {
				return errors.New("a signature doesn't hold")
			}
			return nil
		},
	}, nil
}
