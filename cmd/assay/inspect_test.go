package main

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// E6.9: every claim of a token that the live service issued comes out of the
// report it was made of, also from the request that carried it.
func TestE6_9_InspectReproducesTheRecordedToken(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "testdata", "evidence", "maa-snp", "azure-samples")
	want := recordedClaims(t, filepath.Join(folder, "token.jwt"))
	if len(want) != 17 {
		t.Fatalf("the token has %d claims of the report, want 17", len(want))
	}
	for _, file := range []string{"snp-report.bin", "report.json", "report.b64url.txt"} {
		var out, errs strings.Builder
		e := system()
		e.out, e.err = &out, &errs
		if status := run([]string{"evidence", "inspect", "--output", "json", filepath.Join(folder, file)}, e); status != exitOK {
			t.Fatalf("%s: exit status %d: %s", file, status, errs.String())
		}
		var got struct{ Claims map[string]any }
		if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
			t.Fatal(err)
		}
		for name, value := range want {
			if got.Claims[name] != value {
				t.Errorf("%s: %s is %v, want %v", file, name, got.Claims[name], value)
			}
		}
	}
}

// recordedClaims are the claims of a token that come from a report.
func recordedClaims(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(strings.TrimSpace(string(text)), ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	if err := json.Unmarshal(payload, &all); err != nil {
		t.Fatal(err)
	}
	for name := range all {
		if !strings.HasPrefix(name, "x-ms-sevsnpvm-") {
			delete(all, name)
		}
	}
	return all
}
