package tdx_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// read returns a file of the corpus, of which that in hex is decoded.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/evidence/" + name)
	if err == nil && strings.HasSuffix(name, ".hex") {
		data, err = hex.DecodeString(strings.TrimSpace(string(data)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// expectation is a case of expected-tdx.json; the README beside it explains the
// members.
type expectation struct {
	Name, Kind, Evidence, Revocation string
	Time                             time.Time
	Collateral                       map[string]string
	Outcome, Step                    string
	Offset                           *int64
	TCB                              *expectedTCB
	TEETCBSVN2                       string
	Claims                           map[string]any
}

type expectedTCB struct {
	Status, Platform, TDX, Module, QE dcap.Status
	Advisories                        []string
	Evaluation                        int64
}

func expectations(t testing.TB) []expectation {
	t.Helper()
	var file struct{ Cases []expectation }
	d := json.NewDecoder(bytes.NewReader(read(t, "expected-tdx.json")))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 16 {
		t.Fatalf("found %d cases, expected 16", len(file.Cases))
	}
	return file.Cases
}

// expected returns the case of a name.
func expected(t testing.TB, name string) expectation {
	t.Helper()
	all := expectations(t)
	i := slices.IndexFunc(all, func(e expectation) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("found no case %q", name)
	}
	return all[i]
}

// input turns a case into what Verify takes.
func (e expectation) input(t testing.TB) tdx.Input {
	t.Helper()
	return tdx.Input{Quote: read(t, e.Evidence), Collateral: e.collateral(t)}
}

// options are those under which a case verifies.
func (e expectation) options() tdx.Options {
	return tdx.Options{InsecureSkipRevocation: e.Revocation == "skipped"}
}

// part reads "file" or "file#member".
func part(t testing.TB, name string) []byte {
	t.Helper()
	file, member, ok := strings.Cut(name, "#")
	if !ok {
		return read(t, file)
	}
	var members map[string]string
	if err := json.Unmarshal(read(t, file), &members); err != nil {
		t.Fatal(err)
	}
	return []byte(members[member])
}

// collateral puts the parts of a case together.
func (e expectation) collateral(t testing.TB) (c dcap.Collateral) {
	t.Helper()
	for role, name := range e.Collateral {
		switch role {
		case "all":
			var err error
			if c, err = dcap.ReadCollateral(read(t, name), dcap.Limits{}); err != nil {
				t.Fatal(err)
			}
		case "qvl":
			c = readQVL(t, read(t, name))
		case "tcbInfo":
			c.TCBInfo = part(t, name)
		case "qeIdentity":
			c.QEIdentity = part(t, name)
			if file, _, ok := strings.Cut(name, "#"); ok {
				c.QEIdentitySignature = unhex(t, string(part(t, file+"#qe_identity_signature")))
			}
		case "signingChain":
			c.SigningChain = part(t, name)
		case "pckCrl":
			c.PCKCRL = part(t, name)
		case "rootCrl":
			c.RootCRL = part(t, name)
		default:
			t.Fatalf("unknown role %q", role)
		}
	}
	return c
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// readQVL reads the memory image that the README of tdx describes: after 120 bytes
// the parts, whose sizes are in the header.
func readQVL(t testing.TB, data []byte) dcap.Collateral {
	t.Helper()
	var parts [7][]byte
	at := 120
	for i := range parts {
		size := int(binary.LittleEndian.Uint32(data[8+16*i+8:]))
		parts[i] = data[at : at+size]
		at += size
	}
	return dcap.Collateral{RootCRL: parts[1], PCKCRL: parts[2], SigningChain: parts[3], TCBInfo: parts[4],
		IdentityChain: parts[5], QEIdentity: parts[6]}
}

// TestExpected runs every case of the corpus: claims (E5.2, E5.3) and TCB (E3.10).
// Those with a status that other kinds don't accept by default are refused if the
// options ask for it (E3.11), and those without a CRL by default.
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in, options := e.input(t), e.options()
			got, err := tdx.Verify(t.Context(), in, e.Time, options)
			if e.Outcome == "error" {
				if refused := wantStep(t, err, e.Step); e.Offset != nil && refused.Offset != *e.Offset {
					t.Errorf("got offset %d, expected %d", refused.Offset, *e.Offset)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.Claims, asJSON(got.Claims())); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(e.TCB, summary(got.TCB())); diff != "" {
				t.Errorf("TCB (-want +got):\n%s", diff)
			}
			if svn := got.Report().TEETCBSVN2; hex.EncodeToString(svn) != e.TEETCBSVN2 {
				t.Errorf("TEE_TCB_SVN2 is %x, expected %q", svn, e.TEETCBSVN2)
			}
			strict := options
			strict.Accept = []dcap.Status{dcap.UpToDate}
			_, err = tdx.Verify(t.Context(), in, e.Time, strict)
			if s := e.TCB.Status; s != dcap.UpToDate && s != dcap.SWHardeningNeeded {
				wantStep(t, err, dcap.StepTCBStatus)
			} else if err != nil {
				t.Error(err)
			}
			if e.Revocation == "skipped" {
				_, err = tdx.Verify(t.Context(), in, e.Time, tdx.Options{})
				wantStep(t, err, dcap.StepCRL)
			}
		})
	}
}

// summary is a result as the corpus has it: advisories each once.
func summary(got dcap.TCB) *expectedTCB {
	s := &expectedTCB{Status: got.Status, Platform: got.Platform, TDX: got.TDX, Module: got.Module, QE: got.QE,
		Advisories: []string{}, Evaluation: got.EvaluationNumber}
	for _, a := range got.Advisories {
		if !slices.Contains(s.Advisories, a.ID) {
			s.Advisories = append(s.Advisories, a.ID)
		}
	}
	return s
}

// asJSON returns claims as a JSON decoder would.
func asJSON(claims []claim.Claim) map[string]any {
	out := make(map[string]any)
	for _, c := range claims {
		switch c.Value.Kind() {
		case claim.BooleanKind:
			out[c.Type] = c.Value.Bool()
		case claim.IntegerKind:
			out[c.Type] = json.Number(c.Value.String())
		case claim.StringKind:
			out[c.Type] = c.Value.Text()
		}
	}
	return out
}

// wantStep checks that err is the refusal of a step, with a clause and a reason.
func wantStep(t testing.TB, err error, step string) *evidence.Error {
	t.Helper()
	var refused *evidence.Error
	if !errors.As(err, &refused) || refused.Step != step {
		t.Fatalf("got %v, expected a refusal at %q", err, step)
	}
	if refused.Kind == "" || refused.Clause == "" || refused.Err == nil {
		t.Errorf("refusal lacks a member: %#v", refused)
	}
	return refused
}
