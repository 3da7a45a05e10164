package snp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// ownedBlock returns the ID block and the key digests that go with the ID
// authentication of the corpus, as the tests that it is from have them.
func ownedBlock(t testing.TB) (block []byte, report *snp.Report) {
	t.Helper()
	var parts [3][]byte
	for i, text := range []string{
		"oU1jg0HlZ0Yo/h4C++3r5eWrT68d1y2JZgaOYVu5nv0T0hSzXCMXFbOOJj3GBZdFAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAwAAAAAA",
		"WfssaG36T+9J84M5qndckAUcKNVzg93DuvO160sUlt87DbvcuuX+J2d6ZEggdz/i",
		"7tgRafsMteDsNHlPEo/U4MSkb2fGWhrfqB/LJLzAiMJyNpt//D6ytq9qQoShs2xf",
	} {
		var err error
		if parts[i], err = base64.StdEncoding.DecodeString(text); err != nil {
			t.Fatal(err)
		}
	}
	return parts[0], &snp.Report{IDKeyDigest: parts[1], AuthorKeyDigest: parts[2], AuthorKeyEnabled: true}
}

// TestIDAuthOfOthers checks an ID authentication that another implementation made:
// both signatures, and the digests of both keys.
func TestIDAuthOfOthers(t *testing.T) {
	t.Parallel()
	auth := read(t, "snp/virtee/test_auth_block.bin")
	block, report := ownedBlock(t)
	if err := snp.CheckIDAuth(block, auth, report); err != nil {
		t.Fatal(err)
	}
	for bit := 0; bit < 8*len(block); bit += sample {
		if err := snp.CheckIDAuth(flip(block, bit), auth, report); err == nil {
			t.Errorf("bit %d of the ID block changed: accepted", bit)
		}
	}
	for bit := 0; bit < 8*len(auth); bit += sample {
		if err := snp.CheckIDAuth(block, flip(auth, bit), report); err == nil {
			t.Errorf("bit %d of the ID authentication changed: accepted", bit)
		}
	}
}

// TestIDBlock verifies guests with and without an author key, of every product.
func TestIDBlock(t *testing.T) {
	t.Parallel()
	for p := range vendors {
		for _, author := range []bool{false, true} {
			g, o := guest(t, p, snp.VCEK), snptest.NewOwner(t, author)
			set(g, 0x10, []byte("family, 16 bytesimage, 16 bytes.")...)
			block := o.Launch(g)
			in := g.Input(t)
			in.IDBlock, in.IDAuth = block, o.Auth(t, block)
			got, err := verify(t, g, in)
			want(t, err, "")
			id, ok := got.Identity()
			if !ok || !bytes.Equal(id.IDKeyDigest[:], g.Report[0xE0:0x110]) || !bytes.Equal(id.AuthorKeyDigest[:], g.Report[0x110:0x140]) {
				t.Errorf("%s: got %x", p, id)
			}
			if author == (id.AuthorKeyDigest == snp.Digest{}) || author != strings.Contains(detail(got, snp.StepIDBlock), "signed by the author key") {
				t.Errorf("%s: the step says %q", p, detail(got, snp.StepIDBlock))
			}
			in.IDBlock, in.IDAuth = nil, nil
			got, err = verify(t, g, in)
			want(t, err, "")
			if id, ok := got.Identity(); ok || id != (snp.Identity{}) {
				t.Errorf("%s: found an identity without an ID block: %x", p, id)
			}
		}
	}
}

// owned is a guest that was launched with an ID block.
type owned struct {
	g           *snptest.Guest
	o           *snptest.Owner
	block, auth []byte
}

