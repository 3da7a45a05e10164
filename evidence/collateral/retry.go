package collateral

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// firstPause is the longest pause after the first attempt; it doubles each time.
const firstPause = time.Second

// pause is how long to wait after the nth attempt: what the service asks for, else
// longer each time, up to the limit. A service that asks for more than the limit is
// not asked again.
func (c *Client) pause(n int, header http.Header) time.Duration {
	if asked, ok := retryAfter(header); ok {
		return asked
	}
	longest := max(0, c.options.MaxWait)
	if n < 16 { // so that nothing overflows
		longest = min(longest, firstPause<<(n-1))
	}
	// Clients that failed together should not come back together.
	return longest/2 + rand.N(longest/2+1)
}

// retryAfter reads Retry-After: seconds, or a time, which is compared with the
// service's own clock.
func retryAfter(header http.Header) (time.Duration, bool) {
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	then, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	return max(0, then.Sub(now)), true
}

// endsWithin reports whether the context ends before a pause does. What a service said
// is then of more use than that the time is over.
func endsWithin(ctx context.Context, pause time.Duration) bool {
	end, ok := ctx.Deadline()
	return ok && time.Until(end) < pause
}

// wait waits, unless the context ends before.
func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
