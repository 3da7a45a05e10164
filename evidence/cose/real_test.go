package cose_test

import (
	"bytes"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
)

// TestE6_11Real reads and verifies the real endorsements of confidential
// containers.
func TestE6_11Real(t *testing.T) {
	t.Parallel()
	for svn, c := range map[string]struct {
		signed      time.Time
		measurement string
	}{
		"22":  {time.Date(2023, 2, 8, 5, 42, 23, 0, time.UTC), "51068107cdc7ee3d"},
		"100": {time.Date(2023, 4, 20, 23, 48, 38, 0, time.UTC), "03fea02823189b25"},
	} {
		m := parse(t, real(t)[svn])
		if m.Algorithm != cose.PS384 || m.ContentType != "application/json" || m.Issuer != microsoft || m.Feed != "ContainerPlat-AMD-UVM" {
			t.Errorf("got %s, %q, %q, %q", m.Algorithm, m.ContentType, m.Issuer, m.Feed)
		}
		if len(m.Chain) != 3 || !m.SigningTime.Equal(c.signed) {
			t.Errorf("got %d certificates, signed %s, expected 3 and %s", len(m.Chain), m.SigningTime, c.signed)
		}
		for _, part := range []string{`"x-ms-sevsnpvm-guestsvn": "` + svn + `"`, `"x-ms-sevsnpvm-launchmeasurement": "` + c.measurement} {
			if !bytes.Contains(m.Payload, []byte(part)) {
				t.Errorf("payload lacks %s: %s", part, m.Payload)
			}
		}
		for _, at := range []time.Time{c.signed, date(2023, 6, 1), date(2030, 1, 1)} { // the leaf ended in 2024
			want(t, m.Verify(parseIssuer(t, microsoft), at), "")
		}
		want(t, m.Verify(parseIssuer(t, microsoft), c.signed.Add(-1)), "the message was signed at "+c.signed.Format(time.RFC3339))
	}
}

// TestEveryBit changes bits of a real message, a sample of them all: whatever is
// still accepted says the same, since only the unprotected header isn't signed.
func TestEveryBit(t *testing.T) {
	t.Parallel()
	data, anchor := real(t)["22"], parseIssuer(t, microsoft)
	original := parse(t, data)
	unprotected := bytes.Index(data, []byte("itimestamp"))
	payload := bytes.Index(data, original.Payload)
	if unprotected < 0 || payload < unprotected {
		t.Fatal("found no unprotected header before the payload")
	}
	const step = 41 // no multiple of 8, so that all bits of bytes have their turn
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for bit := step * w; bit < 8*len(data); bit += step * workers {
				changed := bytes.Clone(data)
				changed[bit/8] ^= 1 << (bit % 8)
				m, err := cose.Parse(changed, cose.Limits{})
				if err != nil || m.Verify(anchor, date(2023, 6, 1)) != nil {
					continue
				}
				if at := bit / 8; at < unprotected || at >= payload || !bytes.Equal(m.Payload, original.Payload) {
					t.Errorf("bit %d of byte 0x%x changed: accepted", bit%8, at)
				}
			}
		})
	}
	group.Wait()
}
