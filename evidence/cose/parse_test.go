package cose_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	. "github.com/assay-policy/assay/evidence/cose/cosetest"
)

// protectedAt is where the content of a protected header of 24 to 255 bytes begins.
const protectedAt = 4

// withProtected writes a message with that protected header.
func withProtected(header []byte) []byte {
	return Tag(18, Array(Bytes(header), Map(), Bytes([]byte("{}")), Bytes(make([]byte, 256))))
}

// TestE6_11Form breaks the form of a message, and wants the position of each fault.
func TestE6_11Form(t *testing.T) {
	t.Parallel()
	good := message(t).Sign(t)
	parse(t, good)
	four := func(items ...[]byte) []byte { return Tag(18, Array(items...)) }
	for _, c := range []struct {
		name string
		data []byte
		at   int
		text string
	}{
		{"nothing", nil, 0, "found the end of the data, expected an item"},
		{"no tag", good[1:], 0, "the message is an array, expected a tag"},
		{"another tag", append([]byte{0xD1}, good[1:]...), 0, "found tag 17, expected 18 (COSE_Sign1)"},
		{"tag in a map", Map(Tag(18, nil), Int(0)), 0, "the message is a map, expected a tag"},
		{"no array", Tag(18, Text("x")), 1, "the content of the tag is a text, expected an array"},
		{"three items", four(Bytes(nil), Map(), Bytes(nil)), 1, "found an array of 3 items, expected 4"},
		{"five items", four(Bytes(nil), Map(), Bytes(nil), Bytes(nil), Bytes(nil)), 1, "found an array of 5 items, expected 4"},
		{"a byte after it", append(bytes.Clone(good), 0), len(good), "found 1 bytes after the message"},
		{"a byte less", good[:len(good)-1], len(good) - 259, "found a byte string of 256 bytes, 255 are left"},
		{"indefinite array", []byte("\xD2\x9F\x40\xA0\x40\x40\xFF"), 1, "found an array of indefinite length, expected a definite one"},
		{"indefinite string", []byte("\xD2\x84\x5F\x41a\xFF\xA0\x40\x40"), 2, "found a byte string of indefinite length"},
		{"reserved head", []byte("\xD2\x84\x5C"), 2, "found the reserved head 0x5c"},
		{"head cut short", []byte("\xD2\x84\x59\x01"), 2, "found the end of the data in the head of a byte string"},
		{"length of 2^64 - 1", []byte("\xD2\x84\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 2, "found a byte string of 18446744073709551615 bytes, 0 are left"},
		{"protected header as a map", four(Map(), Map(), Bytes(nil), Bytes(nil)), 2, "the protected header is a map, expected a byte string"},
		{"empty protected header", four(Bytes(nil), Map(), Bytes(nil), Bytes(nil)), 3, "the protected header has no algorithm (1)"},
		{"protected header that is no map", four(Bytes(Int(1)), Map(), Bytes(nil), Bytes(nil)), 3, "a header is an unsigned integer, expected a map"},
		{"a byte after the protected header", four(Bytes(append(Map(), 0)), Map(), Bytes(nil), Bytes(nil)), 4, "found 1 bytes after the protected header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := cose.Parse(c.data, cose.Limits{})
			wantAt(t, err, c.at, c.text)
		})
	}
}

// TestE6_11Header breaks the protected header, and wants the position of each fault.
func TestE6_11Header(t *testing.T) {
	t.Parallel()
	pad := func(items ...[]byte) []byte { // so that its head has two bytes
		return Map(append(items, Int(99), Text(strings.Repeat("x", 30)))...)
	}
	for _, c := range []struct {
		name   string
		header []byte
		at     int // in the header
		text   string
	}{
		{"label of another type", pad(Bytes([]byte("iss")), Int(1)), 1, "a header's label is a byte string, expected an integer"},
		{"empty label", pad(Text(""), Int(1)), 1, "found an empty text as a header's label"},
		{"label beyond 64 bits", pad([]byte("\x1B\x80\x00\x00\x00\x00\x00\x00\x00"), Int(1)), 1, "a header's label doesn't fit 64 bits"},
		{"label that isn't UTF-8", pad([]byte("\x61\xFF"), Int(1)), 2, "found a text that isn't UTF-8"},
		{"label twice", pad(Int(1), Int(-38), Int(1), Int(-38)), 4, "found the header algorithm (1) twice"},
		{"label twice in two forms", pad(Int(1), Int(-38), []byte("\x18\x01"), Int(-38)), 4, "found the header algorithm (1) twice"},
		{"unknown label twice", pad(Int(7), Int(0), Int(7), Int(0)), 3, "found the header 7 twice"},
		{"algorithm as text", pad(Int(1), Text("PS384")), 2, "algorithm (1) is a text, expected an integer"},
		{"algorithm of symmetric keys", pad(Int(1), Int(5)), 2, "algorithm is 5, expected one of [PS256 (-37) PS384 (-38) PS512 (-39) ES384 (-35)]"},
		{"RSASSA", pad(Int(1), Int(-257)), 2, "algorithm is -257, expected one of"},
		{"algorithm beyond 32 bits", pad(Int(1), Int(-38+1<<32)), 2, "algorithm is 4294967258, expected one of"},
		{"unknown critical label", pad(Int(2), Array(Int(33), Text("x"))), 5, `found the critical header "x", which has no meaning here`},
		{"no critical label", pad(Int(2), Array()), 2, "found 0 labels in crit (2), expected 1 to 64"},
		{"crit that is no array", pad(Int(2), Int(33)), 2, "crit (2) is an unsigned integer, expected an array"},
		{"content type as bytes", pad(Int(3), Bytes(nil)), 2, "content type (3) is a byte string, expected an integer"},
		{"chain as text", pad(Int(33), Text("x")), 3, "x5chain (33) is a text, expected an array"},
		{"empty chain", pad(Int(33), Array()), 3, "found 0 certificates in x5chain, expected 1 to 8"},
		{"9 certificates", pad(Int(33), Array(make([][]byte, 9)...)), 3, "found 9 certificates in x5chain, expected 1 to 8"},
		{"2^64 - 1 certificates", pad(Int(33), []byte("\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")), 3, "found 18446744073709551615 certificates in x5chain"},
		{"certificate as text", pad(Int(33), Array(Text("x"))), 4, "a certificate of x5chain is a text, expected a byte string"},
		{"issuer as bytes", pad(Text("iss"), Bytes(nil)), 5, `"iss" is a byte string, expected a text`},
		{"feed as a number", pad(Text("feed"), Int(1)), 6, `"feed" is an unsigned integer, expected a text`},
		{"time without a tag", pad(Text("signingtime"), Int(1)), 13, `"signingtime" is an unsigned integer, expected a text`},
		{"time with another tag", pad(Text("signingtime"), Tag(2, Int(1))), 13, `"signingtime" has tag 2, expected 0 or 1`},
		{"time as text in tag 1", pad(Text("signingtime"), Tag(1, Text("x"))), 14, `"signingtime" is a text, expected an integer`},
		{"time as floating-point number", pad(Text("signingtime"), Tag(1, []byte("\xFB\x41\xD9\x00\x00\x00\x00\x00\x00"))), 14, `"signingtime" is a simple value, expected an integer`},
		{"time before 1970", pad(Text("signingtime"), Tag(1, Int(-1))), 14, `"signingtime" is -1 seconds after 1970`},
		{"time after the year 9999", pad(Text("signingtime"), Tag(1, Int(253402300800))), 14, "expected 0 to 253402300799"},
		{"time in words", pad(Text("signingtime"), Text("yesterday")), 13, `"signingtime" is "yesterday", expected a time as in RFC 3339`},
		{"simple value in two bytes", pad(Int(7), []byte("\xF8\x1F")), 2, "found the simple value 31 in two bytes"},
		{"8 arrays in each other", pad(Int(7), []byte("\x81\x81\x81\x81\x81\x81\x81\x81\x00")), 9, "found items nested more than 8 deep, the limit"},
		{"65 headers", pad(headers(64)...), 1, "found 65 headers, the limit is 64"},
		{"map that ends early", pad(Int(7), []byte("\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")), 45, "found the end of the data, expected an item"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := cose.Parse(withProtected(c.header), cose.Limits{})
			wantAt(t, err, protectedAt+c.at, c.text)
		})
	}
}

