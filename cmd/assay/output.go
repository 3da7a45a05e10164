package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// printJSON writes v indented, with "<" and ">" as they are.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// indent lays compact JSON out for people.
func indent(compact []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, compact, "", "  ") != nil {
		return compact
	}
	return b.Bytes()
}

// table prints the members of an object, one a line.
func (e *env) table(v jsondoc.Value) error {
	width := 0
	for i := range v.Len() {
		width = max(width, len(v.Name(i)))
	}
	width = min(width, 48)
	for i := range v.Len() {
		if _, err := fmt.Fprintf(e.out, "  %-*s  %s\n", width, printable(v.Name(i)), cell(v.At(i))); err != nil {
			return err
		}
	}
	return nil
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
