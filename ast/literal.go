package ast

import (
	"strings"
	"unicode/utf8"
)

// SpanOf returns the place in the policy of the bytes from..to of the decoded
// value, so that a finding about a literal query or document points inside the
// string (L7.4). Offsets beyond the value point after its last byte.
func (l *StringLit) SpanOf(from, to int) Span {
	from = min(max(from, 0), len(l.Value))
	to = min(max(to, from), len(l.Value))
	return Span{l.at(from), l.at(to)}
}

// at returns the position of the i-th byte of the decoded value: an escape is
// two bytes in the text and one in the value (L1.4). A backslash that starts
// none stands for itself, and the quotes may be longer than a byte: findings
// about such literals are still placed right.
func (l *StringLit) at(i int) Pos {
	_, off := utf8.DecodeRuneInString(l.Raw)
	for ; i > 0 && off < len(l.Raw); i-- {
		if escaped := l.Raw[off:]; strings.HasPrefix(escaped, `\"`) || strings.HasPrefix(escaped, `\\`) {
			off++
		}
		off++
	}
	return l.From + Pos(min(off, len(l.Raw)))
}
