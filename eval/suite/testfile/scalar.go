package testfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// The plain scalars of YAML 1.2's core schema. All else that is plain is text.
var (
	yamlNull    = pattern(`^(|~|null|Null|NULL)$`)
	yamlBool    = pattern(`^(true|True|TRUE|false|False|FALSE)$`)
	yamlDecimal = pattern(`^[-+]?[0-9]+$`)
	yamlNumber  = pattern(`^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
)

// What readers of YAML 1.1 take for a boolean or a number, and those of 1.2 for
// text or another number. Whoever reads the file should not have to know.
var (
	olderBool    = pattern(`^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$`)
	olderNumber  = pattern(`^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+][0-9]+)?)$`)
	leadingZeros = pattern(`^[-+]?0[0-9]+$`)
)

// isNull reports whether a value is null.
func (n *node) isNull() bool { return n.kind == scalar && n.plain && yamlNull().MatchString(n.text) }

// value returns the claim value of a scalar that isn't null, or what is wrong with
// it.
func (n *node) value() (claim.Value, string) {
	switch {
	case n.kind != scalar || n.isNull():
		return claim.Value{}, fmt.Sprintf("found %s, expected a boolean, an integer or a string", n.describe())
	case !n.plain:
		return claim.String(n.text), ""
	case yamlBool().MatchString(n.text):
		return claim.Bool(strings.EqualFold(n.text, "true")), ""
	case olderBool().MatchString(n.text):
		return claim.Value{}, fmt.Sprintf("found %s, which some YAML readers take for a boolean, expected true, false or text in quotes", n.text)
	case leadingZeros().MatchString(n.text):
		return claim.Value{}, fmt.Sprintf("found %s, which YAML reads as a number, expected one without leading zeros, or text in quotes", quote(n.text))
	case yamlDecimal().MatchString(n.text):
		i, err := strconv.ParseInt(n.text, 10, 64)
		if err != nil {
			return claim.Value{}, fmt.Sprintf("found %s, which YAML reads as a number, expected an integer of 64 bits, or text in quotes", quote(n.text))
		}
		return claim.Int(i), ""
	case yamlNumber().MatchString(n.text), olderNumber().MatchString(n.text):
		return claim.Value{}, fmt.Sprintf("found %s, which YAML reads as a number, expected a decimal integer, or text in quotes", quote(n.text))
	}
	return claim.String(n.text), ""
}

// inDocument returns the JSON of a scalar inside a document, where null and
// fractions may stand, or what is wrong with it.
func (n *node) inDocument() ([]byte, string) {
	switch {
	case n.isNull():
		return []byte("null"), ""
	case n.plain && jsondoc.ValidNumber(n.text):
		return []byte(n.text), ""
	}
	v, wrong := n.value()
	return v.JSON(), wrong
}

// describe names what a value is, for messages.
func (n *node) describe() string {
	switch {
	case n.kind == mapping:
		return "a mapping"
	case n.kind == list:
		return "a list"
	case n.isNull():
		return "nothing"
	case n.plain && (yamlBool().MatchString(n.text) || yamlNumber().MatchString(n.text)):
		return n.text
	}
	return quote(n.text)
}

// pattern is a regular expression that is compiled when it is first used: most runs of
// the command need none of them.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
