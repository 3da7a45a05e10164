package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/claim"
)

// kindNamed returns the kind of evidence of that name.
func kindNamed(kinds []kind, name string) (kind, error) {
	var names []string
	for _, k := range kinds {
		if k.name == name {
			return k, nil
		}
		names = append(names, k.name)
	}
	return kind{}, usage("found the kind of evidence %q, expected one of %s", name, strings.Join(names, ", "))
}

// verified returns the claims that evidence of the kind proves as of a time (T3.2).
// The file is that of the kind's required flag; members are other flags of "attest
// KIND", each as name=value, or a name alone.
func (k kind) verified(ctx context.Context, e *env, file string, members []string, at time.Time) ([]claim.Claim, error) {
	flags, err := k.fill(file, members)
	if err != nil {
		return nil, err
	}
	p, err := e.verifyEvidence(ctx, flags, at)
	return p.Claims(), err
}

// fill sets the flags of the kind.
func (k kind) fill(file string, members []string) (evidenceFlags, error) {
	flags := k.flags()
	parser, err := kong.New(flags, kong.Name(k.name), kong.NoDefaultHelp(), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}))
	if err != nil {
		return nil, err
	}
	main := slices.IndexFunc(parser.Model.Flags, func(f *kong.Flag) bool { return f.Required })
	if main < 0 {
		return nil, fmt.Errorf("evidence of kind %s has no file of its own", k.name)
	}
	args := []string{"--" + parser.Model.Flags[main].Name + "=" + file}
	for _, m := range members {
		args = append(args, "--"+m)
	}
	if _, err := parser.Parse(args); err != nil {
		return nil, usage("evidence of kind %s: %w", k.name, err)
	}
	return flags, nil
}
