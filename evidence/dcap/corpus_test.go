package dcap_test

import (
	"bytes"
	"context"
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

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// read returns a file of the corpus.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/evidence/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// expectation is a case of expected-sgx.json or expected-tdx.json; the README
// beside them explains the members.
type expectation struct {
	Name, Kind, Evidence, Revocation string
	Time                             time.Time
	Collateral                       map[string]string
	Outcome, Step, QuoteHash         string
	Offset                           *int64
	TCB                              *expectedTCB
	TEETCBSVN2                       string
	RuntimeData                      string
	Claims                           map[string]any
}

type expectedTCB struct {
	Status, Platform, TDX, Module, QE dcap.Status
	TCBDate                           string
	Advisories                        []string
	Evaluation                        int64
}

// quote returns the quote of a file: hex is decoded, and the header of an Open
// Enclave report (E4.1) cut.
func quote(t testing.TB, name string) []byte {
	t.Helper()
	data := read(t, name)
	if strings.HasSuffix(name, ".hex") {
		var err error
		if data, err = hex.DecodeString(strings.TrimSpace(string(data))); err != nil {
			t.Fatal(err)
		}
	}
	if bytes.HasPrefix(data, []byte{1, 0, 0, 0, 2, 0, 0, 0}) {
		return data[16:]
	}
	return data
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
func collateral(t testing.TB, files map[string]string) (c dcap.Collateral) {
	t.Helper()
	for role, name := range files {
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
			if name != "" {
				c.PCKCRL = part(t, name)
			}
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
	if at != len(data) {
		t.Fatalf("the parts end at byte %d of %d", at, len(data))
	}
	return dcap.Collateral{RootCRL: parts[1], PCKCRL: parts[2], SigningChain: parts[3], TCBInfo: parts[4],
		IdentityChain: parts[5], QEIdentity: parts[6]}
}

func expectations(t testing.TB) (all []expectation) {
	t.Helper()
	for name, count := range map[string]int{"expected-sgx.json": 22, "expected-tdx.json": 16} {
		var file struct{ Cases []expectation }
		d := json.NewDecoder(bytes.NewReader(read(t, name)))
		d.DisallowUnknownFields()
		if err := d.Decode(&file); err != nil {
			t.Fatal(err)
		}
		if len(file.Cases) != count {
			t.Fatalf("found %d cases in %s, expected %d", len(file.Cases), name, count)
		}
		all = append(all, file.Cases...)
	}
	return all
}

// input turns a case into what Verify takes.
func (e expectation) input(t testing.TB) dcap.Input {
	t.Helper()
	return dcap.Input{Quote: quote(t, e.Evidence), Collateral: collateral(t, e.Collateral)}
}

// TestExpected runs every case of the corpus, with all statuses accepted (E3.10).
// Those whose status the defaults don't accept are refused with them (E3.11).
func TestExpected(t *testing.T) {
	t.Parallel()
	for _, e := range expectations(t) {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			in := e.input(t)
			options := dcap.Options{Accept: dcap.AllButRevoked(), InsecureSkipRevocation: e.Revocation == "skipped"}
			got, err := dcap.Verify(context.Background(), in, e.Time, options)
			if e.Outcome == "error" {
				refused := wantStep(t, err, e.Step)
				if e.Offset != nil && refused.Offset != *e.Offset {
					t.Errorf("got offset %d, expected %d", refused.Offset, *e.Offset)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.TCB, summary(got, e.Kind)); diff != "" {
				t.Errorf("TCB (-want +got):\n%s", diff)
			}
			if td := got.Quote().TD; e.TEETCBSVN2 != "" && hex.EncodeToString(td.TEETCBSVN2) != e.TEETCBSVN2 {
				t.Errorf("TEE_TCB_SVN2 is %x, expected %s", td.TEETCBSVN2, e.TEETCBSVN2)
			}
			options.Accept = nil
			_, err = dcap.Verify(context.Background(), in, e.Time, options)
			if s := e.TCB.Status; s != dcap.UpToDate && s != dcap.SWHardeningNeeded {
				wantStep(t, err, dcap.StepTCBStatus)
			} else if err != nil {
				t.Error(err)
			}
			if e.Revocation == "skipped" {
				options.InsecureSkipRevocation = false
				_, err = dcap.Verify(context.Background(), in, e.Time, options)
				wantStep(t, err, dcap.StepCRL)
			}
		})
	}
}

// summary is the result as the corpus has it: advisories sorted, each once.
func summary(v *dcap.Verified, kind string) *expectedTCB {
	got := v.TCB()
	s := &expectedTCB{Status: got.Status, Platform: got.Platform, TDX: got.TDX, Module: got.Module, QE: got.QE, Evaluation: got.EvaluationNumber}
	if kind == "sgx" {
		s.TCBDate = got.Date.Format(time.DateOnly)
	}
	s.Advisories = []string{}
	for _, a := range got.Advisories {
		if !slices.Contains(s.Advisories, a.ID) {
			s.Advisories = append(s.Advisories, a.ID)
		}
	}
	return s
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
