package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/token"
)

type hashCmd struct {
	Files  []string `arg:"" name:"file" help:"Policy texts or envelopes; \"-\" is standard input."`
	Output string   `help:"How to print: ${enum}." enum:"text,json" default:"text" short:"o"`
}

// hashed is the answer for one file. The names are those of the token's claims.
type hashed struct {
	File      string `json:"file"`
	Policy    string `json:"x-ms-policy-hash"`
	TokenHash string `json:"x-ms-policy-token-hash,omitempty"`
}

// Run prints x-ms-policy-hash of each text (L8.1), and of an envelope also
// x-ms-policy-token-hash (L8.3, L8.4). Bytes are hashed as they are.
func (c *hashCmd) Run(e *env) error {
	if err := oneStdin(c.Files); err != nil {
		return err
	}
	var all []hashed
	for _, path := range c.Files {
		h, err := e.hash(path)
		if err != nil {
			return err
		}
		all = append(all, h)
	}
	if c.Output == "json" {
		return printJSON(e.out, all)
	}
	var b strings.Builder
	for _, h := range all {
		fmt.Fprintf(&b, "%s  %s\n", h.Policy, h.File)
		if h.TokenHash != "" {
			fmt.Fprintf(&b, "%s  %s (envelope, x-ms-policy-token-hash)\n", h.TokenHash, h.File)
		}
	}
	_, err := io.WriteString(e.out, b.String())
	return err
}

func (e *env) hash(path string) (hashed, error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil {
		return hashed{}, err
	}
	if !token.IsEnvelope(string(data)) {
		return hashed{File: path, Policy: ast.PolicyHash(string(data))}, nil
	}
	envelope, err := token.Unpack(string(data), token.UnpackOptions{})
	if err != nil {
		return hashed{}, refuse(fmt.Errorf("%s: %w", path, err))
	}
	for _, w := range envelope.Warnings {
		fmt.Fprintf(e.err, "%s: warning: %s\n", path, w.Message)
	}
	return hashed{path, envelope.PolicyHash, envelope.TokenHash}, nil
}
