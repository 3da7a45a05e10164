package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// form is the flag of the verbs that answer in text or in JSON.
type form struct {
	Output string `help:"How to print the answer." enum:"text,json" default:"text" short:"o"`
}

// answer is what a verb found, in each form that it can be asked for.
type answer struct {
	text func(w io.Writer)
	json func() jsondoc.Value
}

// answer prints what a verb found: the one place that renders an answer. Findings
// about policies have forms of their own, which package diag renders.
func (e *env) answer(f form, a answer) error {
	var b bytes.Buffer
	if f.Output == "json" {
		if err := json.Indent(&b, jsondoc.AppendCompact(nil, a.json()), "", "  "); err != nil {
			return err
		}
		b.WriteByte('\n')
	} else {
		a.text(&b)
	}
	_, err := e.out.Write(b.Bytes())
	return err
}

// print writes an answer that is a text of its own, such as a policy: as it is, but
// without what a terminal would obey (T7.3).
func (e *env) print(text string) error {
	if e.columns > 0 {
		parts := strings.Split(text, "\t")
		for i := range parts {
			parts[i] = printableLines(parts[i])
		}
		text = strings.Join(parts, "\t")
	}
	_, err := io.WriteString(e.out, text)
	return err
}

// stream takes the answer of a verb that has a line for each of many inputs, as they
// come. It must be flushed.
func (e *env) stream() *bufio.Writer { return bufio.NewWriter(e.out) }

// parsed is JSON that a package of ours wrote.
func parsed(text []byte) jsondoc.Value {
	doc, err := jsondoc.Parse(string(text), jsondoc.Options{})
	if err != nil {
		panic(err)
	}
	return doc
}

// with is an object with one more member at its end.
func with(object jsondoc.Value, name string, value jsondoc.Value) jsondoc.Value {
	var names []string
	var values []jsondoc.Value
	for i := range object.Len() {
		names, values = append(names, object.Name(i)), append(values, object.At(i))
	}
	return jsondoc.NewObject(append(names, name), append(values, value))
}

// table prints the members of an object, one a line.
func table(w io.Writer, v jsondoc.Value) {
	width := 0
	for i := range v.Len() {
		width = max(width, len(v.Name(i)))
	}
	width = min(width, 48)
	for i := range v.Len() {
		fmt.Fprintf(w, "  %-*s  %s\n", width, printable(v.Name(i)), cell(v.At(i)))
	}
}

// cell is a value in a table: strings bare where that can't mislead, else JSON.
func cell(v jsondoc.Value) string {
	text := string(jsondoc.AppendCompact(nil, v))
	if v.Kind() == jsondoc.String {
		bare := v.Text()
		if _, err := strconv.ParseInt(bare, 10, 64); err != nil && bare != "true" && bare != "false" && bare != "null" && bare != "" && plain(bare) {
			text = bare
		}
	}
	const most = 400
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + fmt.Sprintf("… (%d bytes)", len(text))
	}
	return printable(text)
}

func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || r == '"' }) < 0
}

// message is what stderr says of an error, which may quote names of files, claims
// and certificates: no tokens, and nothing that a terminal would obey.
func message(err error) string { return printableLines(withoutTokens(err.Error())) }

// printableLines is printable for text of several lines.
func printableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return strings.Join(lines, "\n")
}

// printable keeps what a terminal would obey out of what it shows.
func printable(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
