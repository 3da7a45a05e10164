package replay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// chunk is how many bytes of NDJSON make a batch, about.
const chunk = 64 << 10

// lines reads NDJSON in batches of whole lines. A line that is too long is counted as
// unread; so is the rest of an archive's member from there on, since a few bytes of an
// archive may stand for a line that never ends.
func (r *reader) lines(place string, in io.Reader, archived bool) error {
	r.rest = r.rest[:0]
	for first := 1; ; {
		b, err := r.pipeline.take(r.ctx)
		if err != nil {
			return err
		}
		text, failed := fill(in, append(b.text[:0], r.rest...))
		end := bytes.LastIndexByte(text, '\n') + 1
		if errors.Is(failed, io.EOF) {
			end = len(text)
		}
		long := failed == nil && end == 0
		if r.rest = nil; !long {
			r.rest = slices.Clone(text[end:])
		}
		b.place, b.lines, b.first, b.text = place, true, first, text[:end]
		first += bytes.Count(b.text, newline)
		if err := r.pipeline.submit(r.ctx, b); err != nil {
			return err
		}
		switch {
		case long && archived:
			return r.unread(lineOf(place, first), fmt.Errorf("%w; the rest of the member is not read", errTooLong))
		case long:
			if err := r.unread(lineOf(place, first), errTooLong); err != nil {
				return err
			}
			failed = r.skipLine(in)
			first++
		}
		switch {
		case errors.Is(failed, io.EOF):
			return nil
		case failed != nil:
			return r.unread(lineOf(place, first), failed)
		}
	}
}

var newline = []byte{'\n'}

// lineOf is the place of a line.
func lineOf(place string, line int) string { return fmt.Sprintf("%s:%d", place, line) }

// fill reads on until the text is a chunk with a line end in it, holds a line that is
// too long for an input, or there is no more to read.
func fill(in io.Reader, text []byte) ([]byte, error) {
	text = slices.Grow(text, chunk)
	searched := 0
	for {
		if len(text) == cap(text) || len(text) > MaxRecord {
			if bytes.IndexByte(text[searched:], '\n') >= 0 || len(text) > MaxRecord {
				return text, nil
			}
			searched = len(text)
			text = slices.Grow(text, len(text))
		}
		n, err := in.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err != nil {
			return text, err
		}
	}
}

// skipLine reads to the end of a line, and keeps what follows. It returns why there is
// no more to read, if that is so.
func (r *reader) skipLine(in io.Reader) error {
	buffer := make([]byte, chunk)
	for {
		n, err := in.Read(buffer)
		if at := bytes.IndexByte(buffer[:n], '\n'); at >= 0 {
			r.rest = slices.Clone(buffer[at+1 : n])
			return nil // an error comes again with the next read
		}
		if err != nil {
			return err
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
}
