package main

import (
	"fmt"
	"time"

	"github.com/assay-policy/assay/token"
)

// signing is how tokens are signed, and by whom.
type signing struct {
	Issuer   string `help:"Issuer of the token: its attest URI." default:"https://localhost" placeholder:"URL"`
	Alg      string `help:"Algorithm of the signature." enum:"RS256,PS256,ES256,ES384" default:"RS256"`
	Key      word   `help:"Private key in PEM, followed by its certificate if it has one; default: a key in the state directory, made on first use." placeholder:"FILE"`
	StateDir word   `help:"State directory, where keys are kept; default: $XDG_STATE_HOME/assay or ~/.local/state/assay." placeholder:"DIR"`
}

// signer returns the given key, or the kept one, which is made on first use.
func (s *signing) signer(e *env, now time.Time) (*token.Signer, error) {
	alg, err := token.ParseAlgorithm(s.Alg)
	if err != nil {
		return nil, usage("%v", err)
	}
	issuer, err := token.ParseIssuer(s.Issuer)
	if err != nil {
		return nil, usage("--issuer: %v", err)
	}
	if s.Key != "" {
		pair, err := token.ReadKeyPair(string(s.Key))
		if err != nil {
			return nil, err
		}
		opts := token.SignerOptions{Algorithm: alg, Issuer: issuer}
		if len(pair.Certificates) > 0 {
			opts.Certificate = pair.Certificates[0]
		}
		return token.NewSigner(pair.Key, opts, now)
	}
	store, err := s.store(e)
	if err != nil {
		return nil, err
	}
	return store.Signer(alg, issuer, now)
}

// store is where keys are kept.
func (s *signing) store(e *env) (*token.KeyStore, error) {
	store, err := e.store(string(s.StateDir))
	if err != nil {
		return nil, fmt.Errorf("%w (use --state-dir or --key)", err)
	}
	return store, nil
}

// store opens the keys in a state directory, that of the user if none is named.
func (e *env) store(dir string) (*token.KeyStore, error) {
	if dir == "" {
		var err error
		if dir, err = token.DefaultStateDir(e.getenv); err != nil {
			return nil, err
		}
	}
	return token.OpenKeyStore(dir)
}