// TestE6_11Missing takes each header that is required, and puts it where nobody
// signed it.
func TestE6_11Missing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key  []byte
		text string
	}{
		{Int(1), "algorithm (1)"}, {Int(33), "x5chain (33)"}, {Text("iss"), `"iss"`}, {Text("feed"), `"feed"`}, {Text("signingtime"), `"signingtime"`},
	} {
		m := message(t)
		m.Set(c.key, nil)
		m.Unprotected = append(m.Unprotected, c.key, Int(0))
		_, err := cose.Parse(m.Sign(t), cose.Limits{})
		want(t, err, "the protected header has no "+c.text)
		both := message(t)
		both.Unprotected = append(both.Unprotected, c.key, Int(0))
		_, err = cose.Parse(both.Sign(t), cose.Limits{})
		want(t, err, "found the header "+c.text+" twice")
	}
}

// TestE6_11Critical calls a header critical that is in neither header, or only where
// nobody signed it (RFC 9052 section 3.1).
func TestE6_11Critical(t *testing.T) {
	t.Parallel()
	m := message(t)
	m.Set(Int(3), nil)
	m.Set(Int(2), Array(Int(1), Int(3)))
	_, err := cose.Parse(m.Sign(t), cose.Limits{})
	want(t, err, "the critical header content type (3) is not in the protected header")
	m.Unprotected = [][]byte{Int(3), Int(0)}
	_, err = cose.Parse(m.Sign(t), cose.Limits{})
	want(t, err, "the critical header content type (3) is not in the protected header")
}

