package grammar_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/grammar"
)

// The examples of T1.6, literally.
const (
	exampleBefore = `version= 1.0;authorizationrules
{ [ type=="x-ms-sgx-is-debuggable", value == true ]=>deny();   // labs have their own policy
  [ type=="x-ms-sgx-product-id", value==4639 ] && [type == "x-ms-sgx-svn", value>= 4 ]&&   // since the fix
    [type=="x-ms-sgx-mrsigner",value=="4aea5f9a0ed04b11f889aadfe6a1d376213a29a95a85ce7337ae6f7fece6610c"] =>permit();
};
issuancerules { c:[type=="x-ms-sgx-product-id"]=>issue(type = "product",value=c.value) ; };
`
	exampleAfter = `version=1.0;

authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value==true] => deny(); // labs have their own policy
    [type=="x-ms-sgx-product-id", value==4639] &&
    [type=="x-ms-sgx-svn", value>=4] && // since the fix
    [type=="x-ms-sgx-mrsigner", value=="4aea5f9a0ed04b11f889aadfe6a1d376213a29a95a85ce7337ae6f7fece6610c"]
        => permit();
};

issuancerules {
    c:[type=="x-ms-sgx-product-id"] => issue(type="product", value=c.value);
};
`
	exampleRule = `    c:[type=="events", issuer=="AttestationService"]
        => add(
            type="bootVariables",
            value=JmesPath(c.value, "Events[?EventTypeString == 'EV_EFI_VARIABLE_BOOT']")
        );
`
)

// format formats a text, which must be the same when it is formatted again.
func format(t *testing.T, text string) string {
	t.Helper()
	src, p, found := parse(text)
	out := grammar.Format(src, p)
	src, p, again := parse(out)
	if diff := cmp.Diff(grammar.Format(src, p), out); diff != "" {
		t.Errorf("formatting again changed the text (- again, + once):\n%s", diff)
	}
	if len(again) > len(found) {
		t.Errorf("formatting made the findings %v", again)
	}
	return out
}

func TestT1_6Examples(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(format(t, exampleBefore), exampleAfter); diff != "" {
		t.Errorf("(- found, + want):\n%s", diff)
	}
	text := "version=1.2;\n\nissuancerules {\n" + exampleRule + "};\n"
	if diff := cmp.Diff(format(t, strings.Join(strings.Fields(text), " ")), text); diff != "" {
		t.Errorf("(- found, + want):\n%s", diff)
	}
}
