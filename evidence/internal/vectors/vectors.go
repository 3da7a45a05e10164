// Package vectors reads the real evidence of Intel's kinds in testdata/evidence, for
// the tests of the packages beside it.
package vectors

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Case is a case of expected-sgx.json or expected-tdx.json; the README beside them
// explains the members.
type Case struct {
	Name, Kind, Evidence, Revocation string
	Time                             time.Time
	Collateral                       map[string]string
	Outcome, Step, QuoteHash         string
	Offset                           *int64
	TCB                              *TCB
	TEETCBSVN2                       string
	RuntimeData                      string
	Claims                           map[string]any // numbers as json.Number
}

// TCB is the TCB result of a case.
type TCB struct {
	Status, Platform, TDX, Module, QE dcap.Status
	TCBDate                           string
	Advisories                        []string
	Evaluation                        int64
}

// Cases returns the cases of a file, which must be so many.
func Cases(t testing.TB, name string, count int) []Case {
	t.Helper()
	var file struct{ Cases []Case }
	d := json.NewDecoder(bytes.NewReader(Read(t, name)))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != count {
		t.Fatalf("found %d cases in %s, expected %d", len(file.Cases), name, count)
	}
	return file.Cases
}

// Read returns a file, of which that in hex is decoded.
func Read(t testing.TB, name string) []byte {
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

// part reads "file" or "file#member".
func part(t testing.TB, name string) []byte {
	t.Helper()
	file, member, ok := strings.Cut(name, "#")
	if !ok {
		return Read(t, file)
	}
	var members map[string]string
	if err := json.Unmarshal(Read(t, file), &members); err != nil {
		t.Fatal(err)
	}
	return []byte(members[member])
}

// Collateral puts the parts of a case together, files by role.
func Collateral(t testing.TB, files map[string]string) (c dcap.Collateral) {
	t.Helper()
	fields := map[string]*[]byte{
		"tcbInfo": &c.TCBInfo, "qeIdentity": &c.QEIdentity, "signingChain": &c.SigningChain, "pckCrl": &c.PCKCRL, "rootCrl": &c.RootCRL,
	}
	for role, name := range files {
		var err error
		switch {
		case role == "all":
			c, err = dcap.ReadCollateral(Read(t, name), dcap.Limits{})
		case role == "qvl":
			c = qvl(t, Read(t, name))
		case fields[role] == nil:
			t.Fatalf("unknown role %q", role)
		case name != "":
			*fields[role] = part(t, name)
		}
		if file, _, ok := strings.Cut(name, "#"); ok && role == "qeIdentity" {
			c.QEIdentitySignature, err = hex.DecodeString(string(part(t, file+"#qe_identity_signature")))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// qvl reads the memory image that the README of tdx describes: after 120 bytes the
// parts, whose sizes are in the header.
func qvl(t testing.TB, data []byte) dcap.Collateral {
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
