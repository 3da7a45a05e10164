package suite_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/eval/suite"
)

// updated renews a test file of abc.maa and returns its text and what was left.
func updated(t *testing.T, text string) (string, error) {
	t.Helper()
	report := run(t, suite.Runner{Inputs: memory(map[string]string{"t_test.yaml": text, "abc.maa": abc})}, "t_test.yaml")
	updates, err := report.Updates()
	if len(updates) == 0 {
		return text, err
	}
	return updates[0].Text, err
}

const updateHead = "version: 1\npolicy: abc.maa # the policy\ncases:\n"

// T3.5: --update renews claims and properties in place, comments kept, however they
// are written; a second time changes nothing.
func TestUpdate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ before, after string }{
		"flow": {
			"  - {name: a, given: {claims: {a: 1}}, expect: {claims: {out: 2, two: [1, 2]}}} # the case\n",
			"  - {name: a, given: {claims: {a: 1}}, expect: {claims: {out: 1, two: [1, 2]}}} # the case\n",
		},
		"block": {
			"  - name: a # the name\n    given: {claims: {a: 1}}\n    expect:\n      # what comes out\n      claims:\n        out: \"x\" # one\n        # both\n        two: [2,\n          1] # two\n",
			"  - name: a # the name\n    given: {claims: {a: 1}}\n    expect:\n      # what comes out\n      claims:\n        out: 1 # one\n        # both\n        two: [1, 2] # two\n",
		},
		"absent and null": {
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claims: {gone: 3, out: , two}\n      properties:\n        p:\n        q: true\n",
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claims: {gone: null, out: 1, two: [1, 2]}\n      properties:\n        p: 1\n        q: null\n",
		},
		"exactly, in braces": {
			"  - {name: a, given: {claims: {a: 1}}, expect: {claimsExactly: {out: 1}, propertiesExactly: {}}}\n",
			"  - {name: a, given: {claims: {a: 1}}, expect: {claimsExactly: {out: 1, two: [1, 2]}, propertiesExactly: {p: 1}}}\n",
		},
		"exactly, all": {
			"  - {name: a, given: {claims: {a: 1}}, expect: {claimsExactly: { }}}\n",
			"  - {name: a, given: {claims: {a: 1}}, expect: {claimsExactly: {out: 1, two: [1, 2] }}}\n",
		},
		"exactly, a line each": {
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claimsExactly:\n        # one\n        two: 3 # last\n\n  - {name: b, given: {claims: {}}, expect: {decision: deny}}\n",
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claimsExactly:\n        # one\n        two: [1, 2] # last\n        out: 1\n\n  - {name: b, given: {claims: {}}, expect: {decision: deny}}\n",
		},
		"literal block": {
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claims:\n        out: |\n          some\n          lines\n        # then\n        two: 1\n",
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claims:\n        out: 1\n        # then\n        two: [1, 2]\n",
		},
		"CRLF": {
			"  - name: a\r\n    given: {claims: {a: 1}}\r\n    expect:\r\n      claimsExactly:\r\n        out: 2\r\n",
			"  - name: a\r\n    given: {claims: {a: 1}}\r\n    expect:\r\n      claimsExactly:\r\n        out: 1\r\n        two: [1, 2]\r\n",
		},
		"no line end": {
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claimsExactly:\n        out: 2",
			"  - name: a\n    given: {claims: {a: 1}}\n    expect:\n      claimsExactly:\n        out: 1\n        two: [1, 2]",
		},
		"texts": {
			"  - {name: a, given: {claims: {a: [1, \"é \\\"q\\\" $${x}\\u2028\\n\"]}}, expect: {claims: {out: 3}}}\n",
			"  - {name: a, given: {claims: {a: [1, \"é \\\"q\\\" $${x}\\u2028\\n\"]}}, expect: {claims: {out: [1, \"é \\\"q\\\" $${x}\\u2028\\n\"]}}}\n",
		},
		"fails in more": {
			"  - {name: a, given: {claims: {a: 1}}, expect: {decision: deny, claims: {out: 2}}}\n",
			"  - {name: a, given: {claims: {a: 1}}, expect: {decision: deny, claims: {out: 2}}}\n",
		},
	} {
		want := updateHead + tt.after
		got, err := updated(t, updateHead+tt.before)
		if err != nil || got != want {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, got, want)
			continue
		}
		if again, err := updated(t, got); again != got || err != nil {
			t.Errorf("%s: a second update gives %v\n%s", name, err, again)
		}
	}
}

// T3.5: what other cases share is left, and said.
func TestUpdateLeaves(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"defaults": {
			"version: 1\npolicy: abc.maa\ndefaults: {given: {claims: {a: 1}}, expect: {claims: {out: 2}}}\ncases: [{name: a}]\n",
			`t_test.yaml:4: "a" was not updated: its expectations stand in defaults or behind an alias`,
		},
		"rows": {
			updateHead + "  - {name: \"a${n}\", each: [{n: 1}], given: {claims: {a: 1}}, expect: {claims: {out: 2}}}\n",
			`t_test.yaml:4: "a1" was not updated: its expectations are those of several rows`,
		},
		"alias": {
			updateHead + "  - {name: a, given: {claims: {a: 1}}, expect: {claims: &x {out: 2}}}\n  - {name: b, given: {claims: {a: 1}}, expect: {claims: *x}}\n",
			"t_test.yaml:4: \"a\" was not updated: its expectations have an anchor\n" +
				`t_test.yaml:5: "b" was not updated: its expectations stand in defaults or behind an alias`,
		},
		"alias of a value": {
			updateHead + "  - {name: a, given: {claims: {a: &n 1}}, expect: {claims: {two: *n}}}\n",
			`t_test.yaml:4: "a" was not updated: its expectations stand behind an alias`,
		},
		"alias at the end": {
			updateHead + "  - {name: a, given: {claims: {a: &n 1}}, expect: {claimsExactly: {out: *n}}}\n",
			`t_test.yaml:4: "a" was not updated: its expectations end with an alias`,
		},
	} {
		got, err := updated(t, tt.text)
		if got != tt.text || err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s\n%s", name, err, tt.want, strings.TrimPrefix(got, tt.text))
		}
	}
}
