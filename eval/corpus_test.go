package eval_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// row is a line of the table "Results to expect".
type row struct{ claims, policy, result, issued string }

// expectedResults reads the table of testdata/claims/README.md: a row for each
// pair of claims file and policy.
func expectedResults(t testing.TB) []row {
	t.Helper()
	_, table, ok := strings.Cut(read(t, filepath.Join(shared, "claims", "README.md")), "## Results to expect")
	if !ok {
		t.Fatal("the table of results is gone")
	}
	var rows []row
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 || strings.Contains(cells[1], "---") || strings.TrimSpace(cells[1]) == "claims" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "**", ""))
		}
		for _, c := range strings.Split(cells[1], ",") {
			for _, p := range strings.Split(cells[2], ",") {
				rows = append(rows, row{strings.Trim(c, " `"), strings.TrimSpace(p), cells[3], cells[4]})
			}
		}
	}
	return rows
}

// reasonOf returns the reason that a result cell names.
func reasonOf(cell string) string {
	if cell == "permit" {
		return "permitted"
	}
	return regexp.MustCompile("`(.*)`").FindStringSubmatch(cell)[1]
}

// The six claims that the default SGX policy issues.
const defaultSGX = `"is-debuggable":$x-ms-sgx-is-debuggable,"sgx-mrsigner":$x-ms-sgx-mrsigner,` +
	`"sgx-mrenclave":$x-ms-sgx-mrenclave,"product-id":$x-ms-sgx-product-id,"svn":$x-ms-sgx-svn,"tee":$x-ms-attestation-type`

// issued gives each wording of the table's last column as JSON: the outgoing
// claims, then the properties. $name is the value of that claim of the file.
var issued = map[string][2]string{
	"":                           {`{}`, `{}`},
	"none":                       {`{}`, `{}`},
	"`custom-name` = the signer": {`{"custom-name":$x-ms-sgx-mrsigner}`, `{}`},
	"`My-MrSigner` = the signer": {`{"My-MrSigner":$x-ms-sgx-mrsigner}`, `{}`},
	"`is-debuggable` true, `sgx-mrsigner`, `sgx-mrenclave`, `product-id` 1, `svn` 1, `tee` `sgx`": {
		`{"is-debuggable":true,"sgx-mrsigner":$x-ms-sgx-mrsigner,"sgx-mrenclave":$x-ms-sgx-mrenclave,"product-id":1,"svn":1,"tee":"sgx"}`, `{}`},
	"`NotDebuggable` false and the six of 402":                        {`{"NotDebuggable":false,` + defaultSGX + `}`, `{}`},
	"the six of 402; `x-ms-sgx-tcbidentifier` `\"10\"`":               {`{` + defaultSGX + `}`, `{"x-ms-sgx-tcbidentifier":"10"}`},
	"`expected_components` `component_0`, `tee` `sgx`":                {`{"expected_components":"component_0","tee":"sgx"}`, `{}`},
	"`SecurityLevelValue` 100":                                        {`{"SecurityLevelValue":100}`, `{}`},
	"`PlatformAttested` true":                                         {`{"PlatformAttested":true}`, `{}`},
	"none; `omit_x5c` true":                                           {`{}`, `{"omit_x5c":true}`},
	"`requestKeyType` `RSA`, `requestKeyQuoteHashAlg` `sha-256`":      {`{"requestKeyType":"RSA","requestKeyQuoteHashAlg":"sha-256"}`, `{}`},
	"`drtmMleValid` true, `smmLevel` 3":                               {`{"drtmMleValid":true,"smmLevel":3}`, `{}`},
	"`outputBootEvents` and `outputEvents`: the two texts, unchanged": {`{"outputBootEvents":$bootEvents,"outputEvents":$events}`, `{}`},
	"`PlatformAttested` true; `required_pcr_mask` 15, `require_valid_aik_cert` false": {
		`{"PlatformAttested":true}`, `{"required_pcr_mask":15,"require_valid_aik_cert":false}`},
	"`requestKeyType` and `otherKeysTypes` `RSA`; of both keys: name algorithm 11, attributes 50, policy `AQIDBA`": {
		`{"requestKeyType":"RSA","otherKeysTypes":"RSA","requestKeyCertifyNameAlg":11,"requestKeyCertifyObjAttr":50,` +
			`"requestKeyCertifyAuthPolicy":"AQIDBA","otherKeysCertifyNameAlgs":11,"otherKeysCertifyObjAttr":50,` +
			`"otherKeysCertifyAuthPolicy":"AQIDBA"}`, `{}`},
	"14 claims, all defaults: `depPolicy` 0, `notSafeMode` and `notWinPE` true, the others false": {
		`{"secureBootEnabled":false,"codeIntegrityEnabled":false,"bitlockerEnabled":false,` +
			`"WindowsDefenderElamDriverLoaded":false,"bootDebuggingDisabled":false,"osKernelDebuggingDisabled":false,` +
			`"depPolicy":0,"testSigningDisabled":false,"flightSigningNotEnabled":false,"vbsEnabled":false,` +
			`"hvciEnabled":false,"iommuEnabled":false,"notSafeMode":true,"notWinPE":true}`, `{}`},
	"`aikValidated`, `SecureBootEnabled`, `CodeIntegrityEnabled`, `BitlockerStatus`, `ELAMDriverLoaded`, all true; " +
		"`required_pcr_mask` 131070, `require_valid_aik_cert` false": {
		`{"aikValidated":true,"SecureBootEnabled":true,"CodeIntegrityEnabled":true,"BitlockerStatus":true,"ELAMDriverLoaded":true}`,
		`{"required_pcr_mask":131070,"require_valid_aik_cert":false}`},
	"as 136, no properties": {
		`{"aikValidated":true,"SecureBootEnabled":true,"CodeIntegrityEnabled":true,"BitlockerStatus":true,"ELAMDriverLoaded":true}`, `{}`},
	"`hvciEnabled` true, `MaliciousDriverLoaded` true (the trap in `../policies/README.md`)": {
		`{"hvciEnabled":true,"MaliciousDriverLoaded":true}`, `{}`},
	"`secureBootEnabled` true, `bootDebuggingDisabled` false, `vbsEnabled` true, `drtmMleValid` false": {
		`{"secureBootEnabled":true,"bootDebuggingDisabled":false,"vbsEnabled":true,"drtmMleValid":false}`, `{}`},
	"`alldriverloads`: JSON text of six paths; `DriverLoadPolicy`: the text `null`": {
		`{"alldriverloads":"[\"\\\\Windows\\\\system32\\\\winload.efi\",\"\\\\Windows\\\\system32\\\\ntoskrnl.exe\",` +
			`\"\\\\Windows\\\\system32\\\\hal.dll\",\"\\\\Windows\\\\system32\\\\ci.dll\",` +
			`\"\\\\Windows\\\\System32\\\\Drivers\\\\WD\\\\WdBoot.sys\",\"\\\\Windows\\\\system32\\\\tcblaunch.exe\"]",` +
			`"DriverLoadPolicy":"null"}`, `{}`},
}

