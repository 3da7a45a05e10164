package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// relying is a machine of a relying party: an authority's public keys in files, no
// private one, and a state directory that doesn't exist.
type relying struct {
	*tokentest.Authority
	folder string
}

func newRelying(t *testing.T) relying {
	t.Helper()
	return relying{tokentest.New(t, token.RS256), t.TempDir()}
}

// file writes a file and returns its path.
func (r relying) file(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(r.folder, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs the command with an environment of no home.
func (r relying) run(args ...string) (status int, out, errs string) {
	var o, s strings.Builder
	e := system()
	e.out, e.err, e.getenv = &o, &s, func(string) string { return "" }
	status = run(args, e)
	return status, o.String(), s.String()
}

func (r relying) verify(more ...string) (status int, out, errs string) {
	return r.run(append([]string{"token", "verify", "--issuer", tokentest.Issuer, "--at", "2026-01-02T03:04:05Z"}, more...)...)
}

func certificatePEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
}

// S3.1: a relying party needs public keys only, in whichever form it has them.
func TestTokenVerifyWithPublicKeys(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	good := r.file(t, "good.jwt", []byte(r.Token(t)))
	der, err := x509.MarshalPKIXPublicKey(r.Key.Public())
	if err != nil {
		t.Fatal(err)
	}
	other := tokentest.New(t, token.ES256)
	for name, tc := range map[string]struct {
		certs []byte
		want  string // in the error; "" for none
	}{
		"key set":             {r.Signer.KeySet().JSON(), ""},
		"certificate":         {certificatePEM(r.Signer.Certificate()), ""},
		"public key":          {pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), ""},
		"another certificate": {certificatePEM(other.Signer.Certificate()), "key: kid "},
		"nothing":             {nil, "key set: "},
		"one key":             {[]byte(`{"kty":"RSA"}`), `key set: found an object without "keys"`},
		"key set that speaks of PEM": {
			slices.Concat([]byte(`{"note":"no -----BEGIN CERTIFICATE----- here","keys":`), r.Signer.KeySet().JSON()[len(`{"keys":`):]), ""},
	} {
		certs := r.file(t, strings.ReplaceAll(name, " ", "_"), tc.certs)
		status, out, errs := r.verify("--certs", certs, good)
		if (status == exitOK) != (tc.want == "") || !strings.Contains(errs, tc.want) || (out == "") != (status != exitOK) {
			t.Errorf("%s: exit status %d: %s%s", name, status, out, errs)
		}
	}
	if status, _, errs := r.verify(good); status != exitFailed || !strings.Contains(errs, "use --certs") {
		t.Errorf("without keys: exit status %d: %s", status, errs)
	}
}

// What the kept key signed, its public half verifies: where it is kept, or from its
// export on another machine, at any time since 2020 (S6.2).
func TestTokenVerifyKeptKey(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	for _, at := range []time.Time{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), r.At} {
		state := filepath.Join(r.folder, at.Format("2006"))
		store, err := token.OpenKeyStore(state)
		if err != nil {
			t.Fatal(err)
		}
		if r.Signer, err = store.Signer(token.ES256, tokentest.Issuer, r.At); err != nil {
			t.Fatal(err)
		}
		r.Authority.At = at
		file := r.file(t, "kept.jwt", []byte(r.Token(t)))
		key, err := store.Path(token.ES256, tokentest.Issuer)
		if err != nil {
			t.Fatal(err)
		}
		sources := [][]string{{"--state-dir", state}, {"--state-dir", state, "--alg", "RS256"}, {"--key", key}}
		for _, form := range []string{"--jwks", "--pem"} {
			status, out, errs := r.run("keys", "export", form, "--state-dir", state, "--issuer", tokentest.Issuer, "--alg", "ES256")
			if status != exitOK {
				t.Fatalf("exit status %d: %s", status, errs)
			}
			sources = append(sources, []string{"--certs", r.file(t, "certs"+form, []byte(out))})
		}
		for _, source := range sources {
			args := append(source, "--alg", "ES256", "--at", at.Format(time.RFC3339), file)
			if status, _, errs := r.verify(args...); status != exitOK {
				t.Errorf("%v: exit status %d: %s", source, status, errs)
			}
		}
	}
}

