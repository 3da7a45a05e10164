package collateral

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// entry is a document as a cache keeps it, with what it was the answer to.
type entry struct {
	URL    string      `json:"url"`
	Header http.Header `json:"header,omitempty"`
	Kept   time.Time   `json:"kept"`   // as of which time it was asked for
	SHA256 string      `json:"sha256"` // of the body: it tells damage, and proves nothing
	Body   []byte      `json:"body"`
}

// errDamaged is an entry that isn't as it was written.
var errDamaged = errors.New("is damaged, and is fetched anew")

// entryName is the name of the file for a request: one for an address, whoever asks.
func entryName(r Request) string {
	sum := sha256.Sum256([]byte(r.Document.String() + " " + address(r)))
	return hex.EncodeToString(sum[:]) + entrySuffix
}

// address is the URL of a request without user and password, which are not to be kept.
func address(r Request) string {
	u, err := r.parse()
	if err != nil {
		return ""
	}
	u.User = nil
	return u.String()
}

// writeEntry writes the entry of an answer.
func writeEntry(r Request, got *Response) []byte {
	sum := sha256.Sum256(got.Body)
	e := entry{URL: address(r), Kept: r.At.UTC(), SHA256: hex.EncodeToString(sum[:]), Body: got.Body}
	for _, name := range r.Document.row().chains {
		if values := got.Header.Values(name); len(values) > 0 {
			e.Header = http.Header{http.CanonicalHeaderKey(name): values}
			break
		}
	}
	data, err := json.Marshal(e)
	if err != nil {
		panic(err) // of strings and bytes, it can't be
	}
	return data
}

// damaged says that the entry for a request isn't as it was written.
func damaged(r Request) error {
	return fmt.Errorf("%s in the cache, %s: %w", r.Document, entryName(r), errDamaged)
}

// old reports whether an entry may have had a successor since it was kept. One that was kept
// at a time to come is, too: by that clock, it would stay for ever.
func (e *entry) old(r Request) bool {
	age := r.Document.MaxAge()
	return age > 0 && (r.At.Before(e.Kept) || r.At.After(e.Kept.Add(age)))
}

// readEntry reads an entry and checks that it is the one for the request, as it was
// written. It returns nil if that is old.
func readEntry(r Request, from io.Reader) (*Response, error) {
	most := r.Document.Limit()*4/3 + maxHeader // base64 has four bytes for three
	data, err := io.ReadAll(io.LimitReader(from, int64(most)+1))
	if err != nil {
		return nil, err
	}
	var e entry
	if len(data) <= most {
		err = json.Unmarshal(data, &e)
	}
	sum := sha256.Sum256(e.Body)
	if err != nil || e.URL != address(r) || e.SHA256 != hex.EncodeToString(sum[:]) || len(e.Body) > r.Document.Limit() {
		return nil, damaged(r)
	}
	if e.old(r) {
		return nil, nil
	}
	return &Response{Header: e.Header, Body: e.Body, Cached: true}, nil
}