// TestExpectedResults runs every row of the table in testdata/claims/README.md;
// what is in bold there, the live service answered too.
func TestExpectedResults(t *testing.T) {
	t.Parallel()
	rows := expectedResults(t)
	if len(rows) < 55 {
		t.Fatalf("found %d rows, expected the whole table", len(rows))
	}
	for _, r := range rows {
		t.Run(r.claims+" "+r.policy, func(t *testing.T) {
			t.Parallel()
			for _, file := range claimsFiles(t, r.claims) {
				checkRow(t, r, file)
			}
		})
	}
}

// claimsFiles returns the file of a row; "any" is all of them.
func claimsFiles(t *testing.T, name string) []string {
	if name != "any" {
		return []string{"claims/" + name + ".json"}
	}
	found, err := filepath.Glob(filepath.Join(shared, "claims", "*.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no claims files: %v", err)
	}
	for i := range found {
		found[i] = "claims/" + filepath.Base(found[i])
	}
	return found
}

func checkRow(t *testing.T, r row, file string) {
	text, claims := policyText(t, r.policy), claimsFile(t, file)
	got := result(t, text, claims)
	if reason := reasonOf(r.result); member(t, got, "reason").Text() != reason {
		t.Errorf("%s: got %s, want %s", file, member(t, got, "reason").Text(), reason)
	}
	if strings.Contains(r.issued, "../tokens/408-") {
		want := payload(t, "408-healthattestation-csp.payload.json", "iat", "iss", "jti", "ver", "x-ms-ver", "rp_data", "nonce", "cnf", "x-ms-policy-hash")
		checkMembers(t, member(t, got, "claims"), want)
		return
	}
	want, ok := issued[r.issued]
	if strings.HasPrefix(r.issued, "`bootOrder`") {
		want, ok = issuedIMA, true
	}
	if !ok {
		t.Fatalf("no expectation for %q", r.issued)
	}
	checkMembers(t, member(t, got, "claims"), fill(t, want[0], claims))
	checkMembers(t, member(t, got, "properties"), fill(t, want[1], claims))
}

