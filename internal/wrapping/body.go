package wrapping

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// unwrapBody takes evidence out of what is posted to the service (S5.3): the member
// "quote" or "report", with the data that the evidence binds. Other members are passed
// over, as the service does (S5.5).
func unwrapBody(w *Evidence, text string) ([]byte, bool, error) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil, false, nil
	}
	doc, err := jsondoc.Parse(text, jsondoc.Options{MaxDepth: evidence.DefaultJSONDepth})
	if err != nil {
		return nil, false, err
	}
	quote, err := member(doc, "quote", jsondoc.String)
	if err != nil {
		return nil, false, err
	}
	report, err := member(doc, "report", jsondoc.String)
	switch {
	case err != nil:
		return nil, false, err
	case quote != nil && report != nil:
		return nil, false, errors.New(`found both "quote" and "report", expected one of them`)
	case quote == nil && report == nil:
		return nil, false, nil // it may be evidence itself (E6.1)
	case quote == nil:
		quote = report
	}
	if w.Runtime, err = boundIn(doc, "runtimeData"); err != nil {
		return nil, false, err
	}
	if w.InitTime, err = boundIn(doc, "initTimeData"); err != nil {
		return nil, false, err
	}
	inner, err := base64Text(quote.Text())
	return inner, err == nil, err
}

// member returns a member of an object, whose name is spelled in any case (S5.5); nil
// if there is none, or null.
func member(doc jsondoc.Value, name string, kind jsondoc.Kind) (found *jsondoc.Value, err error) {
	for i := range doc.Len() {
		v := doc.At(i)
		switch {
		case !strings.EqualFold(doc.Name(i), name) || v.Kind() == jsondoc.Null:
		case found != nil:
			return nil, fmt.Errorf("found %q twice", name)
		case v.Kind() != kind:
			return nil, fmt.Errorf("%q is JSON of type %s, expected %s", name, v.Kind(), kind)
		default:
			found = &v
		}
	}
	return found, nil
}

// boundIn reads runtime or init-time data of a request; nil if there is none, which
// some clients say with empty members (S5.5).
func boundIn(doc jsondoc.Value, name string) (*evidence.Data, error) {
	object, err := member(doc, name, jsondoc.Object)
	if object == nil {
		return nil, err
	}
	text, err := member(*object, "data", jsondoc.String)
	if text == nil || text.Text() == "" {
		return nil, err
	}
	data := &evidence.Data{}
	if data.Bytes, err = base64Text(text.Text()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	typ, err := member(*object, "dataType", jsondoc.String)
	switch {
	case err != nil:
		return nil, err
	case typ != nil && strings.EqualFold(typ.Text(), evidence.Binary.String()):
		data.Type = evidence.Binary
	case typ == nil || !strings.EqualFold(typ.Text(), evidence.JSON.String()):
		return nil, fmt.Errorf(`%s: expected the dataType "JSON" or "Binary"`, name)
	}
	return data, nil
}

// base64Text decodes a member of a request.
func base64Text(text string) ([]byte, error) {
	data, err := fromBase64(text)
	if err != nil {
		return nil, fmt.Errorf("found a member that is no base64url: %w", err)
	}
	return data, nil
}
