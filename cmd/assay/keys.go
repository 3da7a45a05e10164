package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/assay-policy/assay/token"
)

type keysCmd struct {
	Export keysExportCmd `cmd:"" help:"Export the public key that verifies tokens signed here."`
}

type keysExportCmd struct {
	JWKS bool `help:"Write a key set in JSON, as an issuer serves it under /certs. This is the default." name:"jwks" xor:"form"`
	PEM  bool `help:"Write the certificate with the public key, in PEM." name:"pem" xor:"form"`
	signing
}

func (keysExportCmd) Help() string {
	return `Examples:

    # Export the key set that "token verify --certs" takes.
    assay keys export > certs.json

    # Export the certificate of the ES256 key.
    assay keys export --alg ES256 --pem > cert.pem`
}

// Run writes the public half of the key that attest would sign with. It makes no
// key: nobody has signed with that yet.
func (c *keysExportCmd) Run(e *env) error {
	if err := c.kept(e); err != nil {
		return err
	}
	signer, err := c.signer(e, e.now())
	if err != nil {
		return err
	}
	text := append(signer.KeySet().JSON(), '\n')
	if c.PEM {
		if text, err = signer.KeySet().PEM(); err != nil {
			return err
		}
	}
	return e.answer(form{}, answer{text: func(w io.Writer) { w.Write(text) }})
}

// kept refuses to go on without a key that is there.
func (c *keysExportCmd) kept(e *env) error {
	if c.Key != "" {
		return nil
	}
	issuer, err := token.ParseIssuer(c.Issuer)
	if err != nil {
		return usage("--issuer: %v", err)
	}
	store, err := c.store(e)
	if err != nil {
		return err
	}
	if _, err = store.KeySet(issuer, token.Algorithm(c.Alg)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no %s key of %s is kept here: attest makes one on first use, --key names another", c.Alg, issuer)
	}
	return err
}
