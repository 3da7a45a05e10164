package main

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/internal/evaluator"
)

// platformFlags are those of a kind made up here: a quote of Intel's that has no claims.
type platformFlags struct {
	Quote, Collateral string
	Accept            []string
}

func (f *platformFlags) files() []string { return []string{f.Quote, f.Collateral} }

func (f *platformFlags) evidence(*env) (attest.Evidence, error) {
	quote, err := os.ReadFile(f.Quote)
	if err != nil {
		return nil, err
	}
	p := platform{in: dcap.Input{Quote: quote}}
	for _, s := range f.Accept {
		p.options.Accept = append(p.options.Accept, dcap.Status(s))
	}
	all, err := os.ReadFile(f.Collateral)
	if err != nil {
		return nil, err
	}
	p.in.Collateral, err = dcap.ReadCollateral(all, dcap.Limits{})
	return p, err
}

func (f *platformFlags) advice(err error) string {
	if tcbOf(err) != nil {
		return "Give --accept."
	}
	return ""
}

// platform is such evidence.
type platform struct {
	in      dcap.Input
	options dcap.Options
}

func (p platform) Verify(ctx context.Context, at time.Time) (evidence.Verified, error) {
	v, _, err := p.VerifyTCB(ctx, at)
	return v, err
}

func (p platform) VerifyTCB(ctx context.Context, at time.Time) (evidence.Verified, dcap.TCB, error) {
	v, err := dcap.Verify(ctx, p.in, at, p.options)
	if err != nil {
		return evidence.Verified{}, dcap.TCB{}, err
	}
	return v.Verified, v.TCB(), nil
}

var platformKind = kind{
	name: "platform", help: "Attest a platform.", typ: catalog.TdxVm,
	flags: func() evidenceFlags { return new(platformFlags) },
}

// verifyPlatform runs "evidence verify platform".
func verifyPlatform(t *testing.T, quote, collateral string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	e := system()
	e.out, e.err = &out, &errs
	parser, err := kong.New(&evidenceVerifyCmd{verifyCommands([]kind{platformKind})}, kong.Bind(e))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join("..", "..", "testdata", "evidence")
	ctx, err := parser.Parse(append([]string{"platform", "--quote", filepath.Join(folder, quote), "--collateral", filepath.Join(folder, collateral)}, args...))
	if err != nil {
		t.Fatal(err)
	}
	status = e.finish(ctx.Run(e))
	return status, out.String(), errs.String()
}

// E3.10: what was verified of Intel's evidence says how good the platform is; "eval"
// takes the claims of the JSON.
func TestE3_10_VerifyShowsTheTCB(t *testing.T) {
	t.Parallel()
	const quote, all, at = "tdx/dcap-qvl/tdx_quote", "tdx/dcap-qvl/tdx_quote_collateral.json", "2025-07-01T12:00:00Z"
	status, stdout, stderr := verifyPlatform(t, quote, all, "--at", at)
	if status != exitOK || stderr != "" {
		t.Fatalf("exit status %d: %s", status, stderr)
	}
	const want = `
  tcb level            level of 2024-03-13 is UpToDate, that of TDX, 2024-03-13, is UpToDate
  tcb status           UpToDate, with 0 advisories

TCB
  status      UpToDate
  platform    UpToDate
  TDX         UpToDate
  TDX module  UpToDate
  QE          UpToDate
  TCB date    2024-03-13
  advisories  none
  evaluation  17, of the QE identity 17
  issued      2018-05-21T10:45:10Z, the earliest part
  expires     2025-07-19T10:00:35Z, the earliest part
  set up      packages can be added and taken away, Intel keeps the root keys, hyperthreading is on
  PCK CRL     number 1
  root CRL    number 1

Claims
`
	if !strings.HasPrefix(stdout, "Evidence verified as of 2025-07-01T12:00:00Z\n  parse                quote of version 4, for TDX\n") || !strings.HasSuffix(stdout, want) {
		t.Errorf("found %s", stdout)
	}
	status, stdout, stderr = verifyPlatform(t, quote, all, "--at", at, "-o", "json")
	if status != exitOK || stderr != "" {
		t.Fatalf("exit status %d: %s", status, stderr)
	}
	var got struct {
		Kind     string
		Verified bool
		Time     string
		Steps    []map[string]string
		TCB      dcap.TCB
		Claims   map[string]any
	}
	d := json.NewDecoder(strings.NewReader(stdout))
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Kind != "platform" || !got.Verified || got.Time != at || got.Steps[0]["step"] != "parse" || got.TCB.Status != dcap.UpToDate || got.Claims == nil {
		t.Errorf("found %+v", got)
	}
	if _, unverified, err := evaluator.Claims([]byte(stdout)); err != nil || unverified != "" {
		t.Errorf("its claims: %q, %v", unverified, err)
	}
}

// E3.11: a status that isn't accepted says what it comes from, and what to do; nobody
// takes the refusal for claims. Once it is accepted, its advisories are listed.
func TestE3_11_VerifyShowsWhyAStatusIsRefused(t *testing.T) {
	t.Parallel()
	const quote, all, at = "sgx/dcap-qvl/sgx_quote", "sgx/dcap-qvl/sgx_quote_collateral.json", "2025-07-01T12:00:00Z"
	const reason = "the status is ConfigurationAndSWHardeningNeeded (platform ConfigurationAndSWHardeningNeeded, QE UpToDate), which is not accepted"
	status, stdout, stderr := verifyPlatform(t, quote, all, "--at", at)
	if want := "assay: evidence refused as of 2025-07-01T12:00:00Z: tcb status: " + reason + " [E3.11]\nGive --accept.\n"; status != exitRefused || stdout != "" || stderr != want {
		t.Errorf("exit status %d: %s%s", status, stdout, stderr)
	}
	status, stdout, stderr = verifyPlatform(t, quote, all, "--at", at, "-o", "json")
	if status != exitRefused || stderr != "" {
		t.Errorf("exit status %d: %s", status, stderr)
	}
	var got struct {
		Kind     string
		Verified bool
		Time     string
		Refusal  map[string]any
		TCB      dcap.TCB
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"step": "tcb status", "clause": "E3.11", "reason": reason, "advice": "Give --accept."}
	if got.Kind != "platform" || got.Verified || got.Time != at || !maps.Equal(got.Refusal, want) || len(got.TCB.Advisories) != 2 {
		t.Errorf("found %s", stdout)
	}
	if _, _, err := evaluator.Claims([]byte(stdout)); err == nil {
		t.Error("a refusal was read as claims")
	}
	status, stdout, stderr = verifyPlatform(t, quote, all, "--at", at, "--accept", "ConfigurationAndSWHardeningNeeded")
	if status != exitOK || !strings.Contains(stdout, "\n  advisories  INTEL-SA-00289 (platform), INTEL-SA-00615 (platform)\n") || strings.Contains(stdout, "\n  TDX") {
		t.Errorf("exit status %d: %s%s", status, stdout, stderr)
	}
}
