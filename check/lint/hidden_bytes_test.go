package lint_test

import (
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/lint"
)

// L8.1: bytes that no archive can show. What the fixes leave says the same.
func TestHiddenBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, after string
		want        []string
	}{
		"carriage returns": {
			text:  "version=1.0;\r\nauthorizationrules{ // a\r\n [type==\"x-ms-sgx-svn\",\r value>=4]=>permit();\r\n};",
			after: "version=1.0;\nauthorizationrules{ // a\n [type==\"x-ms-sgx-svn\",\n value>=4]=>permit();\n};",
			want:  []string{"found 4 carriage returns, expected none"},
		},
		"in a comment": {
			text:  "version=1.0;\nauthorizationrules{ // a\rb\n [type==\"x-ms-sgx-svn\", value>=4]=>permit();};",
			after: "version=1.0;\nauthorizationrules{ // ab\n [type==\"x-ms-sgx-svn\", value>=4]=>permit();};",
			want:  []string{"found a carriage return, expected none"},
		},
		"between tokens": {
			text:  "version=1.0;\rauthorizationrules{[type==\"x-ms-sgx-svn\", value>=4]=>permit();};\r",
			after: "version=1.0;\nauthorizationrules{[type==\"x-ms-sgx-svn\", value>=4]=>permit();};\n",
			want:  []string{"found 2 carriage returns, expected none"},
		},
		"blanks": {
			text:  "version=1.0; \t\nauthorizationrules{ // a \n  \n[type==\"x-ms-sgx-svn\", value>=4]=>permit();}; ",
			after: "version=1.0;\nauthorizationrules{ // a\n\n[type==\"x-ms-sgx-svn\", value>=4]=>permit();};",
			want:  []string{"found 4 lines with blanks at their ends, expected none"},
		},
		"all": {
			text:  "version=1.0; \r\nauthorizationrules{ // a\u00A0b\n[type==\"a \", value==\"b\u00A0\"]=>permit();};",
			after: "version=1.0;\nauthorizationrules{ // a b\n[type==\"a \", value==\"b\u00A0\"]=>permit();};",
			want: []string{"found blanks at the end of a line, expected none", "found a carriage return, expected none",
				"found a no-break space in a comment, expected none"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := lint.Source(ast.NewSource("p.maa", c.text), lint.Options{})
			var fixes []diag.Fix
			for _, d := range found {
				if d.Code != "MAA3050" {
					continue
				}
				if len(c.want) == 0 || d.Message != c.want[0] {
					t.Fatalf("found %q, want %q", d.Message, c.want)
				}
				c.want = c.want[1:]
				if len(d.Fixes) != 1 || !d.Fixes[0].Safe {
					t.Fatalf("the fixes are %+v, want a safe one", d.Fixes)
				}
				fixes = append(fixes, d.Fixes...)
			}
			if got, _ := diag.Apply(c.text, fixes...); got != c.after || len(c.want) > 0 {
				t.Errorf("after the fixes:\n%q, want\n%q; not found: %q", got, c.after, c.want)
			}
		})
	}
}