// headers makes headers without a meaning.
func headers(n int) (items [][]byte) {
	for i := range n {
		items = append(items, Int(int64(1000+i)), Int(0))
	}
	return items
}

// TestE6_11Unprotected puts headers where nobody signed them, and wants those that
// say how to read the message to be refused there.
func TestE6_11Unprotected(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		items [][]byte
		text  string
	}{
		{"none", nil, ""},
		{"without a meaning", [][]byte{Int(4), Bytes([]byte("key")), Int(1000), Int(0)}, ""},
		{"64 of them", headers(64), ""},
		{"65 of them", headers(65), "found 65 headers, the limit is 64"},
		{"2^64 - 1 of them", nil, "found 18446744073709551615 headers, the limit is 64"},
		{"crit", [][]byte{Int(2), Array(Int(1))}, "found crit (2) in the unprotected header"},
		{"crit without labels", [][]byte{Int(2), Array()}, "found crit (2) in the unprotected header"},
		{"content type", [][]byte{Int(3), Int(0)}, "found the header content type (3) twice"},
		{"label twice", [][]byte{Int(4), Int(0), Int(4), Int(0)}, "found the header 4 twice"},
		{"nested too deep", [][]byte{Int(4), []byte("\x81\x81\x81\x81\x81\x81\x00")}, "found items nested more than 8 deep, the limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := message(t)
			m.Unprotected = c.items
			data := m.Sign(t)
			if strings.HasPrefix(c.name, "2^64") {
				data = bytes.Replace(data, append([]byte{0xA0}, Bytes(m.Payload)...), append([]byte("\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), Bytes(m.Payload)...), 1)
			}
			got, err := cose.Parse(data, cose.Limits{})
			want(t, err, c.text)
			if err == nil {
				want(t, got.Verify(issuer(t).Issuer(), Now), "")
			}
		})
	}
}

// TestE6_11Forms takes what may be written in more than one way.
func TestE6_11Forms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		key   []byte
		value []byte
	}{
		{"longer number", Int(1), []byte("\x3B\x00\x00\x00\x00\x00\x00\x00\x25")},
		{"critical labels that are known", Int(2), Array(Int(1), Int(33), Text("iss"), Text("feed"), Text("signingtime"), Int(3))},
		{"content type as a number", Int(3), Int(50)},
		{"time in a longer form", Text("signingtime"), []byte("\xD8\x01\x1B\x00\x00\x00\x00" + string([]byte{byte(signed.Unix() >> 24), byte(signed.Unix() >> 16), byte(signed.Unix() >> 8), byte(signed.Unix())}))},
		{"time as text", Text("signingtime"), Text(signed.Format(time.RFC3339))},
		{"time as text in tag 0", Text("signingtime"), Tag(0, Text(signed.In(time.FixedZone("", 3600)).Format(time.RFC3339)))},
		{"7 arrays in each other", Int(7), []byte("\x81\x81\x81\x81\x81\x81\x81\x00")},
		{"every type", Int(7), Array(Int(-1), Bytes(nil), Text("x"), Map(Int(1), Tag(2, Int(3))), []byte("\xF5"), []byte("\xF8\x20"), []byte("\xF9\x00\x00"), []byte("\xFA\x00\x00\x00\x00"), []byte("\xFB\x00\x00\x00\x00\x00\x00\x00\x00"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := message(t)
			m.Set(c.key, c.value)
			got := parse(t, m.Sign(t))
			if !got.SigningTime.Equal(signed) || got.SigningTime.Location() != time.UTC || got.Algorithm != cose.PS384 {
				t.Errorf("got %s, signed %s", got.Algorithm, got.SigningTime)
			}
			want(t, got.Verify(issuer(t).Issuer(), Now), "")
		})
	}
}

