package main

import (
	"fmt"
	"io"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

type hashCmd struct {
	Files []string `arg:"" name:"file" help:"Policy texts or envelopes; \"-\" is standard input."`
	form
}

func (hashCmd) Help() string {
	return `The hash of a policy is that of the file's bytes, as tokens carry it in x-ms-policy-hash. For a policy envelope, the hash of the policy inside and x-ms-policy-token-hash are printed.

Examples:

    # Print the hash to expect in tokens.
    assay hash policy.maa

    # Print it for a script.
    cat policy.maa | assay hash -o json -`
}

// hashed is a file with the hash of its policy, and that of the envelope if it
// is one.
type hashed struct{ file, policy, token string }

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
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			var files []jsondoc.Value
			for _, h := range all {
				files = append(files, h.json())
			}
			return jsondoc.NewArray(files)
		},
		text: func(w io.Writer) {
			for _, h := range all {
				fmt.Fprintf(w, "%s  %s\n", h.policy, h.file)
				if h.token != "" {
					fmt.Fprintf(w, "%s  %s (envelope, x-ms-policy-token-hash)\n", h.token, h.file)
				}
			}
		},
	})
}

// json is the answer for one file, named as the token's claims are.
func (h hashed) json() jsondoc.Value {
	names := []string{"file", "x-ms-policy-hash"}
	values := []jsondoc.Value{jsondoc.NewString(ast.SlashPath(h.file)), jsondoc.NewString(h.policy)}
	if h.token != "" {
		names, values = append(names, "x-ms-policy-token-hash"), append(values, jsondoc.NewString(h.token))
	}
	return jsondoc.NewObject(names, values)
}

func (e *env) hash(path string) (hashed, error) {
	data, err := e.read(path, maxEnvelope)
	if err != nil {
		return hashed{}, err
	}
	if !token.IsEnvelope(string(data)) {
		return hashed{file: path, policy: ast.PolicyHash(string(data))}, nil
	}
	envelope, err := token.Unpack(string(data), token.UnpackOptions{})
	if err != nil {
		return hashed{}, refuse(fmt.Errorf("%s: %w", path, err))
	}
	for _, w := range envelope.Warnings {
		fmt.Fprintf(e.notes(), "%s: warning: %s\n", path, w.Message)
	}
	return hashed{path, envelope.PolicyHash, envelope.TokenHash}, nil
}
