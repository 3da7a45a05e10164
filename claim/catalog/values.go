package catalog

import "slices"

// Values returns the strings that the value of a claim or property is one of, as far
// as they are known and few; nil for other names. A deprecated name has those of its
// twin. The slice is the caller's.
func Values(name string) []string {
	if e, ok := Lookup(name); ok && e.Twin != "" {
		name = e.Twin
	}
	if name != "x-ms-attestation-type" {
		return slices.Clone(values[name])
	}
	var out []string
	for _, row := range types {
		if !slices.Contains(out, row.ClaimValue) {
			out = append(out, row.ClaimValue)
		}
	}
	return out
}

// values are those of names that are not in another table.
var values = map[string][]string{
	"attester_tcb_status": {"UpToDate", "SWHardeningNeeded", "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded",
		"OutOfDate", "OutOfDateConfigurationNeeded", "TDRelaunchAdvised", "TDRelaunchAdvisedConfigurationNeeded", "Revoked"}, // E5.3
	"dbgstat":                {"disabled", "enabled"},                        // E5.3
	"x-ms-compliance-status": {"azure-compliant-cvm", "azure-compliant-uvm"}, // E6.10
	"x-ms-sgx-tcbidentifier": {"azuredefault"},                               // E4.6, beside numbers
}