// TestE6_11One reads a chain of one certificate, which is no array (RFC 9360).
func TestE6_11One(t *testing.T) {
	t.Parallel()
	m := message(t)
	m.Set(Int(33), Bytes(issuer(t).Leaf.Cert.Raw))
	got := parse(t, m.Sign(t))
	if len(got.Chain) != 1 || !bytes.Equal(got.Chain[0], issuer(t).Leaf.Cert.Raw) {
		t.Fatalf("found %d certificates", len(got.Chain))
	}
	want(t, got.Verify(issuer(t).Issuer(), Now), "x5chain has no certificate whose SHA-256 is")
}

// TestE1_8 sets limits that a good message passes by one.
func TestE1_8(t *testing.T) {
	t.Parallel()
	data := message(t).Sign(t)
	size := 0
	for _, der := range issuer(t).Chain() {
		size += len(der)
	}
	for _, c := range []struct {
		name   string
		limits cose.Limits
		text   string
	}{
		{"all at the limit", cose.Limits{Message: len(data), Limits: evidence.Limits{Chain: size, Certificates: 3}}, ""},
		{"message", cose.Limits{Message: len(data) - 1}, "bytes, the limit is"},
		{"chain", cose.Limits{Limits: evidence.Limits{Chain: size - 1}}, "bytes in x5chain, the limit"},
		{"certificates", cose.Limits{Limits: evidence.Limits{Certificates: 2}}, "found 3 certificates in x5chain, expected 1 to 2"},
	} {
		_, err := cose.Parse(data, c.limits)
		want(t, err, c.text)
	}
	_, err := cose.Parse(make([]byte, cose.DefaultMessage+1), cose.Limits{})
	wantAt(t, err, cose.DefaultMessage, "the message has 262145 bytes, the limit is 262144")
}

// TestBoundedMemory wants a length that the bytes don't justify to cost nothing.
func TestBoundedMemory(t *testing.T) {
	data := withProtected(Map(Int(33), []byte("\x9B\x00\x00\x00\x00\x00\x00\x00\x08")))
	allocated := testing.AllocsPerRun(100, func() { _, _ = cose.Parse(data, cose.Limits{}) })
	if allocated > 20 {
		t.Errorf("found %v allocations", allocated)
	}
}
