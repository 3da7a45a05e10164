package position

import "unicode/utf8"

// Encoding says what a client counts as one character.
type Encoding uint8

// The encodings of the protocol. UTF-16 is what a client means that says nothing.
const (
	UTF16 Encoding = iota
	UTF8
	UTF32
)

// names are the names of the protocol, in the order of the constants.
var names = [...]string{UTF16: "utf-16", UTF8: "utf-8", UTF32: "utf-32"}

// String returns the protocol's name of an encoding.
func (e Encoding) String() string {
	if int(e) < len(names) {
		return names[e]
	}
	return "unknown encoding"
}

// Negotiate returns the first of the offered encodings that is known here, else
// UTF-16 (V2.8).
func Negotiate(offered []string) Encoding {
	for _, o := range offered {
		for e, name := range names {
			if o == name {
				return Encoding(e)
			}
		}
	}
	return UTF16
}

// width returns in how many characters a client counts a rune. What isn't UTF-8
// comes as the replacement character, which an editor shows for it.
func (e Encoding) width(r rune) int {
	switch e {
	case UTF8:
		return utf8.RuneLen(r)
	case UTF32:
		return 1
	}
	if r > 0xFFFF {
		return 2
	}
	return 1
}
