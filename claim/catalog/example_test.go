package catalog_test

import (
	"fmt"

	"github.com/assay-policy/assay/claim/catalog"
)

func ExampleLookup() {
	entry, ok := catalog.Lookup("x-ms-sevsnpvm-hostdata")
	if !ok {
		return
	}
	fmt.Println(entry.Kinds, entry.Form)
	fmt.Println(entry.Meaning)
	// Output:
	// String 64 hex digits
	// HOST_DATA: what the host passed at launch, such as the hash of a container policy.
}

func ExampleParseType() {
	for _, word := range []string{"snp", "SEVSNPVM", "Pluton"} {
		t, ok := catalog.ParseType(word)
		fmt.Printf("%q %v\n", t, ok)
	}
	// Output:
	// "SevSnpVm" true
	// "SevSnpVm" true
	// "" false
}

func ExampleLookupType() {
	row, _ := catalog.LookupType(catalog.SevSnpVm)
	fmt.Println(row.ClaimValue, row.Prefix, row.DebugClaim)
	fmt.Println(row.DefaultPolicy)
	// Output:
	// sevsnpvm x-ms-sevsnpvm- x-ms-sevsnpvm-is-debuggable
	// version= 1.0;authorizationrules{=> permit();};
}

// A policy can't issue what would pass for evidence of the type it is for.
func ExampleReserved() {
	for _, name := range []string{"iss", "x-ms-sgx-invented", "tee"} {
		fmt.Println(name, catalog.Reserved(name, catalog.SgxEnclave), catalog.Reserved(name, catalog.TdxVm))
	}
	// Output:
	// iss true true
	// x-ms-sgx-invented true false
	// tee false false
}
