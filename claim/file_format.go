package claim

import "github.com/assay-policy/assay/internal/jsondoc"

// AppendFile appends the claims as a claims file in array form (L10.1), compact and
// in their order. Each has the members `type`, `value`, `issuer` and `readOnly`,
// and `json` if it is marked (E2.1). S9.2 takes the digest of these bytes.
//
// ParseFile gives the same claims again, with what is read-only by its nature
// marked (L3.4), save what no file can hold: it refuses claims made by a rule and
// claims without a value, and bytes that are not UTF-8 are written as U+FFFD.
func AppendFile(dst []byte, claims []Claim) []byte {
	return appendList(dst, claims, "", "")
}

// FormatFile returns the claims as AppendFile does, as a file for people: with a line
// for each claim.
func FormatFile(claims []Claim) []byte {
	if len(claims) == 0 {
		return []byte("[]\n")
	}
	return append(appendList(nil, claims, "\n  ", "\n"), '\n')
}

// appendList writes the array, with a text before each claim and at the end.
func appendList(dst []byte, claims []Claim, before, end string) []byte {
	dst = append(dst, '[')
	for i, c := range claims {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, before...)
		dst = jsondoc.AppendCompact(dst, c.object())
	}
	dst = append(dst, end...)
	return append(dst, ']')
}

// object returns the claim as an element of the array form.
func (c Claim) object() jsondoc.Value {
	names := []string{"type", "value", "issuer", "readOnly"}
	values := []jsondoc.Value{
		jsondoc.NewString(c.Type),
		c.Value.scalar(),
		jsondoc.NewString(c.Issuer.String()),
		jsondoc.NewBool(c.IsReadOnly()),
	}
	if c.JSON {
		names = append(names, "json")
		values = append(values, jsondoc.NewBool(true))
	}
	return jsondoc.NewObject(names, values)
}
