package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/token"
)

// Options say what is replayed, and how.
type Options struct {
	// Paths are the inputs (T6.1): files, folders and archives; "-" is Stdin.
	Paths []string
	// Stdin is read as NDJSON where a path is "-".
	Stdin io.Reader
	// Verifier verifies each input, which then must be a token, at the time from which
	// it is valid; one that is refused is counted and not replayed. Without a verifier
	// nothing is verified.
	Verifier *token.Verifier
	// Workers is how many inputs are evaluated at a time; 0 means one for each core.
	Workers int
	// Limits bound each evaluation.
	Limits eval.Limits
	// Line, if not nil, is called with a line of JSON for each input, in their order.
	// Its error ends the replay. The bytes are good until it returns.
	Line func(line []byte) error
	// Progress, if not nil, is told how much was read.
	Progress *Progress
}

// MaxRecord is the greatest length of an input in bytes (T6.3).
const MaxRecord = 64 << 20

// Run evaluates a policy over all inputs, or with a second one that is not nil both,
// and reports how their outcomes differ. An input that can't be read is counted, and
// the rest goes on. An error means that there is no report: the context is done, an
// argument can't be used, or Line failed. Run then may return before a read that
// blocks does.
func Run(ctx context.Context, policy, next *compile.Program, opts Options) (*Report, error) {
	if ctx == nil || policy == nil {
		return nil, errors.New("replay: no context or no policy")
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := newPipeline(opts)
	s := newSubject(policy, next)
	r := &reader{ctx: ctx, pipeline: p, stdin: opts.Stdin, progress: opts.Progress}
	go r.readAll(opts.Paths)
	for range opts.Workers {
		go newWorker(ctx, s, opts).run(p)
	}
	t := newTally(s)
	if err := p.collect(ctx, func(b *batch) error { return t.take(b, opts.Line) }); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	report := t.report()
	report.Empty = r.empty
	return report, nil
}

// pipeline leads batches from the reader to the workers, and in their order to who
// collects them. There is a fixed number of batches, which go round; of those with long
// texts there is one for each worker at a time (T6.3).
type pipeline struct {
	free, work, order chan *batch
	long              chan struct{}
}

func newPipeline(opts Options) *pipeline {
	n := 2*opts.Workers + 2
	p := &pipeline{free: make(chan *batch, n), work: make(chan *batch), order: make(chan *batch, n),
		long: make(chan struct{}, opts.Workers)}
	for range n {
		p.free <- &batch{done: make(chan struct{}, 1)}
	}
	return p
}

// batch is one input, or a run of lines, with what came of it.
type batch struct {
	place    string // of the file, or archive!member
	text     []byte
	lines    bool  // each line is an input
	first    int   // number of the first line
	failed   error // why the place could not be read; then there is no text
	outcomes []outcome
	printed  []byte // lines of JSON
	done     chan struct{}
}

// take returns a batch to be filled.
func (p *pipeline) take(ctx context.Context) (*batch, error) {
	select {
	case b := <-p.free:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// submit hands a filled batch on, a long one once there is room for it. In the other
// channels there is room for all batches, or a worker that will come.
func (p *pipeline) submit(ctx context.Context, b *batch) error {
	if b.isLong() {
		select {
		case p.long <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p.order <- b
	select {
	case p.work <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// worked says that the text of a batch, which was long or not, is not needed any more.
func (p *pipeline) worked(b *batch, long bool) {
	if long {
		b.text = nil
		<-p.long
	}
}

// close says that no batch follows.
func (p *pipeline) close() {
	close(p.work)
	close(p.order)
}

// collect calls a function with each batch that is done, in their order.
func (p *pipeline) collect(ctx context.Context, each func(*batch) error) error {
	for {
		b, err := p.next(ctx)
		if b == nil || err != nil {
			return err
		}
		if err := each(b); err != nil {
			return err
		}
		b.recycle()
		p.free <- b
	}
}

// next returns the next batch that is done, nil after the last.
func (p *pipeline) next(ctx context.Context) (*batch, error) {
	var b *batch
	select {
	case b = <-p.order:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if b == nil {
		return nil, ctx.Err()
	}
	select {
	case <-b.done:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// isLong reports whether the text of a batch has become large.
func (b *batch) isLong() bool { return cap(b.text) > 4*chunk }

// recycle empties a batch, and lets go of what has become large.
func (b *batch) recycle() {
	if cap(b.printed) > 4*chunk {
		b.printed = nil
	}
	clear(b.outcomes)
	b.text, b.outcomes, b.printed = b.text[:0], b.outcomes[:0], b.printed[:0]
	b.place, b.lines, b.first, b.failed = "", false, 0, nil
}
