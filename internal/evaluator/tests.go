package evaluator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// Tests runs test files.
type Tests struct {
	// Evidence verifies evidence; nil for none, then cases with evidence are errors.
	Evidence func(ctx context.Context, folder string, e *testfile.Evidence) ([]claim.Claim, error)
	// Now tells the time, for how long cases took; nil for none.
	Now func() time.Time
}

// Run runs the cases of a test file, given by its path and its text, or those with a
// name, and returns the report as `assay test -o json` has it (T3.6). A case with rows
// has the name that stands in the file, such as "svn ${svn}". What the file names is
// read by read.
func (t Tests) Run(ctx context.Context, file string, text []byte, name string, read func(path string) ([]byte, error)) (json.RawMessage, error) {
	file = filepath.ToSlash(file)
	r := suite.Runner{Now: t.Now, Inputs: inputs(file, text, read)}
	r.Inputs.Evidence = t.Evidence
	if name != "" {
		r.Only = labelled(file, name)
	}
	report, err := r.Run(ctx, []string{file})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := report.JSON(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// inputs read the test file as it was given, and all else as read has it. Several
// cases read at a time, read is called once at a time.
func inputs(file string, text []byte, read func(string) ([]byte, error)) suite.Inputs {
	var mu sync.Mutex
	limited := func(path string, limit int64) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		data, err := text, error(nil)
		if path != file {
			data, err = read(path)
		}
		if err == nil && int64(len(data)) > limit {
			err = fmt.Errorf("%s: too large: the limit is %d bytes", path, limit)
		}
		return data, err
	}
	return suite.Inputs{Read: limited, Claims: func(path string) ([]claim.Claim, error) {
		data, err := limited(path, claim.DefaultMaxBytes)
		if err != nil {
			return nil, err
		}
		claims, _, err := Claims(data)
		return claims, Placed(path, err)
	}}
}

// labelled fits the cases of a name in a file, those of all its rows.
func labelled(file, name string) *regexp.Regexp {
	parts := regexp.MustCompile(`\$\{[^}]*\}`).Split(name, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + regexp.QuoteMeta(file+"/") + strings.Join(parts, "(?s:.*)") + "$")
}
