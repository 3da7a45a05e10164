package evaluator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// answers are the JSON answers of ours that hold claims, so that what one verb prints
// the next can take: each has exactly these members, and the word on verification, of
// which that of attest has none: it prints nothing that it did not verify.
var answers = []struct {
	members  []string // sorted
	claims   string   // the one that holds the claims; "" if the answer is a refusal
	verified string   // what "verified" says, as JSON; "" if there is no such member
	verb     string
}{
	{[]string{"claims", "form", "kind", "verified"}, "claims", "false", "evidence inspect"},
	{[]string{"claims", "kind", "steps", "time", "verified"}, "claims", "true", "evidence verify"},
	{[]string{"claims", "kind", "steps", "tcb", "time", "verified"}, "claims", "true", "evidence verify"},
	{[]string{"kind", "refusal", "time", "verified"}, "", "false", "evidence verify"},
	{[]string{"kind", "refusal", "tcb", "time", "verified"}, "", "false", "evidence verify"},
	{[]string{"header", "payload", "verified"}, "payload", "false", "token inspect"},
	{[]string{"payload", "verified"}, "payload", "true", "token verify"},
	{[]string{"attestationType", "evidence", "result", "steps", "time", "token", "tokenExpires", "tokenIssued"}, "evidence", "", "attest"},
}

// Claims reads a claims file (L10.1), or an answer of ours that holds claims. If
// nothing of them was verified, unverified is the verb that printed them. An error of
// the file is a *claim.FileError.
func Claims(data []byte) (claims []claim.Claim, unverified string, err error) {
	root := "$"
	members := topLevel(data)
	for _, a := range answers {
		if !slices.Equal(slices.Sorted(maps.Keys(members)), a.members) || string(members["verified"].text(data)) != a.verified {
			continue
		}
		if a.claims == "" {
			return nil, "", &claim.FileError{Line: 1, Column: 1, Path: root, Message: "found a refusal, expected claims"}
		}
		root += "." + a.claims
		data = members[a.claims].alone(data)
		if a.verified == "false" {
			unverified = a.verb
		}
	}
	claims, err = claim.ParseFile(data, claim.FileOptions{})
	var bad *claim.FileError
	if errors.As(err, &bad) {
		placed := *bad
		placed.Path = root + strings.TrimPrefix(bad.Path, "$")
		return nil, unverified, &placed
	}
	return claims, unverified, err
}

// Placed returns an error of a claims file with the file's name and the place before
// what is wrong; any other error as it is.
func Placed(path string, err error) error {
	var bad *claim.FileError
	if errors.As(err, &bad) {
		return fmt.Errorf("%s:%d:%d: at %s: %s", path, bad.Line, bad.Column, bad.Path, bad.Message)
	}
	return err
}

// extent is where a value is in a text.
type extent struct{ from, to int }

func (x extent) text(data []byte) []byte { return data[x.from:x.to] }

// alone blanks all but the value, which so keeps its lines and columns. A byte order
// mark is no column (L1.1).
func (x extent) alone(data []byte) []byte {
	out := bytes.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, bytes.TrimPrefix(data[:x.from], []byte("\uFEFF")))
	return append(out, x.text(data)...)
}

// topLevel finds the members of an object of at most eight different ones, as an
// answer of ours has; none if the text is anything else. It reads no more than that,
// and leaves what is wrong with the text to those who read it as claims.
func topLevel(data []byte) map[string]extent {
	const most = 8
	body := bytes.TrimPrefix(data, []byte("\uFEFF"))
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	members := make(map[string]extent)
	for d.More() {
		name, err := d.Token()
		text, ok := name.(string)
		if _, twice := members[text]; err != nil || !ok || twice || len(members) == most {
			return nil
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil
		}
		to := len(data) - len(body) + int(d.InputOffset())
		members[text] = extent{to - len(value), to}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return nil
	}
	return members
}