// S3.10: each expectation of the package is a flag, and what it says is checked.
func TestTokenVerifyExpectations(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	signer := tokentest.Certificate(t, tokentest.Key(t, token.ES256), nil)
	chain := tokentest.Quote(strings.Join(strings.Split(string(certificatePEM(signer)), "\n")[1:len(strings.Split(string(certificatePEM(signer)), "\n"))-2], ""))
	snp := r.file(t, "snp.jwt", []byte(r.Forge(t,
		tokentest.Set("x-ms-compliance-status", `"azure-compliant-cvm"`), tokentest.Set("x-ms-sevsnpvm-idkeydigest", `"aa"`),
		tokentest.Set("x-ms-policy-signer", `{"x5c":[`+chain+`]}`),
		tokentest.Set("x-ms-sevsnpvm-reportdata", `"039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81`+strings.Repeat("0", 64)+`"`))))
	sgx := r.file(t, "sgx.jwt", []byte(r.Forge(t, tokentest.Set("x-ms-attestation-type", `"sgx"`),
		tokentest.Set("x-ms-sgx-is-debuggable", `true`), tokentest.Set("x-ms-sgx-product-id", `7`))))
	tpm := r.file(t, "tpm.jwt", []byte(r.Forge(t, tokentest.Set("x-ms-attestation-type", `"tpm"`),
		tokentest.Set("cnf", `{"jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}`))))
	certs := r.file(t, "certs.json", r.Signer.KeySet().JSON())
	roots := r.file(t, "roots.pem", certificatePEM(r.Signer.Certificate()))
	bound, unbound := r.file(t, "bound", []byte{1, 2, 3}), r.file(t, "unbound", nil)
	member, another := r.file(t, "member.json", []byte(`{"payload":"data"}`)), r.file(t, "another.json", []byte(`{"payload":"x"}`))
	policy, stranger := r.file(t, "policy.pem", certificatePEM(signer)), roots
	const print, m = "XXihvPe6UYEqjdJF4dHCMbdAErEsVGjyD3BcYxla1ao", tokentest.Measurement
	seen := map[string]bool{}
	for _, tc := range []struct {
		field, token string
		good, bad    []string
		step         string
	}{
		{"AttestationType", snp, []string{"--type", "SevSnpVm"}, []string{"--type", "TdxVm"}, "attestation type: "},
		{"AttestationType", snp, []string{"--type", "sevsnpvm"}, []string{"--type", "sgx"}, "attestation type: "},
		{"PolicyHashes", snp, []string{"--policy-hash", "x", "--policy-hash", tokentest.PolicyHash}, []string{"--policy-hash", "x"}, "policy hash: "},
		{"PolicySigners", snp, []string{"--policy-signer", policy}, []string{"--policy-signer", stranger}, "policy signer: "},
		{"InsecureAllowDebuggable", sgx, []string{"--type", "SgxEnclave", "--insecure-allow-debuggable"}, []string{"--type", "SgxEnclave"}, "debug: "},
		{"Measurements", snp, []string{"--measurement", "00", "--measurement", m}, []string{"--measurement", "00"}, "measurement: "},
		{"Measurements", snp, []string{"--measurement", m + "@..2026-01-02T03:04:05Z"}, []string{"--measurement", m + "@..2026-01-02T03:04:04Z"}, "measurement: "},
		{"Measurements", snp, []string{"--measurement", m + "@2026-01-02T03:04:05Z.."}, []string{"--measurement", m + "@2026-01-02T03:04:06Z.."}, "measurement: "},
		{"Signers", snp, []string{"--signer", "bb", "--signer", "AA"}, []string{"--signer", "bb"}, "signer: "},
		{"ProductIDs", sgx, []string{"--type", "OpenEnclave", "--insecure-allow-debuggable", "--product-id", "6", "--product-id", "7"},
			[]string{"--type", "OpenEnclave", "--insecure-allow-debuggable", "--product-id", "6"}, "product id: "},
		{"LowestSVN", snp, []string{"--lowest-svn", "7"}, []string{"--lowest-svn", "8"}, "svn: "},
		{"Nonce", snp, []string{"--nonce", "123"}, []string{"--nonce", "124"}, "nonce: "},
		{"RuntimeData", snp, []string{"--runtime-data", bound}, []string{"--runtime-data", unbound}, "runtime data: "},
		{"Runtime", snp, []string{"--runtime", member}, []string{"--runtime", another}, "runtime data: "},
		{"ComplianceStatus", snp, []string{"--compliance-status", "azure-compliant-cvm"}, []string{"--compliance-status", "x"}, "compliance: "},
		{"ConfirmationKeys", tpm, []string{"--type", "Tpm", "--roots", roots, "--confirmation-key", "x", "--confirmation-key", print},
			[]string{"--type", "Tpm", "--roots", roots, "--confirmation-key", "x"}, "confirmation key: "},
		{"MaxAge", snp, []string{"--max-age", "1m", "--at", "2026-01-02T03:05:05Z"}, []string{"--max-age", "1m", "--at", "2026-01-02T03:05:06Z"}, "age: "},
		{"", tpm, []string{"--type", "Tpm", "--roots", roots}, []string{"--type", "Tpm"}, "certificate: "},
	} {
		seen[tc.field] = true
		if status, _, errs := r.verify(append(tc.good, "--certs", certs, tc.token)...); status != exitOK {
			t.Errorf("%v: exit status %d: %s", tc.good, status, errs)
		}
		status, out, errs := r.verify(append(tc.bad, "--certs", certs, tc.token)...)
		if status != exitRefused || out != "" || !strings.Contains(errs, ": "+tc.step) {
			t.Errorf("%v: exit status %d: %s%s, expected %q", tc.bad, status, out, errs, tc.step)
		}
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[token.Expectations]()) {
		if !seen[field.Name] {
			t.Errorf("no flag sets Expectations.%s", field.Name)
		}
	}
}

