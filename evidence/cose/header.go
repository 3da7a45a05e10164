package cose

import (
	"fmt"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// label is the key of a header: a number, or a text if it isn't empty.
type label struct {
	number int64
	text   string
}

// The labels that have a meaning here (RFC 9052, RFC 9360, E6.11).
var (
	labelAlgorithm   = label{number: 1}
	labelCritical    = label{number: 2}
	labelContentType = label{number: 3}
	labelChain       = label{number: 33}
	labelIssuer      = label{text: "iss"}
	labelFeed        = label{text: "feed"}
	labelSigningTime = label{text: "signingtime"}
)

// required are the labels that every message has in its protected header.
var required = [...]label{labelAlgorithm, labelChain, labelIssuer, labelFeed, labelSigningTime}

// String returns the name of a label, for people.
func (l label) String() string {
	switch l {
	case labelAlgorithm:
		return "algorithm (1)"
	case labelCritical:
		return "crit (2)"
	case labelContentType:
		return "content type (3)"
	case labelChain:
		return "x5chain (33)"
	}
	if l.text != "" {
		return fmt.Sprintf("%q", clip(l.text))
	}
	return fmt.Sprint(l.number)
}

// maxHeaders bounds how many headers each of the two maps has: real ones have six.
const maxHeaders = 64

// header reads the headers of a message. Only the protected one counts, since
// only that is signed. A label may be there once in both together.
type header struct {
	message *Message
	limits  evidence.Limits
	seen    map[label]bool

	critical []label // of the protected header
}

// complete checks, at the end of the protected header, that all labels are there
// which every message has, and those that the message calls critical (RFC 9052
// section 3.1).
func (h *header) complete(r *reader) error {
	for _, l := range required {
		if !h.seen[l] {
			return r.fail(0, "the protected header has no %s", l)
		}
	}
	for _, l := range h.critical {
		if !h.seen[l] {
			return r.fail(0, "the critical header %s is not in the protected header", l)
		}
	}
	return nil
}

// read reads a map of labels, with a function for each value.
func (h *header) read(r *reader, value func(*reader, label) error) error {
	from := r.at
	n, err := r.expect(mapping, "a header")
	if err != nil {
		return err
	}
	if n > maxHeaders {
		return r.fail(from, "found %d headers, the limit is %d", n, maxHeaders)
	}
	for range n {
		start := r.at
		l, err := r.label()
		if err != nil {
			return err
		}
		if h.seen[l] {
			return r.fail(start, "found the header %s twice", l)
		}
		h.seen[l] = true
		if err := value(r, l); err != nil {
			return err
		}
	}
	return nil
}

// label reads the key of a header.
func (r *reader) label() (label, error) {
	if m, ok := r.next(); !ok || m != textString {
		n, err := r.integer("a header's label")
		return label{number: n}, err
	}
	start := r.at
	text, err := r.text("a header's label")
	if err == nil && text == "" {
		err = r.fail(start, "found an empty text as a header's label")
	}
	return label{text: text}, err
}

// unprotected passes over a value that nobody signed. What must be understood can't
// be said there (RFC 9052 section 3.1).
func (h *header) unprotected(r *reader, l label) error {
	if l == labelCritical {
		return r.fail(r.at, "found %s in the unprotected header", l)
	}
	return r.skip()
}

// protected reads a value of the protected header, and passes over those of
// labels that have no meaning here.
func (h *header) protected(r *reader, l label) (err error) {
	m := h.message
	switch l {
	case labelAlgorithm:
		m.Algorithm, err = r.algorithm()
	case labelCritical:
		h.critical, err = r.critical()
	case labelContentType:
		m.ContentType, err = r.contentType()
	case labelChain:
		m.Chain, err = r.chain(h.limits)
	case labelIssuer:
		m.Issuer, err = r.text(l.String())
	case labelFeed:
		m.Feed, err = r.text(l.String())
	case labelSigningTime:
		m.SigningTime, err = r.time(l.String())
	default:
		return r.skip()
	}
	return err
}

// algorithm reads an algorithm, which must be one of E6.11.
func (r *reader) algorithm() (Algorithm, error) {
	start := r.at
	n, err := r.integer(labelAlgorithm.String())
	if err != nil {
		return 0, err
	}
	if a := Algorithm(n); n == int64(a) && a.hash() != 0 {
		return a, nil
	}
	return 0, r.fail(start, "algorithm is %d, expected one of %v", n, algorithms)
}

// critical reads the labels that must be understood (RFC 9052 section 3.1), and
// refuses others than those of this package.
func (r *reader) critical() (labels []label, err error) {
	start := r.at
	n, err := r.expect(array, labelCritical.String())
	if err != nil {
		return nil, err
	}
	if n < 1 || n > maxHeaders {
		return nil, r.fail(start, "found %d labels in %s, expected 1 to %d", n, labelCritical, maxHeaders)
	}
	for range n {
		start := r.at
		l, err := r.label()
		if err != nil {
			return nil, err
		}
		switch l {
		case labelAlgorithm, labelContentType, labelChain, labelIssuer, labelFeed, labelSigningTime:
			labels = append(labels, l)
		default:
			return nil, r.fail(start, "found the critical header %s, which has no meaning here", l)
		}
	}
	return labels, nil
}

// contentType reads a media type, or the number of one.
func (r *reader) contentType() (string, error) {
	if m, ok := r.next(); ok && m == textString {
		return r.text(labelContentType.String())
	}
	n, err := r.integer(labelContentType.String())
	return fmt.Sprint(n), err
}

// chain reads one certificate, or an array of them (RFC 9360 section 2).
func (r *reader) chain(limits evidence.Limits) (chain [][]byte, err error) {
	limits = frame.Limits(limits)
	start, n := r.at, uint64(1)
	if m, ok := r.next(); !ok || m != byteString {
		if n, err = r.expect(array, labelChain.String()); err != nil {
			return nil, err
		}
	}
	if n < 1 || n > uint64(limits.Certificates) {
		return nil, r.fail(start, "found %d certificates in x5chain, expected 1 to %d", n, limits.Certificates)
	}
	size := 0
	for range n {
		der, err := r.bytes("a certificate of x5chain")
		if err != nil {
			return nil, err
		}
		if size += len(der); size > limits.Chain {
			return nil, r.fail(start, "found more than %d bytes in x5chain, the limit", limits.Chain)
		}
		chain = append(chain, der)
	}
	return chain, nil
}

// The tags of times (RFC 8949 section 3.4), and the last second that RFC 3339 can
// write.
const (
	textTimeTag   = 0
	numberTimeTag = 1
	lastSecond    = 253402300799
)

// time reads tag 1 with an integer, or text as in RFC 3339, with or without its
// tag 0 (E6.11).
func (r *reader) time(what string) (time.Time, error) {
	start := r.at
	if m, ok := r.next(); ok && m == tag {
		_, n, err := r.head()
		switch {
		case err != nil:
			return time.Time{}, err
		case n == numberTimeTag:
			return r.seconds(what)
		case n != textTimeTag:
			return time.Time{}, r.fail(start, "%s has tag %d, expected %d or %d", what, n, textTimeTag, numberTimeTag)
		}
	}
	start = r.at
	text, err := r.text(what)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, r.fail(start, "%s is %q, expected a time as in RFC 3339", what, clip(text))
	}
	return t.UTC(), nil
}

// seconds reads a time as a number of seconds since 1970.
func (r *reader) seconds(what string) (time.Time, error) {
	start := r.at
	n, err := r.integer(what)
	if err == nil && (n < 0 || n > lastSecond) {
		err = r.fail(start, "%s is %d seconds after 1970, expected 0 to %d", what, n, int64(lastSecond))
	}
	return time.Unix(n, 0).UTC(), err
}
