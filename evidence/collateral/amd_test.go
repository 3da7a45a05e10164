package collateral_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// service answers by path and query, and lists what it was asked for.
type service struct {
	*httptest.Server
	lock    sync.Mutex
	asked   []string
	answers map[string]answer
}

// answer is what a service has for an address.
type answer struct {
	typ    string
	header http.Header
	body   []byte
}

// newService starts a service with those answers.
func newService(t *testing.T, answers map[string]answer) *service {
	t.Helper()
	s := &service{answers: answers}
	s.Server = serve(t, func(w http.ResponseWriter, r *http.Request) {
		s.lock.Lock()
		defer s.lock.Unlock()
		s.asked = append(s.asked, r.URL.String())
		a, ok := s.answers[r.URL.String()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Type", a.typ)
		w.Write(a.body)
	})
	return s
}

// product is a virtual AMD for one line of processors. Making one takes a while.
func product(t *testing.T, p snp.Product) *snptest.Vendor {
	t.Helper()
	makeVendor := virtual
	if p == snp.Turin {
		makeVendor = turin
	}
	amd, err := makeVendor()
	if err != nil {
		t.Fatal(err)
	}
	return amd
}

var turin = sync.OnceValues(func() (*snptest.Vendor, error) { return snptest.NewVendor(snp.Turin) })

// kds is AMD's service for one guest: what it answers, under the addresses that the
// product's documentation gives.
func kds(t *testing.T, guest *snptest.Guest, vcek string) map[string]answer {
	t.Helper()
	amd := guest.Vendor
	base := "/vcek/v1/" + string(amd.Product) + "/"
	return map[string]answer{
		base + vcek:         {"application/pkix-cert", nil, guest.VEK(t)},
		base + "cert_chain": {"application/x-pem-file", nil, snptest.PEM(amd.ASK.Cert.Raw, amd.ARK.Cert.Raw)},
		base + "crl":        {"application/pkix-crl", nil, amd.CRL(t)},
	}
}

// The queries for the guests of snptest.
var (
	milanQuery = chipHex(64) + "?blSPL=3&teeSPL=1&snpSPL=8&ucodeSPL=115"
	turinQuery = chipHex(8) + "?fmcSPL=2&blSPL=3&teeSPL=1&snpSPL=8&ucodeSPL=115"
)

// chipHex is the id of the chip under a guest of snptest.
func chipHex(size int) string {
	var id []byte
	for i := range size {
		id = append(id, byte(i+1))
	}
	return fmt.Sprintf("%x", id)
}

// fetchFrom fetches what evidence needs from a service.
func fetchFrom(s *service, data []byte, told snp.Product) (collateral.Files, error) {
	need, err := collateral.NeedOf(data, collateral.Told{Product: told})
	if err != nil {
		return nil, err
	}
	client, _ := fast(collateral.ClientOptions{})
	return collateral.NewFetcher(client, collateral.Options{KDS: s.URL + "/", PCCS: s.URL}).Fetch(context.Background(), need, snptest.Now)
}

// TestE3_14_KDS asks for a VCEK by chip and firmware, and the directory it makes
// verifies the report.
func TestE3_14_KDS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		product snp.Product
		query   string
	}{{snp.Milan, milanQuery}, {snp.Turin, turinQuery}} {
		t.Run(string(c.product), func(t *testing.T) {
			t.Parallel()
			guest := product(t, c.product).Guest(t, snp.VCEK)
			s := newService(t, kds(t, guest, c.query))
			report := guest.Sign(t)
			files, err := fetchFrom(s, report, "")
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{"vek.pem", "chain.pem", "crl.der"}; !slices.Equal(names(files), want) {
				t.Errorf("got the files %v, expected %v", names(files), want)
			}
			dir := filepath.Join(t.TempDir(), "new", "dir")
			if err := files.Write(dir); err != nil {
				t.Fatal(err)
			}
			in := snp.Input{Report: report, CRL: read(t, dir, "crl.der"), Chain: slices.Concat(read(t, dir, "vek.pem"), read(t, dir, "chain.pem"))}
			if _, err := snp.Verify(context.Background(), in, snptest.Now, guest.Vendor.Options()); err != nil {
				t.Error(err)
			}
		})
	}
}

