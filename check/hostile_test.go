package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

// hostile are texts of about that many bytes, each made to cost what it can.
func hostile(most int) map[string]string {
	fill := func(unit string, used int) string { return strings.Repeat(unit, (most-used-100)/len(unit)) }
	rule := func(head, unit, tail string) string {
		head = "version=1.2;authorizationrules{" + head
		return head + strings.TrimSuffix(fill(unit, len(head)+len(tail)), ",") + tail + "};"
	}
	var long, short, same strings.Builder
	for i := range 255 {
		fmt.Fprintf(&long, "%s%03d:[type==\"a\"]&&", strings.Repeat("b", 230), i)
		fmt.Fprintf(&short, "binderbinder%03d:[type==\"a\"]&&", i)
		same.WriteString(`c:[type=="a"]&&`)
	}
	return map[string]string{
		"undefined binders":    rule(short.String()+"[", "value==binderbindxx.value,", "]=>permit();"),
		"long binders":         rule(long.String()+"[", "value=="+strings.Repeat("b", 230)+"xxxx.value,", "]=>permit();"),
		"duplicate binders":    rule(same.String()+"[", "value==c.value,", "]=>permit();"),
		"used binders":         rule(short.String()+"[", "value==binderbinder254.value,", "]=>permit();"),
		"tests and references": rule(`c:[`+strings.Repeat("value==1,", most/20)+`value==1]&&[`, "value<c.value,", "]=>permit();"),
		"inferred kinds":       rule(`c:[`+strings.Repeat(`type!="",`, most/20)+`value==true]&&[`, "value<c.value,", "]=>permt();"),
		"unknown properties":   rule("[", "valu==1,", "]=>permit();"),
		"repeated arguments":   rule("=>add(", "type=1,", ");"),
		"functions of 1.2":     strings.Replace(rule("[", "value==NegateBool(1),", "]=>permit();"), "1.2", "1.0", 1),
		"repeated sections":    "version=1.0;" + fill("authorizationrules{};", 0),
		"empty rules":          "version=1.0;issuancerules{" + strings.Repeat("=>isue();", min(most/10, 9_999)) + "};",
		"nameless actions":     rule("", "=>(),", "=>permit();"),
		"arrowless actions":    rule("", "[]a()", "=>permit();"),
		"quoted arguments":     rule("=>add(", `"t"=1,`, "type=1);"),
		"block comments":       rule("", "/*\n", "=>permit();"),
		"a rule in a comment":  rule("//", "a", ":[=>"+strings.Repeat("a", most/3)+";\n=>permit();"),
		"shafts of arrows":     "version=1.2;authorizationrules{" + fill("=", 0),
		"minus signs":          "version=1.2;authorizationrules{" + fill("-", 0),
		"full-width signs":     "version=1.2;authorizationrules{" + fill("\uFF1D", 0),
		"semicolons":           "version=1.2;authorizationrules{" + fill(";", 0),
		"strays":               "version=1.0;" + fill("};", 0),
		"sections in a row":    "version=1.0;" + fill("a={", 0),
		"a query":              rule(`=>add(type="a",value=JmesPath("{}","a`, "[?a==1", `"));`),
		"a document":           rule(`=>add(type="a",value=JsonToClaimValue("`, "[", `"));`),
	}
}

// longest is far above what a text of this size takes on a busy machine, and far
// below what work takes that grows with its square.
const longest = 15 * time.Second

// TestHostile, L9.1: no text makes the check hang or fail.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, text := range hostile(1 << 17) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src, start := ast.NewSource("hostile.maa", text), time.Now()
			checked, found := check.Source(src, check.Options{})
			if took := time.Since(start); took > longest {
				t.Errorf("took %v, want at most %v: the work must grow with the text", took, longest)
			}
			if (checked == nil) != found.HasErrors() {
				t.Errorf("result is nil: %t, findings have errors: %t", checked == nil, found.HasErrors())
			}
			if d, ok := limited(found); ok {
				t.Errorf("the text passes a limit of the parser: %s", show(src, d))
			}
		})
	}
}

// limited returns a finding about a limit of the text: such a text would not
// reach the check.
func limited(found diag.List) (diag.Diagnostic, bool) {
	i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Code == "MAA1019" })
	if i < 0 {
		return diag.Diagnostic{}, false
	}
	return found[i], true
}
