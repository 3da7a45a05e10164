package lsp

import (
	"strings"

	"github.com/assay-policy/assay/ast"
)

// yamlPlace is where in a YAML text a place is: the keys that lead to it, "[]" for an
// item of a list.
type yamlPlace struct {
	path []string
	// value says that the place is where the value of the last key stands, and not where
	// a key does.
	value bool
	// word is what stands at the place.
	word ast.Span
}

// level is a mapping or a list that the place is in.
type level struct {
	indent int    // of a block
	flow   byte   // '{' or '[' of a flow, else 0
	list   bool   // of a block
	key    string // the last one of a mapping
}

// yamlReader follows a text up to a place, as far as indentation and brackets tell. It
// needs no text that YAML could read: people are about to write it.
type yamlReader struct {
	levels []level
	flows  int // levels of brackets
}

// yamlAt finds out where a place is.
func yamlAt(text string, at int) yamlPlace {
	r := &yamlReader{}
	from := 0
	for {
		end := strings.IndexByte(text[from:], '\n')
		if end < 0 || from+end >= at {
			break
		}
		r.line(strings.TrimSuffix(text[from:from+end], "\r"))
		from += end + 1
	}
	return r.at(text, from, at)
}

// line reads a line that ends before the place.
func (r *yamlReader) line(line string) {
	rest := strings.TrimLeft(line, " ")
	if r.flows == 0 {
		if rest == "" || strings.HasPrefix(rest, "#") {
			return
		}
		rest = r.block(len(line)-len(rest), rest)
	}
	r.flow(rest)
}

// block takes the beginning of a line of a block: items of lists and a key. It returns
// what follows.
func (r *yamlReader) block(indent int, rest string) string {
	for len(r.levels) > 0 && r.levels[len(r.levels)-1].indent > indent {
		r.levels = r.levels[:len(r.levels)-1]
	}
	for rest == "-" || strings.HasPrefix(rest, "- ") {
		r.enter(level{indent: indent, list: true})
		next := strings.TrimLeft(rest[1:], " ")
		indent += len(rest) - len(next)
		rest = next
	}
	key, value, ok := yamlKey(rest)
	if !ok {
		return rest
	}
	r.enter(level{indent: indent, key: key})
	return value
}

// enter goes on in a level of an indentation, or begins one.
func (r *yamlReader) enter(l level) {
	if n := len(r.levels); n > 0 && r.levels[n-1].indent == l.indent && r.levels[n-1].list == l.list && r.levels[n-1].flow == 0 {
		r.levels[n-1] = l
		return
	}
	if n := len(r.levels); n > 0 && r.levels[n-1].indent == l.indent && r.levels[n-1].list && !l.list {
		r.levels = r.levels[:n-1] // a list that stands at the indentation of its key has ended
		r.enter(l)
		return
	}
	r.levels = append(r.levels, l)
}

// yamlKey cuts a key from the beginning of a text.
func yamlKey(text string) (key, rest string, ok bool) {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 || !strings.HasPrefix(text[end+2:], ":") {
			return "", text, false
		}
		return text[1 : end+1], text[end+3:], true
	}
	i := strings.IndexByte(text, ':')
	if i < 0 || i+1 < len(text) && text[i+1] != ' ' || strings.ContainsAny(text[:i], "{}[],#\"'") {
		return "", text, false
	}
	return text[:i], text[i+1:], true
}

// flow follows the brackets in a text.
func (r *yamlReader) flow(text string) {
	start := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			if end := strings.IndexByte(text[i+1:], c); end >= 0 {
				i += end + 1
			}
		case '#':
			if i == 0 || text[i-1] == ' ' {
				return
			}
		case '{', '[':
			indent := 0
			if n := len(r.levels); n > 0 {
				indent = r.levels[n-1].indent
			}
			r.levels = append(r.levels, level{indent: indent, flow: c})
			r.flows++
			start = i + 1
		case '}', ']':
			if r.flows > 0 {
				r.levels = r.levels[:len(r.levels)-1]
				r.flows--
			}
		case ',':
			if r.flows > 0 {
				r.levels[len(r.levels)-1].key = ""
			}
			start = i + 1
		case ':':
			if n := len(r.levels); r.flows > 0 && r.levels[n-1].flow == '{' && (i+1 == len(text) || text[i+1] == ' ') {
				r.levels[n-1].key = strings.Trim(strings.TrimSpace(text[start:i]), `"'`)
			}
		}
	}
}

// at reads the line with the place up to it.
func (r *yamlReader) at(text string, from, at int) yamlPlace {
	start, end := at, at
	for start > from && !strings.ContainsRune(" {[,:\"'", rune(text[start-1])) {
		start--
	}
	for end < len(text) && !strings.ContainsRune(" {}[],:\"'\r\n#", rune(text[end])) {
		end++
	}
	before := text[from:start]
	rest := strings.TrimLeft(before, " ")
	indent := len(before) - len(rest)
	p := yamlPlace{word: ast.Span{From: ast.PosAt(start), To: ast.PosAt(end)}}
	if r.flows == 0 {
		rest = r.block(indent, strings.TrimRight(rest, "\"'"))
		p.value = len(r.levels) > 0 && r.levels[len(r.levels)-1].key != "" && strings.Contains(before, ":")
		if !p.value {
			r.drop(indent + len(before[indent:]))
		}
	}
	r.flow(rest)
	if n := len(r.levels); r.flows > 0 {
		p.value = r.levels[n-1].flow == '[' || r.levels[n-1].key != ""
	}
	for i, l := range r.levels {
		switch {
		case l.list || l.flow == '[':
			p.path = append(p.path, "[]")
		case l.key != "" && (i < len(r.levels)-1 || p.value):
			p.path = append(p.path, l.key)
		}
	}
	return p
}

// drop leaves the levels that a key at an indentation is not inside of.
func (r *yamlReader) drop(indent int) {
	for len(r.levels) > 0 {
		l := &r.levels[len(r.levels)-1]
		if l.indent < indent {
			r.levels = append(r.levels, level{indent: indent}) // the first key of a mapping
			return
		}
		if l.list && l.indent == indent {
			return
		}
		if l.indent == indent {
			l.key = ""
			return
		}
		r.levels = r.levels[:len(r.levels)-1]
	}
}
