package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// colour is a scalar with a method of its own.
type colour string

func (c *colour) UnmarshalText(text []byte) error {
	*c = colour(text)
	if *c != "red" {
		return fmt.Errorf("unknown colour %q", text)
	}
	return nil
}

type inner struct {
	Span  ast.Span `yaml:"-"`
	Name  string   `yaml:"name,required"`
	Count int      `yaml:"count"`
}

type outer struct {
	Text   string            `yaml:"text"`
	On     bool              `yaml:"on"`
	Ratio  float64           `yaml:"ratio"`
	Colour colour            `yaml:"colour"`
	List   []inner           `yaml:"list"`
	Words  map[string]string `yaml:"words"`
	Maybe  *inner            `yaml:"maybe"`
	Any    *yaml.Node        `yaml:"any"`
}

func decode(text string) (outer, error) {
	var out outer
	doc, err := yamldoc.Read("x.yaml", []byte(text), yamldoc.Options{})
	if err != nil {
		return out, err
	}
	return out, doc.Decode(&out)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	const text = `# all of it
text: 2027-01-31
on: true
ratio: 2
colour: red
list:
  - {name: a, count: 3}
  - &b {name: "b"}
  - *b
words: {x: 1e3, ü: "y"}
maybe:
  name: c
any: [1, 2]
`
	got, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if got.Any == nil || len(got.Any.Content) != 2 {
		t.Errorf("got the node %+v, want the list", got.Any)
	}
	got.Any = nil
	at := func(part string) ast.Span {
		p := ast.PosAt(strings.Index(text, part))
		return ast.Span{From: p, To: p}
	}
	b := inner{Span: at(`&b`), Name: "b"}
	want := outer{
		Text: "2027-01-31", On: true, Ratio: 2, Colour: "red",
		List:  []inner{{at(`{name: a`), "a", 3}, b, b},
		Words: map[string]string{"x": "1e3", "ü": "y"}, Maybe: &inner{at(`name: c`), "c", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, empty := range []string{"", "# nothing\n", "list:\nwords:\n"} {
		if _, err := decode(empty); err != nil {
			t.Errorf("%q: %v", empty, err)
		}
	}
}

// T2.9, T3.1: what is wrong is said with its place, and what was meant.
func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"on: true\ntxet: x":                   `x.yaml:2:1: unknown key "txet"; did you mean "text"?`,
		"zzz: x":                              `x.yaml:1:1: unknown key "zzz"`,
		"hidden: 1":                           `x.yaml:1:1: unknown key "hidden"`,
		"text: a\non: true\ntext: b":          `x.yaml:3:1: doubled key "text", first on line 1`,
		"words: {a: b, a: c}":                 `x.yaml:1:15: doubled key "a", first on line 1`,
		"maybe: {count: 3}":                   `x.yaml:1:8: missing key "name"`,
		"maybe:":                              `x.yaml:1:7: missing key "name"`,
		"maybe: [1]":                          `x.yaml:1:8: found a list, expected a mapping`,
		"list: {a: b}":                        `x.yaml:1:7: found a mapping, expected a list`,
		"text: [a]":                           `x.yaml:1:7: found a list, expected text`,
		"text: true":                          `x.yaml:1:7: found "true", expected text`,
		"text:":                               `x.yaml:1:6: found nothing, expected text`,
		"on: yes":                             `x.yaml:1:5: found "yes", expected true or false`,
		"ratio: many":                         `x.yaml:1:8: found "many", expected a number`,
		"list: [{name: a, count: 1.5}]":       `x.yaml:1:25: found "1.5", expected an integer`,
		"colour: green":                       `x.yaml:1:9: unknown colour "green"`,
		"colour: [red]":                       `x.yaml:1:9: found a list, expected text`,
		"[a]: b":                              `x.yaml:1:1: found a list as a key, expected text`,
		"- a":                                 `x.yaml:1:1: found a list, expected a mapping`,
		"text: [1\non: 2":                     `x.yaml:2:3: found no YAML: while parsing a flow sequence: did not find expected ',' or ']'`,
		"on: *x":                              `x.yaml:1:5: found no YAML: unknown anchor 'x' referenced`,
		"text: a\n---\ntext: b":               `x.yaml:2:1: found a second document, expected one`,
		"text: \xff":                          `x.yaml:1:7: found the byte 0xFF, expected text in UTF-8`,
		"text: a\x00":                         `x.yaml:1:8: found the control character U+0000, expected text in UTF-8`,
		"zzz: 1\nwords: 1\n":                  "x.yaml:1:1: unknown key \"zzz\"\nx.yaml:2:8: found \"1\", expected a mapping",
		"text: " + strings.Repeat("x", 1<<20): `x.yaml:1:1: found more than 1048576 bytes, the limit`,
	} {
		_, err := decode(text)
		if err == nil || err.Error() != want {
			t.Errorf("%.60q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// A few aliases that stand for billions of values are an error, at once, as is one
// that stands for what it is in.
func TestAliasesAreBounded(t *testing.T) {
	t.Parallel()
	// Each level stands for ten of the one before.
	bomb := "deep:\n- &a0 {}\n"
	for i := range 12 {
		bomb += fmt.Sprintf("- &a%d {deep: [%s]}\n", i+1, strings.Repeat(fmt.Sprintf("*a%d,", i), 10))
	}
	type deep struct {
		Deep []deep `yaml:"deep"`
	}
	for _, text := range []string{bomb, "deep: &a [{deep: *a}]"} {
		var out deep
		doc, err := yamldoc.Read("x.yaml", []byte(text), yamldoc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = doc.Decode(&out)
		if err == nil || strings.Count(err.Error(), "aliases come to more than") != 1 {
			t.Errorf("%.30q: got %v, want the limit", text, err)
		}
	}
}