// TestIDBlockRefusals changes one thing about a guest that would verify, and wants
// the position of each fault in the form; -1 for what is no such.
func TestIDBlockRefusals(t *testing.T) {
	t.Parallel()
	put := func(b []byte, at int, n uint32) { binary.LittleEndian.PutUint32(b[at:], n) }
	for _, c := range []struct {
		name   string
		change func(*testing.T, *owned)
		at     int64
		text   string
	}{
		{"no block", func(_ *testing.T, c *owned) { c.block = nil }, -1, "the authentication of an ID block was given without the block"},
		{"no authentication", func(_ *testing.T, c *owned) { c.auth = nil }, -1, "an ID block was given without its authentication"},
		{"empty block", func(_ *testing.T, c *owned) { c.block = []byte{} }, 0, "ID block has 0 bytes, expected 96"},
		{"a byte less", func(_ *testing.T, c *owned) { c.block = c.block[:95] }, 95, "ID block has 95 bytes, expected 96"},
		{"a byte more", func(_ *testing.T, c *owned) { c.block = append(c.block, 0) }, 96, "ID block has 97 bytes, expected 96"},
		{"authentication, a byte less", func(_ *testing.T, c *owned) { c.auth = c.auth[:4095] }, 4095, "ID authentication has 4095 bytes, expected 4096"},
		{"authentication, a byte more", func(_ *testing.T, c *owned) { c.auth = append(c.auth, 0) }, 4096, "ID authentication has 4097 bytes, expected 4096"},
		{"version 2", func(t *testing.T, c *owned) { put(c.block, 0x50, 2); c.auth = c.o.Auth(t, c.block) }, 0x50, "version of the ID block is 2, expected 1"},
		{"another measurement", func(t *testing.T, c *owned) { c.block[0]++; c.auth = c.o.Auth(t, c.block) }, 0, "launch digest of the ID block is a2a1"},
		{"another family", func(t *testing.T, c *owned) { c.block[0x3F]++; c.auth = c.o.Auth(t, c.block) }, 0x30, "family ID of the ID block is"},
		{"another image", func(t *testing.T, c *owned) { c.block[0x40]++; c.auth = c.o.Auth(t, c.block) }, 0x40, "image ID of the ID block is"},
		{"another SVN", func(t *testing.T, c *owned) { c.block[0x54]++; c.auth = c.o.Auth(t, c.block) }, 0x54, "guest SVN of the ID block is 8, the report has 7"},
		{"another policy", func(t *testing.T, c *owned) { c.block[0x5A] |= 8; c.auth = c.o.Auth(t, c.block) }, 0x58, "policy of the ID block is 0xb0000, the report has 0x30000"},
		{"algorithm of the ID key", func(_ *testing.T, c *owned) { c.auth[0] = 2 }, 0, "algorithm of a key is 2, expected 1"},
		{"algorithm of the author key", func(_ *testing.T, c *owned) { c.auth[4] = 0 }, 4, "algorithm of a key is 0, expected 1"},
		{"reserved 0x08", func(_ *testing.T, c *owned) { c.auth[0x08] = 1 }, 0x08, "reserved byte of the ID authentication is 0x01, expected 0"},
		{"reserved 0x3f", func(_ *testing.T, c *owned) { c.auth[0x3F] = 1 }, 0x3F, "reserved byte"},
		{"r beyond P-384", func(_ *testing.T, c *owned) { c.auth[0x40+71] = 1 }, -1, "the ID block was not signed by the ID key"},
		{"after the signature", func(_ *testing.T, c *owned) { c.auth[0x40+144] = 1 }, 0x40 + 144, "reserved byte"},
		{"curve of the ID key", func(_ *testing.T, c *owned) { c.auth[0x240] = 1 }, 0x240, "curve of a key is 1, expected 2 (P-384)"},
		{"coordinate beyond P-384", func(_ *testing.T, c *owned) { c.auth[0x244+48] = 1 }, 0x244 + 48, "reserved byte"},
		{"no point of the curve", func(_ *testing.T, c *owned) { c.auth[0x244] ^= 1 }, 0x240, "found a key that is no point of P-384"},
		{"no key", func(_ *testing.T, c *owned) { clear(c.auth[0x244:0x644]) }, 0x240, "found a key that is no point of P-384"},
		{"after the ID key", func(_ *testing.T, c *owned) { c.auth[0x644] = 1 }, 0x644, "reserved byte"},
		{"after the second signature", func(_ *testing.T, c *owned) { c.auth[0x87F] = 1 }, 0x87F, "reserved byte"},
		{"after the author key", func(_ *testing.T, c *owned) { c.auth[0xC84] = 1 }, 0xC84, "reserved byte"},
		{"last byte", func(_ *testing.T, c *owned) { c.auth[0xFFF] = 1 }, 0xFFF, "reserved byte"},
		{"another ID key", func(t *testing.T, c *owned) {
			c.auth = (&snptest.Owner{ID: snptest.NewOwner(t, false).ID, Author: c.o.Author}).Auth(t, c.block)
		}, -1, "SHA-384 of the ID key is"},
		{"another author key", func(t *testing.T, c *owned) {
			c.auth = (&snptest.Owner{ID: c.o.ID, Author: snptest.NewOwner(t, true).Author}).Auth(t, c.block)
		}, -1, "SHA-384 of the author key is"},
		{"keys swapped", func(t *testing.T, c *owned) {
			c.auth = (&snptest.Owner{ID: c.o.Author, Author: c.o.ID}).Auth(t, c.block)
		}, -1, "SHA-384 of the ID key is"},
		{"no author key", func(t *testing.T, c *owned) { c.auth = (&snptest.Owner{ID: c.o.ID}).Auth(t, c.block) }, -1,
			"the ID authentication has no author key, the report says that there was one"},
		{"author key that was not used", func(_ *testing.T, c *owned) { c.g.Report[0x48] &^= 1 }, -1,
			"the ID authentication has an author key, the report says that none was used"},
		{"no key in the report", func(_ *testing.T, c *owned) { clear(c.g.Report[0xE0:0x110]) }, -1, "ID_KEY_DIGEST is 000000"},
		{"signature of another block", func(t *testing.T, c *owned) { copy(c.auth[0x40:], c.o.Auth(t, make([]byte, 96))[0x40:0x240]) }, -1,
			"the ID block was not signed by the ID key"},
		{"no signature", func(_ *testing.T, c *owned) { clear(c.auth[0x40:0x240]) }, -1, "the ID block was not signed by the ID key"},
		{"ID key signed by itself", func(_ *testing.T, c *owned) { copy(c.auth[0x680:0x880], c.auth[0x40:0x240]) }, -1,
			"the ID key was not signed by the author key"},
		{"no signature of the author", func(_ *testing.T, c *owned) { clear(c.auth[0x680:0x880]) }, -1, "the ID key was not signed by the author key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &owned{g: guest(t, snp.Milan, snp.VCEK), o: snptest.NewOwner(t, true)}
			s.block = s.o.Launch(s.g)
			s.auth = s.o.Auth(t, s.block)
			c.change(t, s)
			in := s.g.Input(t)
			in.IDBlock, in.IDAuth = s.block, s.auth
			_, err := verify(t, s.g, in)
			wantStep(t, err, snp.StepIDBlock)
			var refused *evidence.Error
			if errors.As(err, &refused); refused.Offset != c.at || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %q at %d, expected %q at %d", err, refused.Offset, c.text, c.at)
			}
		})
	}
}
