package collateral

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/assay-policy/assay/evidence"
)

// Getter gets documents. A Client does so from the services, a Cache from a folder
// before it asks another Getter; a program may bring its own.
type Getter interface {
	// Get returns the document, complete and within its limit. The error wraps the
	// context's if that has ended.
	Get(ctx context.Context, r Request) (*Response, error)
}

// Request asks for a document.
type Request struct {
	Document Document
	URL      string
	At       time.Time // when the document is to be current, which is for a cache to know
	Fresh    bool      // the document isn't to come out of a cache
}

// Response is a document as it was served. It proves nothing.
type Response struct {
	Header http.Header // with the issuer's certificates, for documents of Intel's in JSON
	Body   []byte
	Cached bool // it comes out of a cache
}

// Error says which document could not be had.
type Error struct {
	Document Document
	URL      string // without a password
	Err      error
}

// Error returns the document, its address and the reason.
func (e *Error) Error() string { return fmt.Sprintf("%s from %s: %v", e.Document, e.URL, e.Err) }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// StatusError is the answer of a service that has no document in it.
type StatusError struct {
	Code    int    // of HTTP, never 200
	Message string // what the service said, for people: one line, shortened; "" for nothing
	// RetryAfter is how long the service asks to wait; 0 for nothing.
	RetryAfter time.Duration
}

// newStatusError reads the answer.
func newStatusError(resp *http.Response) *StatusError {
	after, _ := retryAfter(resp.Header)
	return &StatusError{Code: resp.StatusCode, Message: message(resp), RetryAfter: after}
}

// Error returns the status and what the service said.
func (e *StatusError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("the service answered %d %s", e.Code, http.StatusText(e.Code)))
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(", and asks to wait %s", e.RetryAfter)
	}
	return text
}

// temporary reports whether another attempt may have another answer.
func (e *StatusError) temporary() bool {
	return e.Code == http.StatusTooManyRequests || e.Code >= 500
}

// parse checks a request and returns its address.
func (r Request) parse() (*url.URL, error) {
	if r.Document.row().name == "" {
		return nil, fmt.Errorf("found %v, expected a document that the services have", r.Document)
	}
	if r.At.IsZero() {
		return nil, evidence.ErrNoTime
	}
	return parseAddress("the "+r.Document.String(), r.URL)
}

// parseAddress reads the address of something, and shows no password of it.
func parseAddress(what, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		var bad *url.Error
		if errors.As(err, &bad) {
			err = bad.Err // the rest repeats the address
		}
		return nil, fmt.Errorf("the address of %s is malformed: %w", what, err)
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return nil, fmt.Errorf("found the address %q for %s, expected an https URL", clip(u.Redacted()), what)
	}
	if u.Scheme == "http" && !thisMachine(u.Hostname()) {
		return nil, fmt.Errorf("found the address %q for %s, expected https: http is for services on this machine alone", clip(u.Redacted()), what)
	}
	return u, nil
}

// thisMachine reports whether a host is the machine itself, by its address or the name
// that goes past proxies, too.
func thisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback() || host == "localhost"
}

// parseBase reads the address of a service, after which its paths are put.
func parseBase(what, text string) error {
	u, err := parseAddress(what, text)
	if err == nil && (u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#")) {
		err = fmt.Errorf("found the address %q for %s, expected one without query and fragment", clip(u.Redacted()), what)
	}
	return err
}

// clip makes text of a service fit to be quoted: one line of printable characters,
// shortened.
func clip(s string) string {
	const most = 160
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
