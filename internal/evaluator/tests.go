package evaluator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/assay-policy/assay/eval/suite"
)

// Tests runs test files.
type Tests struct {
	// Inputs reads what test files name.
	Inputs suite.Inputs
	// Now tells the time, for how long cases took; nil for none.
	Now func() time.Time
}

// Run runs the cases of a test file, given by its path and its text, or those with a
// name, and returns the report as `assay test -o json` has it (T3.6). A case with rows
// has the name that stands in the file, such as "svn ${svn}".
func (t Tests) Run(ctx context.Context, file string, text []byte, name string) (json.RawMessage, error) {
	file = filepath.ToSlash(file)
	r := suite.Runner{Inputs: t.Inputs, Now: t.Now}
	read := t.Inputs.Read
	r.Inputs.Read = func(p string, limit int64) ([]byte, error) {
		switch {
		case path.Clean(p) != path.Clean(file):
			return read(p, limit)
		case int64(len(text)) > limit:
			return nil, fmt.Errorf("%s: too large: the limit is %d bytes", p, limit)
		}
		return text, nil
	}
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

// labelled fits the cases of a name in a file, those of all its rows.
func labelled(file, name string) *regexp.Regexp {
	parts := regexp.MustCompile(`\$\{[^}]*\}`).Split(name, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + regexp.QuoteMeta(file+"/") + strings.Join(parts, "(?s:.*)") + "$")
}
