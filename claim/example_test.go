package claim_test

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
)

func ExampleParseFile() {
	file := []byte(`[
  {"type": "svn", "value": 3, "issuer": "AttestationService"},
  {"type": "log", "value": {"events": []}, "json": true}
]`)
	claims, err := claim.ParseFile(file, claim.FileOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range claims {
		fmt.Println(c)
	}
	// Output:
	// [type=="svn", value==3, issuer=="AttestationService"]
	// [type=="log", value=="{\"events\":[]}", issuer=="CustomClaim"]
}

func ExampleParseFile_error() {
	_, err := claim.ParseFile([]byte(`{"svn": [3, 3.5]}`), claim.FileOptions{})
	fmt.Println(err)
	// Output: claims file 1:13 ($.svn[1]): found the number 3.5, expected an integer without fraction and exponent
}

func ExampleFromMap() {
	claims, err := claim.FromMap(map[string]any{
		"tier":   "gold",
		"zones":  []string{"a", "b"},
		"client": map[string]any{"version": 7},
	}, claim.CustomClaim)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range claims {
		fmt.Println(c)
	}
	// Output:
	// [type=="client", value=="{\"version\":7}", issuer=="CustomClaim"]
	// [type=="tier", value=="gold", issuer=="CustomClaim"]
	// [type=="zones", value=="a", issuer=="CustomClaim"]
	// [type=="zones", value=="b", issuer=="CustomClaim"]
}

func ExampleShape() {
	fmt.Printf("%s\n", claim.Shape([]claim.Claim{
		{Type: "zone", Value: claim.String("a")},
		{Type: "svn", Value: claim.Int(3)},
		{Type: "zone", Value: claim.String("b")},
	}))
	// Output: {"zone":["a","b"],"svn":3}
}
