package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// intelOf parses a command line that has the flags of Intel's kinds.
func intelOf(t *testing.T, args ...string) (*intelFlags, error) {
	t.Helper()
	var line struct {
		intelFlags `embed:"" set:"others=none"`
	}
	parser, err := kong.New(&line, kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return &line.intelFlags, err
}

const qvlCollateral = "../../testdata/evidence/tdx/dcap-qvl/tdx_quote_collateral.json"

// E3.12, E3.13: collateral comes from a directory, a file or in parts, and a part of
// its own beats the others.
func TestE3_12_CollateralFlags(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(qvlCollateral)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := dcap.ReadCollateral(data, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string]string{"other.pem": "other", "empty": ""}
	for _, f := range whole.Files() {
		files[f.Name] = string(f.Data)
	}
	writeFiles(t, dir, files)
	in := func(name string) string { return filepath.Join(dir, name) }
	everything := []string{"--tcb-info", in("tcb_info.json"), "--qe-identity", in("qe_identity.json"), "--signing-chain", in("signing_chain.pem"),
		"--pck-crl", in("pck_crl.der"), "--root-crl", in("root_crl.der")}
	changed, empty := whole, whole
	changed.SigningChain = []byte("other")
	changed.PCKChain = []byte("other")
	empty.RootCRL = []byte{}
	for _, c := range []struct {
		name string
		args []string
		want dcap.Collateral
	}{
		{"nothing", nil, dcap.Collateral{}},
		{"file", []string{"--collateral", qvlCollateral}, whole},
		{"directory", []string{"--collateral", dir}, whole},
		{"parts", everything, whole},
		{"directory and parts", []string{"--collateral", dir, "--signing-chain", in("other.pem"), "--pck-chain", in("other.pem")}, changed},
		{"file and an empty part", []string{"--collateral", qvlCollateral, "--root-crl", in("empty")}, empty},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := intelOf(t, c.args...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.collateral(system())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(contents(c.want), contents(got)); diff != "" {
				t.Errorf("collateral (-want +got):\n%s", diff)
			}
		})
	}
	for name, args := range map[string][]string{
		"no collateral":            {"--collateral", in("other.pem")},
		"directory without any":    {"--collateral", t.TempDir()},
		"file that isn't there":    {"--collateral", in("absent")},
		"part that isn't there":    {"--collateral", dir, "--pck-crl", in("absent")},
		"directory as a part":      {"--pck-crl", dir},
		"TCB info that is too big": {"--tcb-info", tooLarge(t, dcap.DefaultDocument)},
	} {
		f, err := intelOf(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.collateral(system())
		want := exitFailed
		if !strings.Contains(name, "isn't there") && name != "directory as a part" {
			want = exitRefused
		}
		if err == nil || statusOf(err) != want {
			t.Errorf("%s: got %v, expected an error of status %d", name, err, want)
		}
	}
}

// contents are the parts by name, as files: the same document has the same bytes
// there, with its signature in it or beside it.
func contents(c dcap.Collateral) map[dcap.Part]string {
	got := make(map[dcap.Part]string)
	for _, f := range c.Files() {
		got[f.Part] = string(f.Data)
	}
	return got
}

// tooLarge makes a file of one byte more than a limit.
func tooLarge(t *testing.T, limit int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, bytes.Repeat([]byte{'{'}, limit+1), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// E3.11: the flags say what is accepted; the default is strict.
func TestE3_11_OptionsOfFlags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args string
		want dcap.Options
		err  string
	}{
		{"", dcap.Options{}, ""},
		{"--accept-tcb OutOfDate --accept-tcb ConfigurationNeeded,TDRelaunchAdvised --min-evaluation 18 --insecure-accept-revoked --insecure-skip-revocation",
			dcap.Options{Accept: []dcap.Status{dcap.OutOfDate, dcap.ConfigurationNeeded, dcap.TDRelaunchAdvised},
				MinEvaluationNumber: 18, InsecureAcceptRevoked: true, InsecureSkipRevocation: true}, ""},
		{"--accept-tcb Revoked", dcap.Options{}, `found "Revoked", which only --insecure-accept-revoked accepts; expected one of UpToDate, SWHardeningNeeded, ConfigurationNeeded,`},
		{"--accept-tcb outofdate", dcap.Options{}, `found "outofdate", expected one of UpToDate, SWHardeningNeeded, ConfigurationNeeded,`},
		{"--accept-tcb=", dcap.Options{}, `found ""`},
		{"--min-evaluation=-1", dcap.Options{}, "--min-evaluation"},
	} {
		f, err := intelOf(t, strings.Fields(c.args)...)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got %v, expected %q", c.args, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.args, err)
		} else if diff := cmp.Diff(c.want, f.options()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.args, diff)
		}
	}
}

