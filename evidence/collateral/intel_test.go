package collateral_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/snp"
)

// vectors are real quotes with the collateral of their time.
var vectors = filepath.Join("..", "..", "testdata", "evidence")

// recorded is the collateral of one platform, as it is recorded beside its quote.
type recorded struct {
	TCBInfo       string `json:"tcb_info"`
	TCBSignature  string `json:"tcb_info_signature"`
	Chain         string `json:"tcb_info_issuer_chain"`
	QEIdentity    string `json:"qe_identity"`
	QESignature   string `json:"qe_identity_signature"`
	PCKCRL        string `json:"pck_crl"`
	RootCRL       string `json:"root_ca_crl"`
	PCKCRLsIssuer string `json:"pck_crl_issuer_chain"`
}

// recording reads a file of collateral.
func recording(t testing.TB, name string) (r recorded) {
	t.Helper()
	if err := json.Unmarshal(read(t, vectors, name), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// envelope is a document as the service has it.
func envelope(member, document, signature string) []byte {
	return fmt.Appendf(nil, `{"%s":%s,"signature":"%s"}`, member, document, signature)
}

func der(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// issuer is a header with a chain, as Intel's service and PCCS have it.
func issuer(name, chain string) http.Header {
	return http.Header{http.CanonicalHeaderKey(name): {strings.ReplaceAll(url.QueryEscape(chain), "+", "%20")}}
}

// Addresses within a PCCS for the TDX quote of the tests.
const (
	tdxTCB = "/tdx/certification/v4/tcb?fmspc=B0C06F000000"
	tdxQE  = "/tdx/certification/v4/qe/identity"
	pckCRL = "/sgx/certification/v4/pckcrl?ca=platform&encoding=der"
	root   = "/sgx/certification/v4/rootcacrl"
)

// pccs is what a PCCS answers for the TDX quote of the tests. It has the list of the
// root in hex, which it calls a list in DER.
func pccs(t testing.TB) map[string]answer {
	t.Helper()
	r := recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json")
	return map[string]answer{
		tdxTCB: {"application/json", issuer("TCB-Info-Issuer-Chain", r.Chain), envelope("tcbInfo", r.TCBInfo, r.TCBSignature)},
		tdxQE:  {"application/json", issuer("SGX-Enclave-Identity-Issuer-Chain", r.Chain), envelope("enclaveIdentity", r.QEIdentity, r.QESignature)},
		pckCRL: {"application/pkix-crl", issuer("SGX-PCK-CRL-Issuer-Chain", r.PCKCRLsIssuer), der(t, r.PCKCRL)},
		root:   {"application/pkix-crl", nil, []byte(r.RootCRL)},
	}
}

// tdxNeed is what the TDX quote of the tests needs.
func tdxNeed(t testing.TB) collateral.Need {
	t.Helper()
	need, err := collateral.NeedOf(read(t, vectors, "tdx/dcap-qvl/tdx_quote"), collateral.Told{})
	if err != nil {
		t.Fatal(err)
	}
	return need
}

// fetchTDX fetches for the TDX quote of the tests.
func fetchTDX(t *testing.T, s *service, o collateral.Options) (collateral.Files, error) {
	t.Helper()
	if o.PCCS == "" {
		o.PCCS = s.URL
	}
	client, _ := fast(collateral.ClientOptions{})
	return collateral.NewFetcher(client, o).Fetch(context.Background(), tdxNeed(t), now)
}

// intelFiles are the files of a directory for Intel.
var intelFiles = []string{"tcb_info.json", "qe_identity.json", "signing_chain.pem", "pck_crl.der", "root_crl.der"}

// TestE3_14_PCCS keeps documents as they were served, lists in DER, and the chain of
// the headers in PEM.
func TestE3_14_PCCS(t *testing.T) {
	t.Parallel()
	answers := pccs(t)
	s := newService(t, answers)
	files, err := fetchTDX(t, s, collateral.Options{PCCS: s.URL + "/sgx/certification/v4/"})
	if err != nil {
		t.Fatal(err)
	}
	r := recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json")
	for name, want := range map[string][]byte{
		"tcb_info.json": answers[tdxTCB].body, "qe_identity.json": answers[tdxQE].body,
		"signing_chain.pem": []byte(r.Chain), "pck_crl.der": der(t, r.PCKCRL), "root_crl.der": der(t, r.RootCRL),
	} {
		if !bytes.Equal(file(files, name), want) {
			t.Errorf("%s: got %d bytes, expected %d others", name, len(file(files, name)), len(want))
		}
	}
	if !slices.Equal(names(files), intelFiles) {
		t.Errorf("got the files %v", names(files))
	}
	if want := []string{tdxTCB, tdxQE, pckCRL, root}; !slices.Equal(s.asked, want) {
		t.Errorf("asked for %q, expected %q", s.asked, want)
	}
}

// TestE3_14_Addresses says what the services are asked for.
func TestE3_14_Addresses(t *testing.T) {
	t.Parallel()
	const intel = "https://api.trustedservices.intel.com"
	for _, c := range []struct {
		name    string
		options collateral.Options
		tee     dcap.TEE
		ca      dcap.CA
		want    []string // up to the document that the test has
	}{
		{"Intel's own", collateral.Options{}, dcap.TDX, dcap.Platform, []string{
			intel + tdxTCB, intel + tdxQE, intel + pckCRL, "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"}},
		{"a list elsewhere", collateral.Options{PCCS: "https://pccs.test:8081", RootCRL: "https://crl.test/root"}, dcap.TDX, dcap.Platform, []string{
			"https://pccs.test:8081" + tdxTCB, "https://pccs.test:8081" + tdxQE, "https://pccs.test:8081" + pckCRL, "https://crl.test/root"}},
		{"within a path", collateral.Options{PCCS: "https://proxy.test/intel/"}, dcap.TDX, dcap.Processor, []string{
			"https://proxy.test/intel" + tdxTCB, "https://proxy.test/intel" + tdxQE,
			"https://proxy.test/intel/sgx/certification/v4/pckcrl?ca=processor&encoding=der", "https://proxy.test/intel" + root}},
		{"early", collateral.Options{Update: collateral.Early}, dcap.SGX, dcap.Platform, []string{
			intel + "/sgx/certification/v4/tcb?fmspc=B0C06F000000&update=early", intel + "/sgx/certification/v4/qe/identity?update=early",
			intel + pckCRL, collateral.DefaultRootCRL}},
		{"a number", collateral.Options{EvaluationNumber: 17}, dcap.SGX, dcap.Platform, []string{
			intel + "/sgx/certification/v4/tcb?fmspc=B0C06F000000&tcbEvaluationDataNumber=17",
			intel + "/sgx/certification/v4/qe/identity?tcbEvaluationDataNumber=17", intel + pckCRL, collateral.DefaultRootCRL}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			platform := &collateral.Platform{TEE: c.tee, FMSPC: dcap.FMSPC{0xB0, 0xC0, 0x6F}, CA: c.ca}
			var asked []string
			from := &shelf{get: func(r collateral.Request) (*collateral.Response, error) {
				asked = append(asked, r.URL)
				return documents(t, c.tee, c.ca)(r)
			}}
			if _, err := collateral.NewFetcher(from, c.options).Fetch(context.Background(), platform, now); err != nil {
				t.Error(err)
			}
			if !slices.Equal(asked, c.want) {
				t.Errorf("asked for %q,\nexpected %q", asked, c.want)
			}
		})
	}
}

// documents has the documents for a platform, whatever the address. Those of SGX are
// made of those of TDX: nobody checks a signature here.
func documents(t testing.TB, tee dcap.TEE, ca dcap.CA) func(collateral.Request) (*collateral.Response, error) {
	t.Helper()
	all := pccs(t)
	byKind := map[collateral.Document]answer{
		collateral.TCBInfo: all[tdxTCB], collateral.QEIdentity: all[tdxQE], collateral.PCKCRL: all[pckCRL], collateral.RootCRL: all[root]}
	return func(r collateral.Request) (*collateral.Response, error) {
		a := byKind[r.Document]
		if tee == dcap.SGX {
			a.body = bytes.Replace(bytes.Replace(a.body, []byte(`"id":"TDX"`), []byte(`"id":"SGX"`), 1), []byte(`"TD_QE"`), []byte(`"QE"`), 1)
		}
		if ca == dcap.Processor && r.Document == collateral.PCKCRL {
			a.body = read(t, vectors, "sgx/openenclave-plugin/crl_pck.bin")
		}
		return &collateral.Response{Header: a.header, Body: a.body}, nil
	}
}

// TestE3_14_PCCSLies has Intel's service answer with other documents than were asked for.
func TestE3_14_PCCSLies(t *testing.T) {
	t.Parallel()
	outdated := recording(t, "tdx/dcap-qvl/tdx_quote_outdated_collateral.json")
	sgx := recording(t, "sgx/dcap-qvl/sgx_quote_collateral.json")
	chain := recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json").Chain
	body := func(path string, body []byte) func(map[string]answer) {
		return func(all map[string]answer) { a := all[path]; a.body = body; all[path] = a }
	}
	header := func(path, value string) func(map[string]answer) {
		return func(all map[string]answer) {
			a := all[path]
			a.header = http.Header{}
			if value != "" {
				a.header.Set("TCB-Info-Issuer-Chain", value)
			}
			all[path] = a
		}
	}
	encoded := issuer("x", chain).Get("x")
	for _, c := range []struct {
		name string
		lie  func(map[string]answer)
		want string
	}{
		{"another platform", body(tdxTCB, envelope("tcbInfo", outdated.TCBInfo, outdated.TCBSignature)),
			"found TCB info of TDX for FMSPC 90C06F000000, expected that of TDX for B0C06F000000"},
		{"another TEE", body(tdxTCB, envelope("tcbInfo", sgx.TCBInfo, sgx.TCBSignature)), "found TCB info of SGX for FMSPC"},
		{"another enclave", body(tdxQE, envelope("enclaveIdentity", sgx.QEIdentity, sgx.QESignature)), "found the QE identity of SGX, expected that of TDX"},
		{"an error page", body(tdxTCB, []byte("<html>Sign in</html>")), "TCB info from "},
		{"cut short", func(all map[string]answer) { body(tdxTCB, all[tdxTCB].body[:1000])(all) }, "TCB info from "},
		{"an identity for an info", func(all map[string]answer) {
			all[tdxTCB] = answer{"application/json", all[tdxTCB].header, all[tdxQE].body}
		}, "TCB info from "},
		{"no chain", header(tdxTCB, ""), "found no header TCB-Info-Issuer-Chain, expected the issuer's certificates"},
		{"half an escape", header(tdxTCB, "%2"), `the header TCB-Info-Issuer-Chain: found "%2", expected URL-encoded PEM`},
		{"no PEM", header(tdxTCB, "none"), "the header TCB-Info-Issuer-Chain: found stray bytes at byte 0 of the PEM"},
		{"encoded as a form", header(tdxTCB, url.QueryEscape(chain)), "the header TCB-Info-Issuer-Chain: found stray bytes"},
		{"encoded twice", header(tdxTCB, url.PathEscape(encoded)), "the header TCB-Info-Issuer-Chain: found stray bytes"},
		{"half a chain", header(tdxTCB, encoded[:len(encoded)/2]), "the header TCB-Info-Issuer-Chain: "},
		{"another chain", func(all map[string]answer) {
			header(tdxTCB, issuer("x", recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json").PCKCRLsIssuer).Get("x"))(all)
		}, `the issuer's certificates: expected those of "Intel SGX TCB Signing" and "Intel SGX Root CA"`},
		{"another list", func(all map[string]answer) { body(pckCRL, read(t, vectors, "sgx/openenclave-plugin/crl_pck.bin"))(all) },
			`found the list of "Intel SGX PCK Processor CA", expected that of "Intel SGX PCK Platform CA"`},
		{"another list of the root", func(all map[string]answer) { body(root, all[pckCRL].body)(all) },
			`found the list of "Intel SGX PCK Platform CA", expected that of "Intel SGX Root CA"`},
		{"no list of the root", body(root, []byte("<html>")), `found no revocation list: it begins with "<html>"`},
		{"nothing", func(all map[string]answer) { clear(all) }, "the service answered 404 Not Found: 404 page not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answers := pccs(t)
			c.lie(answers)
			files, err := fetchTDX(t, newService(t, answers), collateral.Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) || files != nil {
				t.Errorf("got %v, expected %q", err, c.want)
			}
		})
	}
}

// TestE3_14_Chains takes the headers of version 3, and PEM that is not URL-encoded.
func TestE3_14_Chains(t *testing.T) {
	t.Parallel()
	chain := recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json").Chain
	for name, header := range map[string]http.Header{
		"version 3":   issuer("SGX-TCB-Info-Issuer-Chain", chain),
		"not encoded": {"Tcb-Info-Issuer-Chain": {strings.ReplaceAll(chain, "\n", " ")}},
	} {
		answers := pccs(t)
		a := answers[tdxTCB]
		a.header = header
		answers[tdxTCB] = a
		files, err := fetchTDX(t, newService(t, answers), collateral.Options{})
		if err != nil || string(file(files, "signing_chain.pem")) != chain {
			t.Errorf("%s: got %v, %q", name, err, file(files, "signing_chain.pem"))
		}
	}
}

// TestE3_14_EvaluationNumber refuses documents of another number: a PCCS passes over
// a parameter that it doesn't know (E4.7).
func TestE3_14_EvaluationNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[int]string{17: "", 12: "found tcbEvaluationDataNumber 17, expected 12"} {
		answers := pccs(t)
		answers[fmt.Sprintf("%s&tcbEvaluationDataNumber=%d", tdxTCB, number)] = answers[tdxTCB]
		answers[fmt.Sprintf("%s?tcbEvaluationDataNumber=%d", tdxQE, number)] = answers[tdxQE]
		_, err := fetchTDX(t, newService(t, answers), collateral.Options{EvaluationNumber: number})
		checkMessage(t, err, want)
	}
}

// TestE3_14_Options refuses what can't be asked for.
func TestE3_14_Options(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]collateral.Options{
		"found the evaluation number -1, expected a positive one":                                                              {EvaluationNumber: -1},
		`found the update "late", expected "early" or "standard"`:                                                              {Update: "late"},
		"found both an update and an evaluation number, expected one of them":                                                  {Update: collateral.Early, EvaluationNumber: 17},
		`found version "v3" of the interface of https://pccs.test, expected v4`:                                                {PCCS: "https://pccs.test/sgx/certification/v3/"},
		`found the address "ftp://pccs.test" for Intel's service, expected an https URL`:                                       {PCCS: "ftp://pccs.test"},
		`found the address "kds.test" for AMD's service, expected an https URL`:                                                {KDS: "kds.test"},
		`found the address "http://pccs.test" for Intel's service, expected https: http is for services on this machine alone`: {PCCS: "http://pccs.test"},
		`found the address "https://pccs.test/?a=b" for Intel's service, expected one without query and fragment`:              {PCCS: "https://pccs.test/?a=b"},
		`found the address "https://kds.test?" for AMD's service, expected one without query and fragment`:                     {KDS: "https://kds.test?"},
		`found the address "https://kds.test/" for AMD's service, expected one without query and fragment`:                     {KDS: "https://kds.test/#"},
		"the address of the root CRL is malformed: net/url: invalid control character in URL":                                  {RootCRL: "https://user:secret@\x7f/"},
	} {
		_, err := fetchTDX(t, newService(t, nil), o)
		if err == nil || err.Error() != want || o.Check() == nil {
			t.Errorf("got %v, expected %s", err, want)
		}
	}
	if err := (collateral.Options{}).Check(); err != nil {
		t.Error(err)
	}
}

// TestE3_14_CachedLies asks again for what came out of the cache and isn't what was
// asked for: anyone may have put it there.
func TestE3_14_CachedLies(t *testing.T) {
	t.Parallel()
	answers := pccs(t)
	s := newService(t, answers)
	client, _ := fast(collateral.ClientOptions{})
	fetcher := collateral.NewFetcher(planted{client, collateral.PCKCRL, answers[root].body}, collateral.Options{PCCS: s.URL})
	files, err := fetcher.Fetch(context.Background(), tdxNeed(t), now)
	if err != nil || !bytes.Equal(file(files, "pck_crl.der"), answers[pckCRL].body) {
		t.Errorf("got %v", err)
	}
	// What the service says itself is not asked for twice.
	answers[pckCRL] = answer{"application/pkix-crl", nil, []byte("none")}
	s.asked = nil
	if _, err := fetcher.Fetch(context.Background(), tdxNeed(t), now); err == nil || len(s.asked) != 3 {
		t.Errorf("got %v after asking for %q", err, s.asked)
	}
}

// planted is a cache with one document in it, which is another than it should be.
type planted struct {
	collateral.Getter
	document collateral.Document
	body     []byte
}

func (p planted) Get(ctx context.Context, r collateral.Request) (*collateral.Response, error) {
	if r.Document == p.document && !r.Fresh {
		return &collateral.Response{Body: p.body, Cached: true}, nil
	}
	return p.Getter.Get(ctx, r)
}

// TestE3_14_SigningChains keeps the certificates of either document if they differ, as
// they do for a time after Intel has new ones, and drops those of an earlier fetch.
func TestE3_14_SigningChains(t *testing.T) {
	t.Parallel()
	answers := pccs(t)
	older := answers[tdxTCB]
	chain := strings.TrimSuffix(string(read(t, vectors, "sgx/openenclave-plugin/tcb_info_issuer_chain.pem0")), "\x00")
	older.header = issuer("TCB-Info-Issuer-Chain", chain)
	s, dir := newService(t, maps.Clone(answers)), t.TempDir()
	s.answers[tdxTCB] = older
	files, err := fetchTDX(t, s, collateral.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Write(dir); err != nil {
		t.Fatal(err)
	}
	current := recording(t, "tdx/dcap-qvl/tdx_quote_collateral.json").Chain
	if got := string(read(t, dir, "signing_chain.pem")); got != chain {
		t.Errorf("got the chain %q", got)
	}
	if got := string(read(t, dir, "identity_chain.pem")); got != current {
		t.Errorf("got the chain %q", got)
	}
	s.answers[tdxTCB] = answers[tdxTCB]
	if files, err = fetchTDX(t, s, collateral.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := files.Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "identity_chain.pem")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v for the chain of an earlier fetch", err)
	}
	if got := string(read(t, dir, "signing_chain.pem")); got != current {
		t.Errorf("got the chain %q", got)
	}
}

// TestE3_14_Cached fetches again what expired, and only that.
func TestE3_14_Cached(t *testing.T) {
	t.Parallel()
	s := newService(t, pccs(t))
	client, _ := fast(collateral.ClientOptions{})
	fetcher := collateral.NewFetcher(collateral.NewCache(client, collateral.CacheOptions{Dir: t.TempDir()}), collateral.Options{PCCS: s.URL})
	var want collateral.Files
	for i, c := range []struct {
		at    time.Time
		asked int // in all
	}{{now, 4}, {now, 4}, {now.Add(25 * time.Hour), 8}, {now.Add(26 * time.Hour), 8}, {now.AddDate(0, 0, 30), 12}} {
		files, err := fetcher.Fetch(context.Background(), tdxNeed(t), c.at)
		if err != nil || len(s.asked) != c.asked {
			t.Errorf("%d: got %v after asking for %q", i, err, s.asked)
		}
		if i == 0 {
			want = files
		}
		if diff := cmp.Diff(want, files); diff != "" {
			t.Errorf("%d: files differ (-want +got):\n%s", i, diff)
		}
	}
}

// TestE3_14_Fresh asks for everything anew, whatever the cache has.
func TestE3_14_Fresh(t *testing.T) {
	t.Parallel()
	s := newService(t, pccs(t))
	client, _ := fast(collateral.ClientOptions{})
	cache := collateral.NewCache(client, collateral.CacheOptions{Dir: t.TempDir()})
	for i := range 2 {
		fetcher := collateral.NewFetcher(cache, collateral.Options{PCCS: s.URL, Fresh: true})
		if _, err := fetcher.Fetch(context.Background(), tdxNeed(t), now); err != nil || len(s.asked) != 4*(i+1) {
			t.Errorf("got %v after asking for %q", err, s.asked)
		}
	}
}

// TestE3_14_Quotes reads what quotes need.
func TestE3_14_Quotes(t *testing.T) {
	t.Parallel()
	quote := read(t, vectors, "sgx/dcap-qvl/sgx_quote")
	eppid := read(t, vectors, "sgx/oasis/quote_v3_ecdsa_p256_eppid.bin")
	parsed, err := dcap.ParseQuote(quote, dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	wrap := func(size int) []byte {
		return slices.Concat([]byte{1, 0, 0, 0, 2, 0, 0, 0, byte(size), byte(size >> 8), byte(size >> 16), 0, 0, 0, 0, 0}, quote)
	}
	for _, c := range []struct {
		name string
		data []byte
		told collateral.Told
		want string
	}{
		{"TDX", read(t, vectors, "tdx/dcap-qvl/tdx_quote"), collateral.Told{}, "Intel TDX, FMSPC B0C06F000000, PCK certificate of the platform CA"},
		{"TDX, version 5", read(t, vectors, "tdx/go-tdx-guest/quote_v5_sample.dat"), collateral.Told{}, "Intel TDX, FMSPC 90C06F000000, PCK certificate of the platform CA"},
		{"SGX", read(t, vectors, "sgx/openenclave-plugin/evidence.quote.bin"), collateral.Told{}, "Intel SGX, FMSPC 00906ED50000, PCK certificate of the processor CA"},
		{"in an Open Enclave report", wrap(len(quote)), collateral.Told{}, "Intel SGX, FMSPC 00A067110000, PCK certificate of the processor CA"},
		{"in a report of another size", wrap(len(quote) + 1), collateral.Told{}, "the evidence can't be read: parse: report has 4616 bytes, expected 1184 (at byte 0x4a0)"},
		{"no certificates", eppid, collateral.Told{},
			"found a quote without certificates (certification data of type 3): expected to be told the chain of its PCK certificate"},
		{"chain told", eppid, collateral.Told{PCKChain: parsed.CertificationData}, "Intel SGX, FMSPC 00A067110000, PCK certificate of the processor CA"},
		{"bad chain told", eppid, collateral.Told{PCKChain: []byte("none")}, `found stray bytes at byte 0 of the PEM, expected "-----BEGIN CERTIFICATE-----"`},
		{"cut short", quote[:100], collateral.Told{}, "the evidence can't be read: parse: "},
		{"HCL report of TDX", read(t, vectors, "azure-hcl/trustee/tdx.hcl-report.bin"), collateral.Told{},
			"found an HCL report of TDX, which nobody but its machine can verify: expected the TD quote for it"},
		{"empty", nil, collateral.Told{}, "the evidence can't be read: parse: report has 0 bytes, expected 1184 (at byte 0x0)"},
	} {
		need, err := collateral.NeedOf(c.data, c.told)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = need.String()
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %q, expected %q", c.name, got, c.want)
		}
	}
}

// TestE3_13_PCKChain: the directory for a quote without certificates has the chain that
// was told, too.
func TestE3_13_PCKChain(t *testing.T) {
	t.Parallel()
	parsed, err := dcap.ParseQuote(read(t, vectors, "sgx/dcap-qvl/sgx_quote"), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	chain := parsed.CertificationData
	need, err := collateral.NeedOf(read(t, vectors, "sgx/oasis/quote_v3_ecdsa_p256_eppid.bin"), collateral.Told{PCKChain: chain})
	if err != nil {
		t.Fatal(err)
	}
	p := need.(*collateral.Platform)
	from := &shelf{get: documents(t, p.TEE, p.CA)}
	p.FMSPC = dcap.FMSPC{0xB0, 0xC0, 0x6F} // that of the documents
	files, err := collateral.NewFetcher(from, collateral.Options{}).Fetch(context.Background(), need, now)
	if err != nil || !bytes.Equal(file(files, "pck_chain.pem"), chain) {
		t.Errorf("got the files %v, %v", names(files), err)
	}
	if files, err := fetchTDX(t, newService(t, pccs(t)), collateral.Options{}); err != nil || file(files, "pck_chain.pem") != nil {
		t.Errorf("got the files %v, %v for a quote with certificates", names(files), err)
	}
}

// TestE3_14_Needs asks no service for what it can't have.
func TestE3_14_Needs(t *testing.T) {
	t.Parallel()
	chip := func(change func(*collateral.Chip)) collateral.Need {
		c := &collateral.Chip{Product: snp.Milan, Signer: snp.VCEK, HWID: make([]byte, 64)}
		change(c)
		return c
	}
	for want, need := range map[string]collateral.Need{
		"found a platform of TEE 0, expected SGX or TDX":                         &collateral.Platform{CA: dcap.Platform},
		`found a platform of the CA "p&q", expected "processor" or "platform"`:   &collateral.Platform{TEE: dcap.SGX, CA: "p&q"},
		`found a chip of the product "../x", expected Milan, Genoa or Turin`:     chip(func(c *collateral.Chip) { c.Product = "../x" }),
		"found an HWID of 63 bytes, expected 64 for Milan":                       chip(func(c *collateral.Chip) { c.HWID = c.HWID[:63] }),
		"found an HWID of 64 bytes, expected 8 for Turin":                        chip(func(c *collateral.Chip) { c.Product = snp.Turin }),
		`found a chip whose reports the key "none" signs, expected VCEK or VLEK`: chip(func(c *collateral.Chip) { c.Signer = 7 }),
	} {
		from := &shelf{get: documents(t, dcap.TDX, dcap.Platform)}
		_, err := collateral.NewFetcher(from, collateral.Options{}).Fetch(context.Background(), need, now)
		if err == nil || err.Error() != want || len(from.asked) > 0 {
			t.Errorf("got %v, expected %s", err, want)
		}
	}
}

// TestE3_14_Deadline ends a whole fetch with the caller's context.
func TestE3_14_Deadline(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := collateral.NewFetcher(collateral.NewClient(collateral.ClientOptions{}), collateral.Options{PCCS: s.URL}).Fetch(ctx, tdxNeed(t), now)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(err.Error(), "TCB info from "+s.URL) {
		t.Errorf("got %v, expected the context's error with the address", err)
	}
}
