package suite

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/internal/spell"
)

// Inputs reads what test files name. Paths are those of the test file's folder
// joined with what it says.
type Inputs struct {
	// Read returns the bytes of a file, and an error if there are more than the
	// limit.
	Read func(path string, limit int64) ([]byte, error)
	// Claims reads a claims file (L10.1). If it is nil, the file is read by Read.
	Claims func(path string) ([]claim.Claim, error)
	// Evidence verifies evidence, whose paths are relative to a folder, and returns
	// the claims that it proves. If it is nil, cases with evidence are errors.
	Evidence func(ctx context.Context, folder string, e *testfile.Evidence) ([]claim.Claim, error)
}

// maxPolicy is the largest policy that is read, in bytes (L9.1).
const maxPolicy = 1 << 20

// claims returns the claims of an input (T3.2): those of its origin, with its
// changes.
func (f *file) claims(ctx context.Context, in *testfile.Input) ([]claim.Claim, error) {
	claims, err := f.origin(ctx, in.Origin)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Remove {
		left := without(claims, t.Text)
		if len(left) == len(claims) {
			return nil, f.at(t, "found no claim of type %q to remove%s", t.Text, meantType(t.Text, claims))
		}
		claims = left
	}
	for _, s := range in.Set {
		claims = replaced(claims, s)
	}
	return append(claims, in.Add...), nil
}

// origin returns claims of their own: changes to them change no other input.
func (f *file) origin(ctx context.Context, o testfile.Origin) ([]claim.Claim, error) {
	switch o := o.(type) {
	case *testfile.Claims:
		return slices.Clone(o.Claims), nil
	case *testfile.ClaimsFile:
		return f.placed(o.Path)(f.claimsFile(f.path(o.Path.Text)))
	case *testfile.Token:
		return f.placed(o.Path)(f.token(f.path(o.Path.Text)))
	case *testfile.Evidence:
		if f.run.Inputs.Evidence == nil {
			return nil, f.at(o.Kind, "no evidence can be verified here")
		}
		return f.placed(o.Path)(f.run.Inputs.Evidence(ctx, path.Dir(f.name), o))
	case *testfile.Base:
		claims, err := f.fixtures[o.Name.Text](ctx)
		return slices.Clone(claims), err
	}
	return nil, errors.New("found an input without an origin")
}

// path is that of a file which the test file names.
func (f *file) path(name string) string {
	if !path.IsAbs(name) && f.name != "-" {
		name = path.Join(path.Dir(f.name), name)
	}
	if name == "-" {
		return "./-" // a file of that name, not standard input
	}
	return name
}

// at returns an error at a place of the test file.
func (f *file) at(t testfile.Text, format string, args ...any) error {
	p := f.source.Place(t.From)
	return fmt.Errorf("%s:%d:%d: %w", f.name, p.Line, p.Column, fmt.Errorf(format, args...))
}

// placed adds the place of the input to an error.
func (f *file) placed(t testfile.Text) func([]claim.Claim, error) ([]claim.Claim, error) {
	return func(claims []claim.Claim, err error) ([]claim.Claim, error) {
		if err != nil {
			return nil, f.at(t, "%w", err)
		}
		return claims, nil
	}
}

func (f *file) claimsFile(path string) ([]claim.Claim, error) {
	if f.run.Inputs.Claims != nil {
		return f.run.Inputs.Claims(path)
	}
	data, err := f.run.Inputs.Read(path, claim.DefaultMaxBytes)
	if err != nil {
		return nil, err
	}
	return parsed(path, data)
}

func parsed(path string, data []byte) ([]claim.Claim, error) {
	claims, err := claim.ParseFile(data, claim.FileOptions{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return claims, nil
}

// without returns the claims of other types.
func without(claims []claim.Claim, typ string) []claim.Claim {
	return slices.DeleteFunc(slices.Clone(claims), func(c claim.Claim) bool { return c.Type == typ })
}

// replaced puts claims where the first of their type is, at the end without, and
// drops all others of the type.
func replaced(claims []claim.Claim, s testfile.Set) []claim.Claim {
	at := slices.IndexFunc(claims, func(c claim.Claim) bool { return c.Type == s.Type.Text })
	if at < 0 {
		return append(claims, s.Claims...)
	}
	before := claims[:at:at]
	return slices.Concat(before, s.Claims, without(claims[at:], s.Type.Text))
}

// meantType suggests the type of a claim that is there.
func meantType(typ string, claims []claim.Claim) string {
	var names []string
	for _, c := range claims {
		names = append(names, c.Type)
	}
	if near := spell.Closest(typ, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
