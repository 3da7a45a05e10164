package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/token"
)

// outcome is what came of one input.
type outcome struct {
	line       int   // 0 if the place is one input
	unread     error // why it could not be read; then there is no more
	refused    error // why its token was refused, likewise
	unverified bool  // it is a token that nobody verified

	decision eval.Decision // of the last policy
	key      key
	found    found
	end      int // of its line in what is printed
}

// key is what puts inputs into one group.
type key struct {
	kind     Kind // with two policies
	decision eval.Decision
	reason   eval.Reason
	cause    // of the one policy; of two only the claim, in which they differ
	old, new cause
}

// worker turns batches of text into outcomes, with memory that it uses again.
type worker struct {
	*subject
	ctx     context.Context
	opts    Options
	parser  *claim.RecordParser
	results [2]eval.Result
}

func newWorker(ctx context.Context, s *subject, opts Options) *worker {
	return &worker{subject: s, ctx: ctx, opts: opts, parser: claim.NewRecordParser(claim.FileOptions{MaxBytes: MaxRecord})}
}

// run works until no batch follows.
func (w *worker) run(p *pipeline) {
	for b := range p.work {
		long := b.isLong()
		w.batch(b)
		p.worked(b, long)
		b.done <- struct{}{}
	}
}

// batch replays a batch. Its texts are strings from here on, copied once for all.
func (w *worker) batch(b *batch) {
	if b.failed != nil {
		w.add(b, outcome{unread: b.failed}, nil)
		return
	}
	text := string(b.text)
	if b.isLong() {
		b.text = nil // not twice
	}
	if !b.lines {
		w.input(b, 0, text)
		return
	}
	line := b.first
	for len(text) > 0 && w.ctx.Err() == nil {
		one, rest, _ := strings.Cut(text, "\n")
		if !blank(one) {
			w.input(b, line, one)
		}
		text = rest
		line++
	}
}

// blank reports whether a line has nothing but white space.
func blank(line string) bool {
	return line == "" || line[0] <= ' ' && strings.TrimSpace(line) == ""
}

// input replays one input.
func (w *worker) input(b *batch, line int, text string) {
	o := outcome{line: line}
	r, err := w.read(text, &o)
	if err == nil && o.refused == nil {
		err = w.evaluate(r.Claims, &o)
	}
	o.unread = err
	w.add(b, o, r.ID)
}

// add adds an outcome to those of a batch.
func (w *worker) add(b *batch, o outcome, id json.RawMessage) {
	if w.opts.Line != nil {
		b.printed = w.appendLine(b.printed, b.place, id, &o)
		o.end = len(b.printed)
	}
	b.outcomes = append(b.outcomes, o)
}

// read returns the claims of an input: those of a claims file, which may be a token's
// payload, or those of a token (T3.2).
func (w *worker) read(text string, o *outcome) (r claim.Record, err error) {
	if isToken(text) {
		r.Token = text
	} else if r, err = w.parser.Parse(text); err != nil {
		return r, fileError(err, o.line)
	}
	if w.opts.Verifier != nil {
		r.Claims, err = w.verified(r.Token, o)
		return r, err
	}
	if r.Token == "" {
		r.Claims = token.WithoutPolicy(r.Claims)
		return r, nil
	}
	r.Claims, err = token.IncomingClaims(r.Token)
	o.unverified = err == nil
	return r, err
}

// isToken reports whether a text is no JSON but could be a token.
func isToken(text string) bool {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	return text != "" && (text[0] == 'e' || text[0] == 'E')
}

// fileError says what is wrong with claims. The line of a claims file counts; that of
// a record of NDJSON is known already.
func fileError(err error, line int) error {
	var bad *claim.FileError
	switch {
	case !errors.As(err, &bad):
		return err
	case line > 0:
		return fmt.Errorf("column %d: at %s: %s", bad.Column, bad.Path, bad.Message)
	}
	return fmt.Errorf("line %d, column %d: at %s: %s", bad.Line, bad.Column, bad.Path, bad.Message)
}

// verified returns the claims of a token that its issuer signed, as of the time from
// which it is valid. Claims that nobody signed are refused.
func (w *worker) verified(text string, o *outcome) ([]claim.Claim, error) {
	if text == "" {
		o.refused = errors.New("found claims that nobody signed, expected a token")
		return nil, nil
	}
	text = strings.TrimSpace(text)
	u, err := token.Inspect(text)
	if err != nil {
		return nil, err
	}
	begin, ok := u.Time("nbf")
	if !ok {
		o.refused = errors.New("found no nbf, from which on the token would be valid")
		return nil, nil
	}
	answer, err := w.opts.Verifier.VerifyAnswer(w.ctx, text, begin)
	if err != nil {
		o.refused = err
		return nil, nil
	}
	return token.IncomingClaims(string(answer.Claims()))
}

// evaluate evaluates the policies over claims, and says what decided.
func (w *worker) evaluate(claims []claim.Claim, o *outcome) error {
	opts := eval.Options{Limits: w.opts.Limits}
	for i, p := range w.programs {
		if err := eval.RunInto(w.ctx, p, claims, opts, &w.results[i]); err != nil {
			return err
		}
	}
	last := &w.results[len(w.programs)-1]
	o.decision = last.Decision
	if !w.compares() {
		o.key.decision, o.key.reason = last.Decision, last.Reason
		return w.explain(0, claims, &o.key.cause, &o.found)
	}
	return w.compare(claims, o)
}

// explain finds what decided an evaluation that was done. Only one that does not
// permit is done again, and only where no rule decided are all conditions looked at.
func (w *worker) explain(i int, claims []claim.Claim, c *cause, f *found) error {
	if r := &w.results[i]; r.Decision == eval.Permitted {
		*c = cause{rule: r.DecidedBy}
		return nil
	}
	again := eval.Explain
	if w.results[i].Reason == eval.ReasonNoPermit {
		again = eval.ExplainReached
	}
	trace, err := again(w.ctx, w.programs[i], claims, eval.Options{Limits: w.opts.Limits})
	if err == nil {
		*c, *f = causeOf(trace)
	}
	return err
}

// compare says how the results of two policies differ. What both decide alike is no
// group, so nothing more is asked unless lines are printed.
func (w *worker) compare(claims []claim.Claim, o *outcome) error {
	old, next := &w.results[0], &w.results[1]
	k := &o.key
	k.kind, k.decision, k.reason = kindOf(old, next), next.Decision, next.Reason
	if k.kind == "" && w.opts.Line == nil {
		return nil
	}
	var was, is found
	if err := w.explain(0, claims, &k.old, &was); err != nil {
		return err
	}
	if err := w.explain(1, claims, &k.new, &is); err != nil {
		return err
	}
	switch k.kind {
	case NewlyPermitted:
		k.claim, o.found = k.old.claim, was
	case NewlyDenied:
		k.claim, o.found = k.new.claim, is
	case OtherClaims:
		k.claim, o.found = differing(old.Claims, next.Claims)
	case OtherProperties:
		k.claim, o.found = differing(old.Properties, next.Properties)
	}
	k.old.claim, k.new.claim = "", "" // of two, one claim is in the key
	return nil
}
