package collateral

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Defaults of ClientOptions.
const (
	DefaultTimeout  = 30 * time.Second
	DefaultAttempts = 4
	DefaultMaxWait  = 30 * time.Second
)

const (
	maxHeader    = 256 << 10 // bytes of an answer's header, which holds a chain of certificates
	maxMessage   = 4 << 10   // bytes read of an answer without a document
	maxRedirects = 5
)

// ClientOptions say how documents are asked for. A zero field means its default.
type ClientOptions struct {
	Timeout  time.Duration    // for one attempt, until the last byte is there
	Attempts int              // at most, for one document
	MaxWait  time.Duration    // longest pause between two attempts
	Limits   map[Document]int // bytes of a document, where not Document.Limit (E1.8)
	// UserAgent is what the client calls itself.
	UserAgent string
	// Transport carries requests. By default it knows the roots of the system, and
	// the proxies that the environment names (HTTPS_PROXY, NO_PROXY).
	Transport http.RoundTripper
}

// Client gets documents over HTTP. It waits and asks again if a service is busy or
// out of order (429 and 5xx), follows no redirect to another host or away from
// https, and reads no more than the limit. It is safe for many goroutines.
type Client struct {
	options ClientOptions
	http    http.Client
	wait    func(ctx context.Context, pause time.Duration) error // so that tests need not
}

// NewClient makes a Client.
func NewClient(options ClientOptions) *Client {
	options.Timeout = cmp.Or(options.Timeout, DefaultTimeout)
	options.Attempts = cmp.Or(options.Attempts, DefaultAttempts)
	options.MaxWait = cmp.Or(options.MaxWait, DefaultMaxWait)
	options.UserAgent = cmp.Or(options.UserAgent, "assay")
	if options.Transport == nil {
		options.Transport = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    10 * time.Second,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: maxHeader,
			ForceAttemptHTTP2:      true,
		}
	}
	return &Client{
		options: options,
		http:    http.Client{Transport: options.Transport, CheckRedirect: checkRedirect},
		wait:    wait,
	}
}

// checkRedirect keeps to the host that was asked: documents are signed, but who may
// choose the host could have the client call any (E3.14).
func checkRedirect(next *http.Request, asked []*http.Request) error {
	first := asked[0].URL
	switch {
	case len(asked) > maxRedirects:
		return fmt.Errorf("found more than %d redirects", maxRedirects)
	case next.URL.Host != first.Host:
		return fmt.Errorf("found a redirect to another host, %q", clip(next.URL.Host))
	case next.URL.Scheme != first.Scheme && next.URL.Scheme != "https":
		return fmt.Errorf("found a redirect from https to %s", clip(next.URL.Scheme))
	}
	return nil
}

// Get gets a document. The error is an *Error, which wraps the context's if that has
// ended, unless no service can be asked for the document at all.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := r.parse()
	if err != nil {
		return nil, err
	}
	got, err := c.attempts(ctx, r.Document, u)
	if err != nil {
		return nil, &Error{Document: r.Document, URL: u.Redacted(), Err: err}
	}
	return got, nil
}

// attempts asks until there is an answer that another attempt wouldn't change.
func (c *Client) attempts(ctx context.Context, d Document, u *url.URL) (*Response, error) {
	for n := 1; ; n++ {
		got, pause, err := c.attempt(ctx, d, u, n)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var status *StatusError
		if !errors.As(err, &status) || !status.temporary() || n >= c.options.Attempts || pause > c.options.MaxWait || endsWithin(ctx, pause) {
			return got, err
		}
		if err := c.wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// attempt asks once, for the nth time. With a *StatusError comes how long to wait
// before the next attempt.
func (c *Client) attempt(ctx context.Context, d Document, u *url.URL, n int) (*Response, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", c.options.UserAgent)
	// What isn't compressed can't unpack to more than its limit.
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, c.reason(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, c.pause(n, resp.Header), newStatusError(resp)
	}
	body, err := c.body(d, resp)
	if err != nil {
		return nil, 0, c.reason(ctx, err)
	}
	return &Response{Header: resp.Header, Body: body}, 0, nil
}

// body reads a document, which must be of the type that was asked for, uncompressed,
// and within its limit.
func (c *Client) body(d Document, resp *http.Response) ([]byte, error) {
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, fmt.Errorf("found content coded as %q, expected none", clip(coding))
	}
	if err := d.checkType(resp.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	limit := int64(cmp.Or(c.options.Limits[d], d.Limit()))
	if resp.ContentLength > limit {
		return nil, fmt.Errorf("found a document of %d bytes, the limit is %d", resp.ContentLength, limit)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("found the end of the answer after %d bytes, expected more", len(body))
	case err != nil:
		return nil, err
	case int64(len(body)) > limit:
		return nil, fmt.Errorf("found a document of more than %d bytes, the limit", limit)
	case len(body) == 0:
		return nil, errors.New("found an empty answer")
	}
	return body, nil
}

// reason says why an attempt had no answer, without the address, which the *Error has.
func (c *Client) reason(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("found no complete answer within %s", c.options.Timeout)
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// message is what a service says about a status: in Intel's header, or as a line of
// text, whatever type it is declared as. Pages of HTML and JSON say it to others.
func message(resp *http.Response) string {
	if text := resp.Header.Get("Error-Message"); text != "" {
		return clip(text)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxMessage))
	if err != nil || strings.ContainsAny(string(body), "<{") {
		return ""
	}
	return clip(string(body))
}
