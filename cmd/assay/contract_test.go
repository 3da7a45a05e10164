package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// lossy takes some bytes, and no more, as a disk does that is nearly full.
type lossy struct{ left int }

func (l *lossy) Write(p []byte) (int, error) {
	if len(p) > l.left {
		n := l.left
		l.left = 0
		return n, errors.New("no space left on device")
	}
	l.left -= len(p)
	return len(p), nil
}

// azureArgs are the arguments that attest the report of a real Azure VM.
func azureArgs(t *testing.T, more ...string) []string {
	t.Helper()
	return append(append([]string{"attest", "snp", "--alg", "ES256", "--state-dir", t.TempDir()}, azureFlags()...), more...)
}

// azureVerifyArgs are those that only verify it.
func azureVerifyArgs(more ...string) []string {
	return append(append([]string{"evidence", "verify", "snp"}, azureFlags()...), more...)
}

func azureFlags() []string {
	folder := filepath.Join("..", "..", "testdata", "evidence", "azure-hcl", "trustee")
	return []string{
		"--report", filepath.Join(folder, "snp.hcl-report.bin"), "--chain", filepath.Join(folder, "snp.vcek.pem"),
		"--at", "2024-01-01T12:00:00Z", "--insecure-skip-revocation",
	}
}

// Output that is lost is a failure, wherever it ends: no script may take a token
// or a hash that it never got for one that was given.
func TestLostOutputIsFailure(t *testing.T) {
	t.Parallel()
	policy := filepath.Join(t.TempDir(), "policy.maa")
	if err := os.WriteFile(policy, []byte("version=1.0;"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := filepath.Join("..", "..", "eval", "suite", "testdata", "sgx_test.yaml")
	report := filepath.Join("..", "..", "testdata", "evidence", "maa-snp", "azure-samples", "snp-report.bin")
	for name, args := range map[string][]string{
		"attest":               azureArgs(t),
		"attest json":          azureArgs(t, "-o", "json"),
		"attest token":         azureArgs(t, "--token-out", "-"),
		"attest file":          azureArgs(t, "--token-out", filepath.Join(t.TempDir(), "token.jwt")),
		"evidence inspect":     {"evidence", "inspect", report},
		"evidence verify":      azureVerifyArgs(),
		"evidence verify json": azureVerifyArgs("-o", "json"),
		"token inspect":        {"token", "inspect", "eyJhbGciOiJub25lIn0.e30."},
		"hash":                 {"hash", policy},
		"test":                 {"test", tests},
		"test list":            {"test", "--list", tests},
		"hash json":            {"hash", "-o", "json", policy},
		"help":                 {},
		"help of a verb":       {"help", "hash"},
		"version":              {"--version"},
		"doc":                  {"doc"},
		"completion":           {"completion", "bash"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var whole strings.Builder
			e := system()
			e.out, e.err = &whole, &strings.Builder{}
			if status := run(args, e); status != exitOK {
				t.Fatalf("exit status %d: %s", status, e.err)
			}
			for _, room := range []int{0, len(whole.String()) / 2} {
				e.out = &lossy{left: room}
				if status := run(args, e); status != exitFailed {
					t.Errorf("exit status %d after %d of %d bytes, want %d", status, room, whole.Len(), exitFailed)
				}
			}
		})
	}
}

// What a guest put into its runtime data must not steer the terminal of whoever
// reads why it was denied.
func TestExplanationIsPrintable(t *testing.T) {
	t.Parallel()
	program, findings := compile.Source("p.maa", `version=1.0;authorizationrules{[type=="x-ms-runtime",value=="x"]=>permit();};`)
	if program == nil {
		t.Fatal(findings.Err())
	}
	hostile := claim.Claim{Type: "x-ms-runtime", Value: claim.String("a\u009b31m\u202eb"), Issuer: claim.AttestationService}
	trace, err := eval.Explain(context.Background(), program, []claim.Claim{hostile}, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result := &attest.Result{Evaluation: trace.Result, Trace: trace}
	for _, tokenOut := range []string{"", "-"} {
		var out, errs strings.Builder
		e := system()
		e.out, e.err = &out, &errs
		if err := (&attestKindCmd{TokenOut: word(tokenOut)}).print(e, result, issuance{}); err != nil {
			t.Fatal(err)
		}
		text := out.String() + errs.String()
		if strings.ContainsAny(text, "\u009b\u202e") || !strings.Contains(text, "a\ufffd31m\ufffdb") || strings.Count(text, "\n") < 5 {
			t.Errorf("found %q", text)
		}
	}
}

// What "token verify" is told to expect is what it checks (S3.9, S3.10).
func TestTokenVerifyFlags(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	certs := write("certs.json", string(a.Signer.KeySet().JSON()))
	good, debug := write("good.jwt", a.Token(t)), write("debug.jwt", a.Forge(t, tokentest.Set("x-ms-sevsnpvm-is-debuggable", "true")))
	const issued, over = "2026-01-02T03:04:05Z", "2026-01-02T11:04:35Z" // half a minute after the end
	for _, tc := range []struct {
		name, file, at string
		flags          []string
		step           string // that refuses, "" for none
	}{
		{"nothing", good, issued, nil, ""},
		{"debuggable", debug, issued, nil, "debug: "},
		{"debuggable allowed", debug, issued, []string{"--insecure-allow-debuggable"}, ""},
		{"policy hash", good, issued, []string{"--policy-hash", "other", "--policy-hash", tokentest.PolicyHash}, ""},
		{"another policy hash", good, issued, []string{"--policy-hash", "other"}, "policy hash: "},
		{"skew by default", good, over, nil, ""},
		{"less skew", good, over, []string{"--skew", "29s"}, "time: "},
		{"no skew", good, over, []string{"--skew", "0"}, "time: "},
		{"another issuer", good, issued, []string{"--issuer", "https://other.example"}, "issuer: "},
		{"another type", good, issued, []string{"--type", "tdxvm"}, "attestation type: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out, errs strings.Builder
			e := system()
			e.out, e.err = &out, &errs
			args := append([]string{"token", "verify", "--certs", certs, "--at", tc.at, "--issuer", tokentest.Issuer, tc.file}, tc.flags...)
			want := exitOK
			if tc.step != "" {
				want = exitRefused
			}
			if status := run(args, e); status != want || !strings.Contains(errs.String(), tc.step) || want != exitOK && out.Len() > 0 {
				t.Errorf("exit status %d, want %d: %s%s", status, want, out.String(), errs.String())
			}
		})
	}
}
