package wrapping

import (
	"encoding/base64"
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Claims adds those that come of the data with the evidence to the evidence's own, as
// they would if the evidence were verified and held the data's hash (E2.3, E2.4).
func (w *Evidence) Claims(own jsondoc.Value, typ catalog.Type) jsondoc.Value {
	var names []string
	var values []jsondoc.Value
	for i := range own.Len() {
		names, values = append(names, own.Name(i)), append(values, own.At(i))
	}
	add := func(name string, v jsondoc.Value) {
		if _, has := own.Member(name); !has { // an HCL report binds its own data
			names, values = append(names, name), append(values, v)
		}
	}
	if sgx := typ == catalog.SgxEnclave || typ == catalog.OpenEnclave; sgx && w.Runtime != nil && w.Runtime.Type == evidence.Binary {
		held := jsondoc.NewString(base64.RawURLEncoding.EncodeToString(w.Runtime.Bytes))
		for _, name := range []string{"x-ms-sgx-ehd", "aas-ehd", "maa-ehd"} {
			add(name, held)
		}
	}
	if v, ok := object(w.Runtime); ok {
		add("x-ms-runtime", v)
	}
	if v, ok := object(w.InitTime); ok {
		add("x-ms-inittime", v)
	}
	return jsondoc.NewObject(names, values)
}

// object reads JSON data, with its members sorted. What is no object gives no claim,
// and is refused once the evidence is verified.
func object(data *evidence.Data) (jsondoc.Value, bool) {
	if data == nil || data.Type != evidence.JSON {
		return jsondoc.Value{}, false
	}
	options := jsondoc.Options{MaxDepth: evidence.DefaultJSONDepth}
	v, err := jsondoc.Parse(strings.TrimSuffix(string(data.Bytes), "\x00"), options)
	if err == nil {
		v, err = jsondoc.Parse(string(jsondoc.AppendSorted(nil, v)), options)
	}
	return v, err == nil && v.Kind() == jsondoc.Object
}
