package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/assay-policy/assay/token"
)

// word is a flag's value that can't be empty: a script whose variable isn't set
// must not be taken for one that expects nothing.
type word string

// UnmarshalText reads the flag.
func (w *word) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("found an empty value")
	}
	*w = word(text)
	return nil
}

// texts are the values of a flag that may be given several times.
func texts(words []word) []string {
	var list []string
	for _, w := range words {
		list = append(list, string(w))
	}
	return list
}

// trusting is whom a relying party trusts, and by which keys: the counterpart of
// signing, without a private key.
type trusting struct {
	Issuer   word          `help:"Issuer to trust: its attest URI." default:"https://localhost" placeholder:"URL"`
	Certs    word          `help:"The issuer's public keys: a key set, as the issuer serves it under /certs, or certificates or public keys in PEM; default: the key in the state directory." placeholder:"FILE" xor:"keys"`
	Key      word          `help:"The key file that attest was given; only its public key is used." placeholder:"FILE" xor:"keys"`
	StateDir word          `help:"State directory, where keys are kept; default: $XDG_STATE_HOME/assay or ~/.local/state/assay." placeholder:"DIR"`
	Roots    word          `help:"Certificates in PEM of the authorities that may certify the keys of TPM and VBS tokens; default: none, so such tokens are refused." placeholder:"FILE"`
	Alg      []string      `help:"Algorithm to accept in addition to RS256, and that of the key in the state directory; may be given several times." enum:"RS256,PS256,ES256,ES384" default:"RS256" sep:"none"`
	Skew     time.Duration `help:"Clock skew to tolerate, at most 5m." default:"60s" placeholder:"DURATION"`
}

// verifier returns the relying party that the flags describe.
func (c *trusting) verifier(e *env) (*token.Verifier, error) {
	issuer, err := token.ParseIssuer(string(c.Issuer))
	if err != nil {
		return nil, usage("--issuer: %v", err)
	}
	v := &token.Verifier{Issuer: issuer, Skew: c.Skew}
	if c.Skew == 0 {
		v.Skew = token.NoSkew
	}
	for _, a := range c.Alg {
		v.Algorithms = append(v.Algorithms, token.Algorithm(a))
	}
	if c.Roots != "" {
		roots, err := e.certificates(string(c.Roots))
		if err != nil {
			return nil, err
		}
		v.Roots = x509.NewCertPool()
		for _, cert := range roots {
			v.Roots.AddCert(cert)
		}
	}
	keys, err := c.keys(e, v)
	if err != nil {
		return nil, err
	}
	v.Keys = keys
	return v, nil
}

// keys are those of the issuer that the caller trusts, never of the token (S3.1).
func (c *trusting) keys(e *env, v *token.Verifier) (*token.KeySet, error) {
	switch {
	case c.Certs != "":
		return e.keySet(string(c.Certs))
	case c.Key != "":
		pair, err := token.ReadKeyPair(string(c.Key))
		if err != nil {
			return nil, err
		}
		return pair.KeySet()
	}
	store, err := e.store(string(c.StateDir))
	if err != nil {
		return nil, fmt.Errorf("%w (use --certs, --key or --state-dir)", err)
	}
	set, err := store.KeySet(v.Issuer, v.Algorithms...)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no %s key of %s is kept here: give the issuer's with --certs, or the key file with --key", strings.Join(c.Alg, " or "), v.Issuer)
	}
	return set, err
}

// keySet reads the public keys of an issuer, in either form.
func (e *env) keySet(path string) (*token.KeySet, error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil {
		return nil, err
	}
	parse := token.ParseKeySetPEM // other tools write words before a block
	if text := bytes.TrimLeft(data, " \t\r\n"); bytes.HasPrefix(text, []byte("{")) || !bytes.Contains(text, []byte("-----BEGIN ")) {
		parse = token.ParseKeySet
	}
	set, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}

// certificates reads a file of certificates in PEM.
func (e *env) certificates(path string) ([]*x509.Certificate, error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil {
		return nil, err
	}
	var certs []*x509.Certificate
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s: found a PEM block %q, expected certificates", path, block.Type)
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d: %w", path, len(certs)+1, err)
		}
		certs, data = append(certs, cert), rest
	}
	if len(certs) == 0 || bytes.Contains(data, []byte("-----BEGIN ")) {
		return nil, fmt.Errorf("%s: found no certificate or a damaged one, expected PEM", path)
	}
	return certs, nil
}
