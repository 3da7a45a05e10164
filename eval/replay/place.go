package replay

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// ClaimsAt reads the claims of the one input that a report names, such as
// "logs.ndjson:7", "logs.tar!vm-7.json" or "logs.tar!vm.ndjson:7". Nothing is verified.
func ClaimsAt(ctx context.Context, place string) ([]claim.Claim, error) {
	file, err := fileOf(place)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := newPipeline(Options{Workers: 1})
	go (&reader{ctx: ctx, pipeline: p}).readAll([]string{file})
	w := newWorker(ctx, &subject{}, Options{})
	for b := range p.work {
		<-p.order
		text, found := b.at(place)
		if !found {
			p.worked(b, b.isLong())
			b.recycle()
			p.free <- b
			continue
		}
		if b.failed != nil {
			return nil, b.failed
		}
		r, err := w.read(text, &outcome{line: b.first})
		return r.Claims, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, errNoInput
}

// errNoInput is the error of a place where there is no input.
var errNoInput = errors.New("found no such input")

// fileOf returns the file that a place is in: the place itself, or what stands before
// a line's number or an archive's member.
func fileOf(place string) (string, error) {
	for file := place; ; {
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file, nil
		}
		at := strings.LastIndexAny(file, ":!")
		if at < 0 {
			return "", errNoInput
		}
		file = file[:at]
	}
}

// at returns the text of an input of the batch, if it is there.
func (b *batch) at(place string) (string, bool) {
	if !b.lines {
		return string(b.text), b.place == place
	}
	number, ok := strings.CutPrefix(place, b.place+":")
	line, err := strconv.Atoi(number)
	if !ok || err != nil || line < b.first {
		return "", false
	}
	for n, text := b.first, string(b.text); text != ""; n++ {
		one, rest, _ := strings.Cut(text, "\n")
		if n == line {
			return one, true
		}
		text = rest
	}
	return "", false
}