// issuedIMA is what policy 147 issues: the keys and databases are those of the
// log, so they are looked up in it.
var issuedIMA = [2]string{
	`{"bootOrder":"AQAAAA","secureBootEnabled":true,"platformKey":$PK,"keyExchangeKey":$KEK,"keyDatabase":$db,` +
		`"forbiddenSignatures":$dbx,"kernelVersions":"6.8.0-1021-azure","builtintrustedkeys":[` +
		`"CN=Build time autogenerated kernel key,OU=Kernel","CN=Canonical Ltd. Live Patch Signing,OU=Kernel Module"]}`, `{}`}

// result evaluates with all engines and returns the result as JSON.
func result(t *testing.T, text string, claims []claim.Claim) jsondoc.Value {
	t.Helper()
	p := program(t, text)
	return parse(t, string(run(t, p, claims, eval.Limits{}).AppendJSON(nil, p.Source())))
}

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func member(t *testing.T, v jsondoc.Value, name string) jsondoc.Value {
	t.Helper()
	m, ok := v.Member(name)
	if !ok {
		t.Fatalf("no member %q in %s", name, jsondoc.AppendCompact(nil, v))
	}
	return m
}

// fill puts the values of claims, or of the variables of an event log, in the
// place of $name.
func fill(t *testing.T, template string, claims []claim.Claim) jsondoc.Value {
	t.Helper()
	return parse(t, regexp.MustCompile(`\$[\w-]+`).ReplaceAllStringFunc(template, func(ref string) string {
		for _, c := range claims {
			if c.Type == ref[1:] {
				return string(c.Value.JSON())
			}
		}
		return variable(t, claims, ref[1:])
	}))
}

// variable returns the data of an EFI variable in the event log.
func variable(t *testing.T, claims []claim.Claim, name string) string {
	t.Helper()
	for _, c := range claims {
		if c.Type != "events" {
			continue
		}
		events := member(t, parse(t, c.Value.Text()), "Events")
		for i := range events.Len() {
			data := member(t, events.At(i), "ProcessedData")
			if n, ok := data.Member("UnicodeName"); ok && n.Text() == name {
				return string(jsondoc.AppendCompact(nil, member(t, data, "VariableData")))
			}
		}
	}
	t.Fatalf("no variable %q in the log", name)
	return ""
}

// checkMembers compares two objects, and says which member differs.
func checkMembers(t *testing.T, got, want jsondoc.Value) {
	t.Helper()
	for i := range want.Len() {
		if m, ok := got.Member(want.Name(i)); !ok || !jsondoc.Equal(m, want.At(i)) {
			t.Errorf("%s: got %s, want %s", want.Name(i), jsondoc.AppendCompact(nil, m), jsondoc.AppendCompact(nil, want.At(i)))
		}
	}
	for i := range got.Len() {
		if _, ok := want.Member(got.Name(i)); !ok {
			t.Errorf("%s: not expected", got.Name(i))
		}
	}
}

// payload returns the members of a recorded token, some left out.
func payload(t *testing.T, file string, without ...string) jsondoc.Value {
	t.Helper()
	token := parse(t, read(t, filepath.Join(shared, "tokens", file)))
	var names []string
	var values []jsondoc.Value
next:
	for i := range token.Len() {
		for _, w := range without {
			if token.Name(i) == w {
				continue next
			}
		}
		names, values = append(names, token.Name(i)), append(values, token.At(i))
	}
	return jsondoc.NewObject(names, values)
}

// TestRecordedTokens replays tokens of the live service as claims files: the
// policy must give the members of their own x-ms-policy, and the hash (L8.1).
func TestRecordedTokens(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"400-draft-accept.openenclave", "400-draft-accept.sgxenclave",
		"402-default-sgx-v10.openenclave", "402-default-sgx-v10.sgxenclave",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			token := payload(t, file+".payload.json")
			got := result(t, policyText(t, file[:3]), claimsFile(t, "tokens/"+file+".payload.json"))
			checkMembers(t, member(t, got, "claims"), member(t, token, "x-ms-policy"))
			if hash := member(t, token, "x-ms-policy-hash"); !jsondoc.Equal(member(t, got, "policyHash"), hash) {
				t.Errorf("got hash %s, want %s", member(t, got, "policyHash").Text(), hash.Text())
			}
		})
	}
}

// TestL8_1 pins the two vectors of the clause.
func TestL8_1(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		policyText(t, "402"):                             "bROrN897ZfWmWY2V0FLUlu3uwk5xatGnKYHn3zBbSlw",
		"version= 1.0;authorizationrules{=> permit();};": "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco",
	} {
		if got := ast.PolicyHash(text); got != want || program(t, text).Hash() != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
