package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// inputs reads what test files name, and notes it for --watch. It serves several
// cases at a time.
type inputs struct {
	env *env

	mu   sync.Mutex
	seen map[string]fileState
}

// fileState is what tells whether a file changed. The zero one is that of a file
// that isn't there.
type fileState struct {
	size     int64
	modified time.Time
}

func stateOf(path string) fileState {
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}
	}
	return fileState{info.Size(), info.ModTime()}
}

// note remembers a file as it is before it is read.
func (in *inputs) note(path string) {
	state := stateOf(path)
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, ok := in.seen[path]; !ok && in.seen != nil {
		in.seen[path] = state
	}
}

// suite is how tests read their inputs. That they were not verified needs no
// warning: they test a policy, and prove nothing.
func (in *inputs) suite() suite.Inputs {
	quiet := *in.env
	quiet.quiet = true
	return suite.Inputs{
		Read: func(path string, limit int64) ([]byte, error) {
			in.note(path)
			return quiet.read(path, limit+1)
		},
		Claims: func(path string) ([]claim.Claim, error) {
			in.note(path)
			return quiet.claims(path)
		},
		Evidence: func(ctx context.Context, folder string, ev *testfile.Evidence) ([]claim.Claim, error) {
			return in.evidence(ctx, &quiet, folder, ev)
		},
	}
}

// evidence verifies evidence by its kind. Paths are relative to the folder of the
// test file.
func (in *inputs) evidence(ctx context.Context, e *env, folder string, ev *testfile.Evidence) ([]claim.Claim, error) {
	k, err := kindNamed(kinds, ev.Kind.Text)
	if err != nil {
		return nil, err
	}
	below := func(path string) string {
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		in.note(path)
		return path
	}
	members := make([]string, len(ev.Arguments))
	for i, a := range ev.Arguments {
		value := a.Value.Text
		if k.namesFile(a.Name.Text) {
			value = below(value)
		}
		members[i] = a.Name.Text + "=" + value
	}
	return k.verified(ctx, e, below(ev.Path.Text), members, ev.At)
}

// namesFile reports whether a flag of the kind names a file or a folder.
func (k kind) namesFile(flag string) bool {
	parser, err := kong.New(k.flags(), kong.NoDefaultHelp())
	if err != nil {
		return false
	}
	return slices.ContainsFunc(parser.Model.Flags, func(f *kong.Flag) bool {
		return f.Name == flag && slices.Contains([]string{"FILE", "DIR", "PATH"}, f.PlaceHolder)
	})
}
