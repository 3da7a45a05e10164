package frame_test

import (
	"crypto/sha256"
	"runtime"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// TestE2_3 reads JSON data: an object, with what carriers put around it.
func TestE2_3(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, want string // "" for a refusal
	}{
		{"object", `{"b":1,"a":{"d":"x","c":[]}}`, `{"a":{"c":[],"d":"x"},"b":1}`},
		{"white space and NUL", " \n{ }\r\n\x00", `{}`},
		{"numbers as written", `{"a":1.0e2,"b":12345678901234567890}`, `{"a":1.0e2,"b":12345678901234567890}`},
		{"two NULs", "{}\x00\x00", ""},
		{"NUL before white space", "{}\x00 ", ""},
		{"array", "[]", ""},
		{"empty", "", ""},
		{"NUL alone", "\x00", ""},
		{"duplicate", `{"a":1,"a":1}`, ""},
		{"64 levels", strings.Repeat(`{"a":`, 63) + "{}" + strings.Repeat("}", 63), strings.Repeat(`{"a":`, 63) + "{}" + strings.Repeat("}", 63)},
		{"65 levels", strings.Repeat(`{"a":`, 64) + "{}" + strings.Repeat("}", 64), ""},
		{"1 MiB", "{}" + strings.Repeat(" ", 1<<20-2), "{}"},
		{"1 MiB and a byte", "{}" + strings.Repeat(" ", 1<<20-1), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := frame.DataClaims("x-ms-runtime", &evidence.Data{Bytes: []byte(c.text)}, evidence.Limits{})
			if (err == nil) != (c.want != "") {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				return
			}
			want := claim.Claim{Type: "x-ms-runtime", Value: claim.String(c.want), Issuer: claim.AttestationService, JSON: true}
			if len(got) != 1 || got[0] != want {
				t.Errorf("got %v, expected %v", got, want)
			}
		})
	}
}

// TestE2_2 binds data to fields of several lengths.
func TestE2_2(t *testing.T) {
	t.Parallel()
	data := []byte("data")
	sum := sha256.Sum256(data)
	for _, c := range []struct {
		name  string
		field []byte
		good  bool
	}{
		{"hash and zeros", append(sum[:], make([]byte, 32)...), true},
		{"hash alone", sum[:], true},
		{"a byte after it", append(append(sum[:], make([]byte, 31)...), 1), false},
		{"cut short", sum[:31], false},
		{"empty", nil, false},
		{"zeros", make([]byte, 64), false},
		{"zeros and hash", append(make([]byte, 32), sum[:]...), false},
	} {
		if err := frame.CheckData("data", &evidence.Data{Bytes: data}, "field", c.field, evidence.Limits{}); (err == nil) != c.good {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// TestE1_6: data of short values, of a size that is allowed, takes no memory that its
// length doesn't justify.
func TestE1_6(t *testing.T) { // counts what the process allocates, so not parallel
	for _, value := range []string{"0,", "[0],", `{"":0},`} {
		data := []byte(`{"":[` + strings.Repeat(value, (1<<20-10)/len(value)) + `0]}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := frame.Document(data, evidence.Limits{})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "found more than 140000 JSON values, the limit") {
			t.Errorf("%s: got %v, expected the limit", value, err)
		}
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(32<<20); got > most {
			t.Errorf("%s: allocated %d bytes for %d, expected at most %d", value, got, len(data), most)
		}
	}
}

// TestSortedDocument reads one document after another in the same memory: a text that
// was handed out stays as it is.
func TestSortedDocument(t *testing.T) {
	t.Parallel()
	const long, short = `{"b":[1,2,{"d":"x","c":null}],"a":"a long text"}`, `{"z":0,"y":1}`
	first, err := frame.SortedDocument([]byte(long+"\x00"), evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		second, err := frame.SortedDocument([]byte(short), evidence.Limits{})
		if err != nil || string(second) != `{"y":1,"z":0}` {
			t.Errorf("got %s, %v", second, err)
		}
		if got, err := frame.SortedDocument([]byte(`{"b":[1`), evidence.Limits{}); err == nil {
			t.Errorf("got %s of half a document", got)
		}
	}
	if want := `{"a":"a long text","b":[1,2,{"c":null,"d":"x"}]}`; string(first) != want {
		t.Errorf("got %s, expected %s", first, want)
	}
}