// A variable that isn't set in a script doesn't drop the expectation that it was
// meant for.
func TestTokenVerifyEmptyFlags(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	certs, good := r.file(t, "certs.json", r.Signer.KeySet().JSON()), r.file(t, "good.jwt", []byte(r.Token(t)))
	for _, flag := range []string{"type", "policy-hash", "policy-signer", "measurement", "signer", "product-id", "lowest-svn", "nonce",
		"runtime-data", "runtime", "compliance-status", "confirmation-key", "max-age", "certs", "roots", "alg", "issuer", "key", "state-dir"} {
		args := []string{"--" + flag + "=", good}
		if flag != "certs" && flag != "key" {
			args = append(args, "--certs", certs)
		}
		if status, _, errs := r.verify(args...); status != exitUsage {
			t.Errorf("--%s=: exit status %d: %s", flag, status, errs)
		}
	}
	for _, args := range [][]string{{"--max-age", "0s"}, {"--max-age", "-1s"}, {"--measurement", "0g"}, {"--measurement", "@.."},
		{"--signer", "aa@"}, {"--signer", "aa@2026-01-01..2026-01-02"}, {"--lowest-svn", "-1"}, {"--key", certs}} {
		if status, _, errs := r.verify(append(args, "--certs", certs, good)...); status != exitUsage {
			t.Errorf("%v: exit status %d: %s", args, status, errs)
		}
	}
}

// No message holds what a terminal would obey, whatever it quotes.
func TestMessagesForTerminals(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	for _, args := range [][]string{
		{"token", "inspect", "\x1b[2Jno\nsuch\rfile"}, {"keys", "export", "--key", "\x1b[31m"}, {"check", "\u202Efile"}, {"\x1b[2J"},
	} {
		status, out, errs := r.run(args...)
		if status == exitOK || strings.ContainsAny(out+errs, "\x1b\r\u202E") {
			t.Errorf("%q: exit status %d: %q", args, status, out+errs)
		}
	}
}

// A token may stand in place of a file's name, however long it is, as far as the
// system lets arguments be; and no message repeats one.
func TestTokenAsArgument(t *testing.T) {
	t.Parallel()
	r := newRelying(t)
	certs := r.file(t, "certs.json", r.Signer.KeySet().JSON())
	for _, size := range []int{1, 255, 4096, 90 << 10} {
		text := r.Forge(t, tokentest.Set("x-long", tokentest.Quote(strings.Repeat("x", size))))
		if status, out, errs := r.verify("--certs", certs, text); status != exitOK || !strings.Contains(out, "Token verified") {
			t.Errorf("%d bytes: exit status %d: %.200s", len(text), status, errs)
		}
		if status, _, errs := r.run("token", "inspect", text); status != exitOK {
			t.Errorf("%d bytes: inspect: exit status %d: %.200s", len(text), status, errs)
		}
	}
	spaced := r.Forge(t, tokentest.Header(`{ "alg": "RS256", "typ": "JWT" }`))
	if status, _, errs := r.run("token", "inspect", spaced); status != exitOK {
		t.Errorf("a header with spaces: exit status %d: %.200s", status, errs)
	}
	if status, out, errs := r.run("hash", spaced); status == exitOK || strings.Contains(out+errs, spaced[len(spaced)-40:]) {
		t.Errorf("a header with spaces: exit status %d: %s", status, errs)
	}
	text := r.Forge(t, tokentest.SetHeader("kid", `"other"`))
	payload, signature := strings.Split(text, ".")[1], strings.Split(text, ".")[2]
	long := r.Forge(t, tokentest.Set("x-long", tokentest.Quote(strings.Repeat("x", 5000))))
	for _, args := range [][]string{
		{"token", "verify", "--certs", certs, text},
		{"token", "verify", text},
		{"token", "verify", certs, text},
		{"token", "verify", "--certs", text, text},
		{"token", "verify", "--nonce", "1", "--certs", certs, "Bearer " + text},
		{"token", "inspect", text + "="},
		{"token", "inspect", text[:len(text)-len(signature)] + "\n" + signature},
		{"token", "inspect", "./" + text},
		{"token", "inspect", "./" + long},
		{"token", text},
		{"token", "verify", "--type", text, text},
		{text},
		{"hash", text},
		{"eval", "--claims", text, text},
		{"evidence", "inspect", text},
	} {
		status, out, errs := r.run(args...)
		said := out + errs
		if status == exitOK || errs == "" || strings.Contains(said, payload[:20]) || strings.Contains(said, signature[:20]) {
			t.Errorf("%.40q: exit status %d: %s", args, status, said)
		}
	}
}
