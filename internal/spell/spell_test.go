package spell_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

func TestClosest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word  string
		among []string
		want  string
	}{
		{"premit", ast.ActionNames(), "permit"},
		{"Permit", ast.ActionNames(), "permit"},
		{"issueProperty", ast.ActionNames(), "issueproperty"},
		{"isue", ast.ActionNames(), "issue"},
		{"authorizatonrules", ast.SectionNames(), "authorizationrules"},
		{"authorisationrules", ast.SectionNames(), "authorizationrules"},
		{"issuerules", ast.SectionNames(), "issuancerules"},
		{"NegateBol", lang.FunctionNames(), "NegateBool"},
		{"jmespath", lang.FunctionNames(), "JmesPath"},
		{"valuetype", ast.PropertyNames(), "valueType"},
		{"tpye", ast.PropertyNames(), "type"},
		{"allow", ast.ActionNames(), ""},
		{"", ast.ActionNames(), ""},
		{"permit", nil, ""},
		{"c", []string{"c1", "d1"}, "c1"},
		{"発行者", []string{"許可証"}, ""},
		{strings.Repeat("x", 1000), ast.ActionNames(), ""},
	} {
		if got := spell.Closest(tt.word, tt.among); got != tt.want {
			t.Errorf("Closest(%.20q): got %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestClosestWithin(t *testing.T) {
	t.Parallel()
	names := []string{"x-ms-sgx-mrsigner", "x-ms-sgx-svn"}
	for _, tt := range []struct {
		word string
		most int
		want string
	}{
		{"x-ms-sgx-mrsinger", 2, "x-ms-sgx-mrsigner"},
		{"x-ms-sgx-mrs", 2, ""},
		{"x-ms-sgx-mrs", 5, "x-ms-sgx-svn"},
		{"X-MS-SGX-SVN", 0, "x-ms-sgx-svn"},
		{"x-ms-sgx-svm", 0, ""},
	} {
		if got := spell.ClosestWithin(tt.word, names, tt.most); got != tt.want {
			t.Errorf("ClosestWithin(%q, %d): got %q, want %q", tt.word, tt.most, got, tt.want)
		}
	}
}
