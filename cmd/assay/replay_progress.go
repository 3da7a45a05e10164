package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/assay-policy/assay/eval/replay"
)

// showProgress tells a terminal how far a replay is, until the function that it returns
// is called. It says nothing where stderr is no terminal, or with --quiet.
func (*replayCmd) showProgress(e *env, opts replay.Options) (stop func()) {
	f, ok := e.notes().(*os.File)
	if !ok || !terminal(f) {
		return func() {}
	}
	ticker := time.NewTicker(200 * time.Millisecond)
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		progress(f, opts.Progress, sizeOf(opts.Paths), ticker.C, done)
	}()
	return func() {
		ticker.Stop()
		close(done)
		<-gone
	}
}

// eraseLine takes the cursor back to the start of an empty line.
const eraseLine = "\r\x1b[K"

// progress writes a line, over and over, at each tick until it is done.
func progress(w io.Writer, p *replay.Progress, total int64, ticks <-chan time.Time, done <-chan struct{}) {
	began := time.Now()
	for {
		select {
		case now := <-ticks:
			io.WriteString(w, eraseLine+progressLine(p.Read(), total, now.Sub(began)))
		case <-done:
			io.WriteString(w, eraseLine)
			return
		}
	}
}

// progressLine says how much was read, at what rate, and how long the rest takes, if
// it is known how much there is.
func progressLine(read, total int64, elapsed time.Duration) string {
	out := byteSize(read)
	if total > 0 {
		out += " of " + byteSize(total)
	}
	rate := float64(read) / max(elapsed.Seconds(), 0.001)
	out += ", " + byteSize(int64(rate)) + "/s"
	if total > read && rate > 0 {
		left := time.Duration(float64(total-read) / rate * float64(time.Second))
		out += ", " + left.Round(time.Second).String() + " left"
	}
	return out
}

// sizeOf is the size of files together, 0 if that is not known, as of folders.
func sizeOf(paths []string) int64 {
	total := int64(0)
	for _, path := range paths {
		info, err := os.Stat(path)
		if path == "-" || err == nil && !info.Mode().IsRegular() {
			return 0
		}
		if err == nil {
			total += info.Size()
		}
	}
	return total
}

// byteSize is a number of bytes for people.
func byteSize(n int64) string {
	const kilo = 1024
	if n < kilo {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/kilo, 0
	for value >= kilo && unit < len("KMGTP")-1 {
		value, unit = value/kilo, unit+1
	}
	return fmt.Sprintf("%.1f %ciB", value, "KMGTP"[unit])
}
