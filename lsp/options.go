package lsp

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// Options say what a server can do beyond what it knows of itself. The zero value
// serves an editor without evaluation.
type Options struct {
	// Version is that of the server, for the client to show.
	Version string
	// Log gets a line for each thing that went wrong in the server; nil drops them.
	// The client gets them too, as log messages.
	Log io.Writer
	// Now is the time that acceptances end by; nil means time.Now.
	Now func() time.Time
	// Evaluate evaluates a policy over a claims file (L10), and says what its rules and
	// conditions came to. It is called from several goroutines. Without it nothing is
	// evaluated.
	Evaluate func(ctx context.Context, policy *check.Checked, claims []byte) (*brief.Explanation, error)
	// Explain explains a decision in the words of `assay explain` (T4.1). Without it the
	// decision alone is shown.
	Explain func(ctx context.Context, policy *check.Checked, claims []byte) (string, error)
	// RunTests runs the cases of a test file, given by its path and its text, or the
	// one with a name, and returns the JSON of `assay test` (T3.6). What the file names
	// is read by read, as the client has it. Without RunTests no tests are run.
	RunTests func(ctx context.Context, path string, text []byte, name string, read func(path string) ([]byte, error)) (json.RawMessage, error)
	// Evaluator makes of a policy what evaluates it, for the findings that are shown
	// by an example (T2.3). Without it there are none of those.
	Evaluator func(*check.Checked) reason.Evaluate
	// ClientProcess is the process that started the server, if it said so before
	// initialize: when it is gone, so is the server. Zero means none.
	ClientProcess int64
	// Searches is how long after the last change the findings that take a search are
	// looked for; zero means 250 ms (V2.6).
	Searches time.Duration
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Searches == 0 {
		o.Searches = 250 * time.Millisecond
	}
	return o
}
