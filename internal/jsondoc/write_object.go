package jsondoc

// Member is a member of an object whose value is written already.
type Member struct {
	Name string
	Text []byte // of one JSON value
}

// StringMember is a member whose value is a string.
func StringMember(name, value string) Member { return Member{name, AppendQuoted(nil, value)} }

// AppendObject appends an object of values that are JSON texts, as those of packages
// that hand out no Value, without reading them again.
func AppendObject(dst []byte, members ...Member) []byte {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendQuoted(dst, m.Name)
		dst = append(dst, ':')
		dst = append(dst, m.Text...)
	}
	return append(dst, '}')
}