// E2.3: data has a type, and none is there without a file.
func TestE2_3_DataFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"data": "{}", "large": strings.Repeat(" ", evidence.DefaultRuntimeData+1)})
	file := filepath.Join(dir, "data")
	f, err := intelOf(t, "--runtime-data", file, "--init-time-data", file, "--init-time-data-type", "binary")
	if err != nil {
		t.Fatal(err)
	}
	runtime, err := f.runtimeData(system())
	if err != nil || runtime.Type != evidence.JSON || string(runtime.Bytes) != "{}" {
		t.Errorf("got %v, %v", runtime, err)
	}
	initTime, err := f.initTimeData(system())
	if err != nil || initTime.Type != evidence.Binary || string(initTime.Bytes) != "{}" {
		t.Errorf("got %v, %v", initTime, err)
	}
	if none, err := new(intelFlags).runtimeData(system()); none != nil || err != nil {
		t.Errorf("without a file got %v, %v", none, err)
	}
	f.RuntimeData = word(filepath.Join(dir, "large"))
	if _, err := f.runtimeData(system()); statusOf(err) != exitRefused {
		t.Errorf("got %v for more than 1 MiB", err)
	}
	if got, want := f.files(), []string{string(f.RuntimeData), file}; !slices.Equal(slices.DeleteFunc(got, func(s string) bool { return s == "" }), want) {
		t.Errorf("files are %q, expected %q", got, want)
	}
}

// E3.13, E3.11: advice says what to do, with the command that does it.
func TestE3_13_Advice(t *testing.T) {
	t.Parallel()
	quote := word("my quote.bin")
	of := func(parts ...dcap.Part) error {
		return fmt.Errorf("refused: %w", &dcap.MissingError{Parts: parts})
	}
	below := func(s dcap.Status, advisories ...dcap.Advisory) error {
		return fmt.Errorf("refused: %w", &dcap.StatusError{TCB: dcap.TCB{Status: s, Advisories: advisories}})
	}
	const fetch = `Fetch it with "assay evidence collateral fetch --for 'my quote.bin' --out DIR" and give it with --collateral DIR`
	for _, c := range []struct {
		err  error
		want string
	}{
		{of(dcap.PartTCBInfo, dcap.PartPCKCRL), fetch + "."},
		{of(dcap.PartPCKCRL, dcap.PartRootCRL), fetch + ", or accept unchecked certificates with --insecure-skip-revocation."},
		{of(dcap.PartPCKChain), "Give the chain of the platform's PCK certificate with --pck-chain."},
		{below(dcap.OutOfDate, dcap.Advisory{ID: "INTEL-SA-1"}, dcap.Advisory{ID: "INTEL-SA-2"}),
			"Accept it with --accept-tcb OutOfDate, if you can accept that the platform lacks security updates. Advisories: INTEL-SA-1, INTEL-SA-2."},
		{below(dcap.Revoked), "Accept it with --insecure-accept-revoked, if you can accept that Intel no longer trusts the platform: others may have its keys."},
		{errors.New("another reason"), ""},
	} {
		if got := new(intelFlags).advice(c.err, quote); got != c.want {
			t.Errorf("%v: got %q, expected %q", c.err, got, c.want)
		}
	}
	for _, s := range dcap.Statuses() {
		if known, always := statusMeanings[s] != "", s == dcap.UpToDate || s == dcap.SWHardeningNeeded; known == always {
			t.Errorf("%s: has a meaning: %v", s, known)
		}
	}
}

// A path is one word of the command that advice gives.
func TestShellWord(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"a/b-1.bin": "a/b-1.bin", "-": "-", "a b": "'a b'", "$x": "'$x'", "it's": `'it'\''s'`, "ä": "'ä'", "~": "'~'"} {
		if got := shellWord(path); got != want {
			t.Errorf("%q: got %q, expected %q", path, got, want)
		}
	}
}