// names lists the files.
func names(files collateral.Files) (list []string) {
	for _, f := range files {
		list = append(list, f.Name)
	}
	return list
}

// file returns the bytes of a file, nil if it isn't there.
func file(files collateral.Files, name string) []byte {
	for _, f := range files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestE3_14_KDSLies has AMD's service answer with other documents than were asked for.
func TestE3_14_KDSLies(t *testing.T) {
	t.Parallel()
	milan, other := product(t, snp.Milan), product(t, snp.Turin)
	guest := milan.Guest(t, snp.VCEK)
	foreign := milan.Guest(t, snp.VCEK)
	foreign.Extend(bytes.Repeat([]byte{9}, 64), 4)
	older := milan.Guest(t, snp.VCEK)
	older.SetByte(7, 3, 3)
	none := milan.Guest(t, snp.VCEK)
	none.Extend(nil, 3, 8)
	base := "/vcek/v1/Milan/"
	for _, c := range []struct {
		name, path string
		body       []byte
		want       string
	}{
		{"nothing of a certificate", milanQuery, []byte("nothing"), "found stray bytes"},
		{"half a certificate", milanQuery, guest.VEK(t)[:500], "certificate 1 is malformed"},
		{"another chip", milanQuery, foreign.VEK(t), "found the certificate of another chip"},
		{"another firmware", milanQuery, older.VEK(t), "found a certificate for version 7 of SNP, expected that for 8"},
		{"no version", milanQuery, none.VEK(t), "found no version of microcode in the certificate"},
		{"another product", milanQuery, other.Guest(t, snp.VCEK).VEK(t), `found the certificate of "SEV-VCEK" by "SEV-Turin", expected that of "SEV-VCEK" by "SEV-Milan"`},
		{"a VLEK", milanQuery, milan.Guest(t, snp.VLEK).VEK(t), `found the certificate of "SEV-VLEK" by "SEV-VLEK-Milan"`},
		{"a chain for a certificate", milanQuery, guest.Chain(t), "found 3 certificates, expected one"},
		{"a certificate for a chain", "cert_chain", snptest.PEM(milan.ASK.Cert.Raw), `found 1 certificates, expected those of "SEV-Milan" and "ARK-Milan"`},
		{"another chain", "cert_chain", snptest.PEM(milan.ASVK.Cert.Raw, milan.ARK.Cert.Raw), `found the certificate of "SEV-VLEK-Milan", expected that of "SEV-Milan"`},
		{"an empty chain", "cert_chain", []byte("\n"), "found no certificate"},
		{"another list", "crl", other.CRL(t), `found the list of "ARK-Turin", expected that of "ARK-Milan"`},
		{"no list", "crl", []byte("0"), `found no revocation list: it begins with "0"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answers := kds(t, guest, milanQuery)
			answers[base+c.path] = answer{"application/octet-stream", nil, c.body}
			files, err := fetchFrom(newService(t, answers), guest.Sign(t), "")
			if err == nil || !strings.Contains(err.Error(), c.want) || files != nil {
				t.Errorf("got %v, expected %q", err, c.want)
			}
		})
	}
}

// TestE3_14_KDSFirmware: a service that once had a certificate for other firmware, as
// caches may that know only one for each chip, is asked again, though a certificate
// would be kept for years.
func TestE3_14_KDSFirmware(t *testing.T) {
	t.Parallel()
	guest := product(t, snp.Turin).Guest(t, snp.VCEK)
	older := product(t, snp.Turin).Guest(t, snp.VCEK)
	older.SetByte(1, 3, 9)
	s := newService(t, kds(t, older, turinQuery))
	client, _ := fast(collateral.ClientOptions{})
	cache := collateral.NewCache(client, collateral.CacheOptions{Dir: t.TempDir()})
	need, err := collateral.NeedOf(guest.Sign(t), collateral.Told{})
	if err != nil {
		t.Fatal(err)
	}
	fetcher := collateral.NewFetcher(cache, collateral.Options{KDS: s.URL})
	if _, err := fetcher.Fetch(t.Context(), need, snptest.Now); err == nil || !strings.Contains(err.Error(), "found a certificate for version 1 of FMC, expected that for 2") {
		t.Errorf("got %v, expected an error", err)
	}
	s.lock.Lock()
	s.answers = kds(t, guest, turinQuery)
	s.lock.Unlock()
	files, err := fetcher.Fetch(t.Context(), need, snptest.Now)
	if err != nil || len(files) != 3 {
		t.Errorf("got %v, %v", names(files), err)
	}
}

// TestE3_14_KDSForms keeps a list in DER, and a certificate in PEM, in whatever form
// they were served.
func TestE3_14_KDSForms(t *testing.T) {
	t.Parallel()
	guest := product(t, snp.Milan).Guest(t, snp.VCEK)
	answers := kds(t, guest, milanQuery)
	want, err := fetchFrom(newService(t, answers), guest.Sign(t), "")
	if err != nil {
		t.Fatal(err)
	}
	crl, vek := answers["/vcek/v1/Milan/crl"].body, answers["/vcek/v1/Milan/"+milanQuery].body
	answers["/vcek/v1/Milan/"+milanQuery] = answer{"application/x-pem-file", nil, snptest.PEM(vek)}
	for _, body := range [][]byte{
		pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl}),
		fmt.Appendf(nil, "%x", crl),
		fmt.Appendf(nil, "%X\n", crl),
	} {
		answers["/vcek/v1/Milan/crl"] = answer{"text/plain", nil, body}
		got, err := fetchFrom(newService(t, answers), guest.Sign(t), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want {
			if !bytes.Equal(file(got, f.Name), f.Data) {
				t.Errorf("%s differs from that of another form", f.Name)
			}
		}
	}
}

// TestE3_14_Reports says for which reports nothing can be fetched.
func TestE3_14_Reports(t *testing.T) {
	t.Parallel()
	milan := product(t, snp.Milan)
	change := func(signer snp.Signer, change func(r *[snp.ReportSize]byte)) []byte {
		g := milan.Guest(t, signer)
		change(&g.Report)
		return g.Sign(t)
	}
	none := func(*[snp.ReportSize]byte) {}
	old := func(r *[snp.ReportSize]byte) { r[0] = 2; clear(r[0x188:0x18B]) }
	for _, c := range []struct {
		name   string
		report []byte
		told   snp.Product
		want   string // of the need, or the error
	}{
		{"version 3", change(snp.VCEK, none), "", "AMD Milan, chip 0102030405060708…"},
		{"version 3, told", change(snp.VCEK, none), snp.Milan, "AMD Milan, chip 0102030405060708…"},
		{"version 3, told otherwise", change(snp.VCEK, none), snp.Genoa, "found a report of Milan, expected one of Genoa"},
		{"version 2, told", change(snp.VCEK, old), snp.Genoa, "AMD Genoa, chip 0102030405060708…"},
		{"version 2", change(snp.VCEK, old), "", "found a report of version 2, which names no processor: expected to be told the product, Milan or Genoa"},
		{"version 2, told a later one", change(snp.VCEK, old), snp.Turin, `found a report of version 2 and the product "Turin", expected Milan or Genoa`},
		{"unknown processor", change(snp.VCEK, func(r *[snp.ReportSize]byte) { r[0x188] = 0x1C }), "",
			"found a report of family 0x1c model 0x01, expected Milan, Genoa or Turin"},
		{"VLEK", change(snp.VLEK, none), "", "AMD Milan, VLEK of the cloud provider"},
		{"hidden chip", change(snp.VCEK, func(r *[snp.ReportSize]byte) { clear(r[0x1A0:0x1E0]) }), "",
			"found a report that hides its chip: its host may have the certificate"},
		{"masked key", change(snp.VCEK, func(r *[snp.ReportSize]byte) { r[0x48] |= 2 }), "",
			"found a report that hides the key which signed it (MASK_CHIP_KEY), expected a VCEK or VLEK"},
		{"no key", change(snp.VCEK, func(r *[snp.ReportSize]byte) { r[0x48] = 7 << 2 }), "",
			`found a report signed by key "none", expected VCEK or VLEK`},
		{"cut short", change(snp.VCEK, none)[:100], "",
			"the evidence can't be read: parse: report has 100 bytes, expected 1184 (at byte 0x64)"},
	} {
		need, err := collateral.NeedOf(c.report, collateral.Told{Product: c.told})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = need.String()
		}
		if got != c.want {
			t.Errorf("%s: got %q, expected %q", c.name, got, c.want)
		}
	}
}

// TestE3_14_VLEK fetches all but the certificate, which only the provider has.
func TestE3_14_VLEK(t *testing.T) {
	t.Parallel()
	amd := product(t, snp.Milan)
	guest := amd.Guest(t, snp.VLEK)
	s := newService(t, map[string]answer{
		"/vlek/v1/Milan/cert_chain": {"application/x-pem-file", nil, snptest.PEM(amd.ASVK.Cert.Raw, amd.ARK.Cert.Raw)},
		"/vlek/v1/Milan/crl":        {"application/pkix-crl", nil, amd.CRL(t)},
	})
	if _, err := fetchFrom(s, guest.Sign(t), ""); err != collateral.ErrVLEK || len(s.asked) > 0 {
		t.Errorf("got %v after asking for %q", err, s.asked)
	}
	files, err := fetchFrom(s, snptest.Request(guest.Sign(t), snptest.PEM(guest.VEK(t))), "")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"chain.pem", "crl.der"}; !slices.Equal(names(files), want) {
		t.Errorf("got the files %v, expected %v", names(files), want)
	}
}

// TestE6_4_RealChains fetches AMD's own certificates, as the service has them.
func TestE6_4_RealChains(t *testing.T) {
	t.Parallel()
	data := filepath.Join("..", "..", "testdata", "evidence", "snp")
	report, vcek := read(t, data, "trustee/test-report.bin"), read(t, data, "trustee/test-vcek.der")
	decoded, err := snp.Parse(report)
	if err != nil {
		t.Fatal(err)
	}
	svns := decoded.ReportedTCB.SVNs(snp.Milan)
	base := "/vcek/v1/Milan/"
	answers := map[string]answer{
		fmt.Sprintf("%s%x?blSPL=%d&teeSPL=%d&snpSPL=%d&ucodeSPL=%d", base, decoded.ChipID, svns.Bootloader, svns.TEE, svns.SNP, svns.Microcode): {"", nil, vcek},
		base + "cert_chain": {"", nil, read(t, data, "go-sev-guest/ask_ark_milan.pem")},
		base + "crl":        {"", nil, product(t, snp.Milan).CRL(t)}, // none of AMD's is public
	}
	s := newService(t, answers)
	files, err := fetchFrom(s, report, snp.Milan)
	if err != nil {
		t.Fatalf("%v, after asking for %q", err, s.asked)
	}
	in := snp.Input{Report: report, Chain: slices.Concat(file(files, "vek.pem"), file(files, "chain.pem"))}
	if _, err := snp.Verify(context.Background(), in, snptest.Now, snp.Options{InsecureSkipRevocation: true}); err != nil {
		t.Error(err)
	}
}

// TestE3_14_FetchNothing refuses what can't be fetched as of no time.
func TestE3_14_FetchNothing(t *testing.T) {
	t.Parallel()
	f := collateral.NewFetcher(collateral.NewClient(collateral.ClientOptions{}), collateral.Options{})
	if _, err := f.Fetch(context.Background(), nil, now); err == nil || err.Error() != "found nothing to fetch, expected a chip or a platform" {
		t.Errorf("got %v", err)
	}
	if _, err := f.Fetch(context.Background(), &collateral.Chip{}, time.Time{}); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
}
