package dcap_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// scene is a quote that would verify, and what a test changes about it: before
// all is signed, or after.
type scene struct {
	t       *testing.T
	p       *dcaptest.Platform
	q       *dcaptest.Quote
	in      dcap.Input
	at      time.Time
	options dcap.Options
}

func newScene(t *testing.T, tee dcap.TEE, version int) *scene {
	t.Helper()
	p := dcaptest.NewIntel(t).NewPlatform(t, tee)
	return &scene{t: t, p: p, q: p.Quote(t, version), at: dcaptest.Now, options: p.Intel.Options()}
}

// verify signs what is there and verifies it.
func (s *scene) verify() (*dcap.Verified, error) {
	s.t.Helper()
	s.in = s.p.Input(s.t, s.q)
	return s.again()
}

// again verifies what was signed.
func (s *scene) again() (*dcap.Verified, error) {
	return dcap.Verify(context.Background(), s.in, s.at, s.options)
}

// want checks that err is the refusal of a step, none for "", and that its message
// has a text in it.
func want(t testing.TB, err error, step, text string) {
	t.Helper()
	if step == "" {
		if err != nil {
			t.Fatalf("got %v, expected none", err)
		}
		return
	}
	if refused := wantStep(t, err, step); !strings.Contains(refused.Error(), text) {
		t.Errorf("got %q, expected %q in it", refused, text)
	}
}

// TestVirtualIntel verifies a quote of every version and body, and looks at what
// the result says.
func TestVirtualIntel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tee     dcap.TEE
		version int
		body    uint16
		kss     bool
	}{
		{dcap.SGX, 3, 1, false}, {dcap.SGX, 4, 1, false}, {dcap.SGX, 5, 1, false}, {dcap.SGX, 5, 1, true},
		{dcap.TDX, 4, 2, false}, {dcap.TDX, 5, 2, false}, {dcap.TDX, 5, 3, false},
	} {
		t.Run(fmt.Sprintf("%s version %d body %d KSS %v", c.tee, c.version, c.body, c.kss), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, c.tee, c.version)
			if c.kss {
				s.q.SetKSS()
			}
			if c.body == 2 {
				s.q.BodyType, s.q.Body = 2, dcaptest.TDReport(dcap.TDReportSize)
			}
			got, err := s.verify()
			want(t, err, "", "")
			checkQuote(t, got.Quote(), s.q)
			if got.PCK().FMSPC != s.p.PCK.FMSPC || got.PCK().PCESVN != 13 || got.PCK().CA != map[dcap.TEE]dcap.CA{dcap.SGX: dcap.Processor, dcap.TDX: dcap.Platform}[c.tee] {
				t.Errorf("got the PCK %+v", got.PCK())
			}
			if c.kss != (got.Quote().Enclave != nil && got.Quote().Enclave.KSS()) {
				t.Error("KSS is wrong")
			}
			if got.Kind() != dcap.Kind || got.Type() != "" || len(got.Claims()) > 0 || !got.Time().Equal(dcaptest.Now) {
				t.Errorf("got kind %q, type %q, claims %v", got.Kind(), got.Type(), got.Claims())
			}
			steps := dcap.Steps()
			if c.tee == dcap.SGX {
				steps = append(steps[:11:11], steps[12:]...) // no module
			}
			for i, step := range got.Steps() {
				if step.Name != steps[i].Name || step.Detail == "" || step.Skipped {
					t.Errorf("step %d is %+v, expected %q", i, step, steps[i].Name)
				}
			}
			if len(got.Steps()) != len(steps) {
				t.Errorf("got %d steps, expected %d", len(got.Steps()), len(steps))
			}
		})
	}
}

// checkQuote compares what was read with what was written.
func checkQuote(t *testing.T, got *dcap.Quote, q *dcaptest.Quote) {
	t.Helper()
	if got.Version != uint16(q.Header[0]) || !bytes.Equal(got.QEAuthData, q.AuthData) || got.CertificationType != 5 ||
		!bytes.Equal(got.AttestationKey, q.AttestationKey(t)) || got.QEReport.ISVSVN != 8 || len(got.UserData) != 20 {
		t.Errorf("got %+v", got)
	}
	if e := got.Enclave; e != nil {
		b := q.Body
		for name, pair := range map[string][2][]byte{
			"CPUSVN": {e.CPUSVN, b[:16]}, "MISCSELECT": {e.MiscSelect, b[16:20]}, "ISV_EXT_PROD_ID": {e.ISVExtProdID, b[32:48]},
			"ATTRIBUTES": {e.Attributes, b[48:64]}, "MRENCLAVE": {e.MREnclave, b[64:96]}, "MRSIGNER": {e.MRSigner, b[128:160]},
			"CONFIG_ID": {e.ConfigID, b[192:256]}, "ISV_FAMILY_ID": {e.ISVFamilyID, b[304:320]}, "REPORT_DATA": {e.ReportData, b[320:]},
		} {
			if !bytes.Equal(pair[0], pair[1]) {
				t.Errorf("%s is %x, expected %x", name, pair[0], pair[1])
			}
		}
		if e.ISVProdID != 4660 || e.ISVSVN != 7 || e.ConfigSVN != binary.LittleEndian.Uint16(b[260:]) || got.TD != nil {
			t.Errorf("got %+v", e)
		}
		return
	}
	b, d := q.Body, got.TD
	fields := []([]byte){d.TEETCBSVN, d.MRSEAM, d.MRSignerSEAM, d.SEAMAttributes, d.TDAttributes, d.XFAM, d.MRTD, d.MRConfigID, d.MROwner,
		d.MROwnerConfig, d.RTMR[0], d.RTMR[1], d.RTMR[2], d.RTMR[3], d.ReportData, d.TEETCBSVN2, d.MRServiceTD}
	if !bytes.Equal(bytes.Join(fields, nil), b) { // E5.1 has no gaps
		t.Error("the fields of the TD report are not its bytes")
	}
}

// failures is the table of failure and step: what is changed before signing, or
// after.
var failures = []struct {
	name   string
	tee    dcap.TEE
	before func(*scene)
	after  func(*scene)
	step   string
	text   string
}{
	// parse
	{"debuggable enclave, refused by option", dcap.SGX, func(s *scene) { s.q.Body[48] |= 2; s.options.RefuseDebuggable = true }, nil,
		dcap.StepParse, "debuggable"},
	{"debuggable enclave", dcap.SGX, func(s *scene) { s.q.Body[48] |= 2 }, nil, "", ""},
	{"debuggable TD, refused by option", dcap.TDX, func(s *scene) { s.q.Body[120] |= 1; s.options.RefuseDebuggable = true }, nil,
		dcap.StepParse, "debuggable"},
	{"TD where an enclave is expected", dcap.TDX, func(s *scene) { s.options.Only = dcap.SGX }, nil, dcap.StepParse, "quote of TDX, expected one of SGX"},
	{"enclave where a TD is expected", dcap.SGX, func(s *scene) { s.options.Only = dcap.TDX }, nil, dcap.StepParse, "quote of SGX, expected one of TDX"},
	{"zeros after the quote", dcap.SGX, nil, func(s *scene) { s.in.Quote = append(s.in.Quote, make([]byte, 3065)...) }, "", ""},
	{"bytes after the quote", dcap.SGX, nil, func(s *scene) { s.in.Quote = append(s.in.Quote, 0, 0, 1) }, dcap.StepParse, "found 1 bytes after the quote"},

	// certification data
	{"encrypted PPID", dcap.SGX, func(s *scene) { s.q.CertificationType, s.q.CertificationData = 3, make([]byte, 404) }, nil,
		dcap.StepCertificationData, "type 3, expected 5 (PCK chain): found no PCK chain"},
	{"encrypted PPID with the chain beside it", dcap.SGX, func(s *scene) { s.q.CertificationType, s.q.CertificationData = 3, make([]byte, 404) },
		func(s *scene) { s.in.Collateral.PCKChain = s.p.Chain(s.t) }, "", ""},
	{"another chain beside it", dcap.SGX, func(s *scene) { s.q.CertificationType, s.q.CertificationData = 1, make([]byte, 404) },
		func(s *scene) { s.in.Collateral.PCKChain = s.p.Intel.NewPlatform(s.t, dcap.SGX).Chain(s.t) }, dcap.StepQEReportSignature, "PCK"},

	// pck chain
	{"no certificates", dcap.SGX, func(s *scene) { s.q.CertificationData = []byte{} }, nil, dcap.StepPCKChain, "found 0 certificates, expected 3"},
	{"two certificates", dcap.SGX, func(s *scene) { s.q.CertificationData = dcaptest.PEM(s.p.PCKCert(s.t), s.p.CA.Cert) }, nil,
		dcap.StepPCKChain, "found 2 certificates, expected 3"},
	{"four certificates", dcap.SGX, func(s *scene) { s.q.CertificationData = append(s.p.Chain(s.t), dcaptest.PEM(s.p.CA.Cert)...) }, nil,
		dcap.StepPCKChain, "found 4 certificates, expected 3"},
	{"another order", dcap.SGX, func(s *scene) {
		s.q.CertificationData = dcaptest.PEM(s.p.PCKCert(s.t), s.p.Intel.Root.Cert, s.p.CA.Cert)
	}, nil, dcap.StepPCKChain, `certificate 2 is that of "Intel SGX Root CA"`},
	{"NUL after the chain", dcap.SGX, func(s *scene) { s.q.CertificationData = append(s.p.Chain(s.t), 0) }, nil, "", ""},
	{"text after the chain", dcap.SGX, func(s *scene) { s.q.CertificationData = append(s.p.Chain(s.t), 'x') }, nil, dcap.StepPCKChain, "stray bytes"},
	{"chain of 64 KiB", dcap.SGX, func(s *scene) { s.options.Limits.Chain = 100 }, nil, dcap.StepPCKChain, "the limit is 100"},
	{"another leaf", dcap.SGX, func(s *scene) { s.p.Cert.Subject = dcaptest.Name("Intel SGX TCB Signing") }, nil,
		dcap.StepPCKChain, `certificate 1 is that of "Intel SGX TCB Signing"`},
	{"another authority", dcap.SGX, func(s *scene) {
		s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Someone CA"), s.p.Intel.Root)
	}, nil, dcap.StepPCKChain, `certificate 2 is that of "Intel SGX PCK Someone CA"`},
	{"lookalike of the root", dcap.SGX, func(s *scene) {
		options := s.options // those of the true Intel
		*s = *newScene(s.t, dcap.SGX, 3)
		s.options = options
	}, nil, dcap.StepPCKChain, "expected that of the root which is trusted"},
	{"the built-in root", dcap.SGX, func(s *scene) { s.options.Anchors = nil }, nil, dcap.StepPCKChain, "expected that of the root which is trusted"},
	{"the root's key in another's certificate", dcap.SGX, func(s *scene) {
		other := dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX Root CA"), nil)
		template := dcaptest.AuthorityTemplate("Intel SGX Root CA")
		template.NotAfter = dcaptest.Now.AddDate(90, 0, 0)
		s.p.Intel.Root = dcaptest.WithKey(s.t, s.p.Intel.Root.Key, template, other)
	}, nil, dcap.StepPCKChain, `"Intel SGX Root CA" was not signed by "Intel SGX Root CA"`},
	{"authority signed by another root", dcap.SGX, func(s *scene) {
		other := dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX Root CA"), nil)
		s.p.CA = dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), other)
	}, nil, dcap.StepPCKChain, `"Intel SGX PCK Processor CA" was not signed by`},
	{"PCK signed by another authority", dcap.SGX, func(s *scene) {
		other := dcaptest.NewAuthority(s.t, dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA"), s.p.Intel.Root)
		other.Cert, s.p.CA = s.p.CA.Cert, other
	}, nil, dcap.StepPCKChain, `"Intel SGX PCK Certificate" was not signed by`},
	{"PCK signed by the signer of documents", dcap.SGX, func(s *scene) {
		s.p.CA = dcaptest.WithKey(s.t, s.p.Intel.Signing.Key, notCA("Intel SGX PCK Processor CA"), s.p.Intel.Root)
	}, nil, dcap.StepPCKChain, "is not a certificate authority"},
	{"PCK on P-384", dcap.SGX, func(s *scene) {
		key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
		if err != nil {
			s.t.Fatal(err)
		}
		s.p.Key = key
		s.q.CertificationData = s.p.Chain(s.t)
		s.p.Key = dcaptest.NewKey(s.t)
	}, nil, dcap.StepPCKChain, "is not on P-256"},
	{"certificate signed with SHA-384", dcap.SGX, func(s *scene) { s.p.Cert.SignatureAlgorithm = x509.ECDSAWithSHA384 }, nil,
		dcap.StepPCKChain, "found the algorithm ECDSA-SHA384"},
	{"critical extension", dcap.SGX, func(s *scene) {
		s.p.Cert.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
	}, nil, dcap.StepPCKChain, "unknown critical extension 1.2.3"},
	{"PCK not yet valid", dcap.SGX, func(s *scene) { s.p.Cert.NotBefore = dcaptest.Now.Add(time.Second) }, nil, dcap.StepPCKChain, "is valid from"},
	{"PCK valid from now", dcap.SGX, func(s *scene) { s.p.Cert.NotBefore = dcaptest.Now }, nil, "", ""},
	{"PCK expired", dcap.SGX, func(s *scene) { s.p.Cert.NotAfter = dcaptest.Now.Add(-time.Second) }, nil, dcap.StepPCKChain, "is valid until"},
	{"PCK valid until now", dcap.SGX, func(s *scene) { s.p.Cert.NotAfter = dcaptest.Now }, nil, "", ""},
	{"CA expired", dcap.SGX, func(s *scene) {
		template := dcaptest.AuthorityTemplate("Intel SGX PCK Processor CA")
		template.NotAfter = dcaptest.Now.Add(-time.Second)
		s.p.CA = dcaptest.NewAuthority(s.t, template, s.p.Intel.Root)
	}, nil, dcap.StepPCKChain, `"Intel SGX PCK Processor CA" is valid until`},
	{"no extension", dcap.SGX, func(s *scene) {
		s.q.CertificationData = dcaptest.PEM(dcaptest.WithKey(s.t, s.p.Key, s.p.Cert, s.p.CA).Cert, s.p.CA.Cert, s.p.Intel.Root.Cert)
	}, nil, dcap.StepPCKChain, "has no extension 1.2.840.113741.1.13.1"},
	{"broken extension", dcap.SGX, func(s *scene) { s.p.Extension = []byte{0x30, 0} }, nil, dcap.StepPCKChain, "found no 1.2.840.113741.1.13.1.1"},

	// signatures
	{"QE report signed by another", dcap.SGX, func(s *scene) { s.q.CertificationData = s.p.Chain(s.t); s.p.Key = dcaptest.NewKey(s.t) }, nil,
		dcap.StepQEReportSignature, "not made by the key of the PCK certificate"},
	{"zero signature of the QE report", dcap.SGX, nil, func(s *scene) { clear(s.in.Quote[s.signatures()+384 : s.signatures()+448]) },
		dcap.StepQEReportSignature, "not made by"},
	{"QE report without the key", dcap.SGX, func(s *scene) { s.q.Bind = false }, nil, dcap.StepQEReportData, "report data of the QE begins with"},
	{"QE report with more than the hash", dcap.SGX, func(s *scene) {
		s.q.Sign(s.t)
		s.q.Bind, s.q.QEReport[383] = false, 1
	}, nil, dcap.StepQEReportData, "other bytes after the hash"},
	{"authentication data of another", dcap.SGX, func(s *scene) {
		s.q.Sign(s.t)
		s.q.Bind, s.q.AuthData = false, []byte{1}
	}, nil, dcap.StepQEReportData, "begins with"},
	{"no authentication data", dcap.SGX, func(s *scene) { s.q.AuthData = nil }, nil, "", ""},
	{"body of another", dcap.SGX, nil, func(s *scene) { s.in.Quote[48+64] ^= 1 }, dcap.StepQuoteSignature, "not made by the attestation key"},
	{"user data of another", dcap.TDX, nil, func(s *scene) { s.in.Quote[28] ^= 1 }, dcap.StepQuoteSignature, "not made by the attestation key"},
	{"zero signature of the quote", dcap.SGX, nil, func(s *scene) { clear(s.in.Quote[436:500]) }, dcap.StepQuoteSignature, "not made by"},

	// collateral
	{"signing chain of a PCK CA", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.SigningChain = dcaptest.PEM(s.p.Intel.Processor.Cert, s.p.Intel.Root.Cert)
	}, dcap.StepCollateral, `certificate 1 is that of "Intel SGX PCK Processor CA"`},
	{"signer alone", dcap.SGX, nil, func(s *scene) { s.in.Collateral.SigningChain = dcaptest.PEM(s.p.Signing.Cert) },
		dcap.StepCollateral, "found 1 certificates, expected 2"},
	{"signer of a lookalike", dcap.SGX, func(s *scene) {
		s.p.Signing = dcaptest.NewIntel(s.t).Signing
	}, nil, dcap.StepCollateral, `"Intel SGX TCB Signing" was not signed by`},
	{"root of a lookalike", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.SigningChain = dcaptest.PEM(s.p.Signing.Cert, dcaptest.NewIntel(s.t).Root.Cert)
	}, dcap.StepCollateral, "expected that of the root which is trusted"},
	{"signer expired", dcap.SGX, func(s *scene) {
		s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, until(dcaptest.Now.Add(-time.Second)), s.p.Intel.Root)
	}, nil, dcap.StepCollateral, `"Intel SGX TCB Signing" is valid until`},
	{"signer valid until now", dcap.SGX, func(s *scene) {
		s.p.Signing = dcaptest.WithKey(s.t, s.p.Signing.Key, until(dcaptest.Now), s.p.Intel.Root)
	}, nil, "", ""},
	{"TCB info changed", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.TCBInfo = bytes.Replace(s.in.Collateral.TCBInfo, []byte("OutOfDate"), []byte("UpToDate"), 1)
	}, dcap.StepCollateral, "signature of the TCB info was not made by"},
	{"TCB info written anew", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.TCBInfo = bytes.Replace(s.in.Collateral.TCBInfo, []byte(`"version":`), []byte(`"version": `), 1)
	}, dcap.StepCollateral, "signature of the TCB info was not made by"},
	{"QE identity changed", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.QEIdentity = bytes.Replace(s.in.Collateral.QEIdentity, []byte("OutOfDate"), []byte("UpToDate"), 1)
	}, dcap.StepCollateral, "signature of the QE identity was not made by"},
	{"signatures swapped", dcap.SGX, nil, func(s *scene) {
		c := &s.in.Collateral
		c.TCBInfo = withSignatureOf(c.TCBInfo, c.QEIdentity)
	}, dcap.StepCollateral, "signature of the TCB info was not made by"},
	{"TCB info without a signature", dcap.SGX, nil, func(s *scene) { s.in.Collateral.TCBInfo = s.p.TCBInfo.JSON(s.t) },
		dcap.StepCollateral, "the TCB info has no signature"},
	{"QE identity in place of the TCB info", dcap.SGX, nil, func(s *scene) { s.in.Collateral.TCBInfo = s.in.Collateral.QEIdentity },
		dcap.StepCollateral, `found no "tcbInfo"`},
	{"a QE identity called a TCB info", dcap.SGX, nil, func(s *scene) {
		s.in.Collateral.TCBInfo = s.p.Signing.Envelope(s.t, "tcbInfo", s.p.QEIdentity.JSON(s.t))
	}, dcap.StepCollateral, "the TCB info:"},

	// crl
	{"PCK revoked", dcap.SGX, func(s *scene) { s.p.RevokedPCK = []*big.Int{s.p.Cert.SerialNumber} }, nil,
		dcap.StepCRL, `"Intel SGX PCK Certificate" was revoked`},
	{"CA revoked", dcap.TDX, func(s *scene) { s.p.RevokedByRoot = []*big.Int{s.p.CA.Cert.SerialNumber} }, nil,
		dcap.StepCRL, `"Intel SGX PCK Platform CA" was revoked`},
	{"signer revoked", dcap.SGX, func(s *scene) { s.p.RevokedByRoot = []*big.Int{s.p.Signing.Cert.SerialNumber} }, nil,
		dcap.StepCRL, `"Intel SGX TCB Signing" was revoked`},
	{"others revoked", dcap.SGX, func(s *scene) {
		s.p.RevokedPCK, s.p.RevokedByRoot = []*big.Int{big.NewInt(1)}, []*big.Int{big.NewInt(0x1234)}
	}, nil, "", ""},
	{"list of the other CA", dcap.SGX, nil, func(s *scene) { s.in.Collateral.PCKCRL = s.p.Intel.Platform.CRL(s.t) },
		dcap.StepCRL, `issuer of the CRL is "CN=Intel SGX PCK Platform CA`},
	{"list of another root", dcap.SGX, nil, func(s *scene) { s.in.Collateral.RootCRL = dcaptest.NewIntel(s.t).Root.CRL(s.t) },
		dcap.StepCRL, `root CRL: the CRL was not signed by "Intel SGX Root CA"`},
	{"lists swapped", dcap.SGX, nil, func(s *scene) {
		c := &s.in.Collateral
		c.PCKCRL, c.RootCRL = c.RootCRL, c.PCKCRL
	}, dcap.StepCRL, `PCK CRL: issuer of the CRL is "CN=Intel SGX Root CA`},
	{"PCK list expired", dcap.SGX, nil, func(s *scene) { s.in.Collateral.PCKCRL = s.oldList(s.p.CA) }, dcap.StepCRL, "PCK CRL: the CRL is valid until"},
	{"root list expired", dcap.SGX, nil, func(s *scene) { s.in.Collateral.RootCRL = s.oldList(s.p.Intel.Root) }, dcap.StepCRL, "root CRL: the CRL is valid until"},
	{"no PCK list", dcap.SGX, nil, func(s *scene) { s.in.Collateral.PCKCRL = nil }, dcap.StepCRL, "found no PCK CRL; expected those for SGX"},
	{"no root list", dcap.SGX, nil, func(s *scene) { s.in.Collateral.RootCRL = nil }, dcap.StepCRL, "found no root CRL; expected"},
	{"empty root list", dcap.SGX, nil, func(s *scene) { s.in.Collateral.RootCRL = []byte{} }, dcap.StepCRL, "the CRL is empty"},
	{"list above the limit", dcap.SGX, func(s *scene) { s.options.Limits.CRL = 10 }, nil, dcap.StepCRL, "the limit is"},
	{"no list, revocation skipped", dcap.SGX, func(s *scene) { s.options.InsecureSkipRevocation = true },
		func(s *scene) { s.in.Collateral.PCKCRL, s.in.Collateral.RootCRL = nil, nil }, "", ""},
	{"revoked, revocation skipped", dcap.SGX, func(s *scene) {
		s.p.RevokedPCK, s.options.InsecureSkipRevocation = []*big.Int{s.p.Cert.SerialNumber}, true
	}, func(s *scene) { s.in.Collateral.RootCRL = nil }, dcap.StepCRL, "was revoked"},

	// collateral validity
	{"TCB info not yet valid", dcap.SGX, func(s *scene) { s.p.TCBInfo.IssueDate = dcaptest.Now.Add(time.Second) }, nil, dcap.StepValidity, "the TCB info is valid from"},
	{"TCB info expired", dcap.SGX, func(s *scene) { s.p.TCBInfo.NextUpdate = dcaptest.Now.Add(-time.Second) }, nil, dcap.StepValidity, "the TCB info is valid until"},
	{"QE identity not yet valid", dcap.SGX, func(s *scene) { s.p.QEIdentity.IssueDate = dcaptest.Now.Add(time.Second) }, nil, dcap.StepValidity, "the QE identity is valid from"},
	{"QE identity expired", dcap.SGX, func(s *scene) { s.p.QEIdentity.NextUpdate = dcaptest.Now.Add(-time.Second) }, nil, dcap.StepValidity, "the QE identity is valid until"},
	{"documents valid now only", dcap.SGX, func(s *scene) {
		s.p.TCBInfo.IssueDate, s.p.TCBInfo.NextUpdate = dcaptest.Now, dcaptest.Now
		s.p.QEIdentity.IssueDate, s.p.QEIdentity.NextUpdate = dcaptest.Now, dcaptest.Now
	}, nil, "", ""},

	// tcb info match
	{"TCB info of another platform", dcap.SGX, func(s *scene) { s.p.TCBInfo.FMSPC = "00A067110002" }, nil, dcap.StepTCBInfoMatch, "FMSPC 00A067110002"},
	{"FMSPC in lower case", dcap.SGX, func(s *scene) { s.p.TCBInfo.FMSPC = "00a067110001" }, nil, "", ""},
	{"TCB info of another PCE", dcap.SGX, func(s *scene) { s.p.TCBInfo.PCEID = "0001" }, nil, dcap.StepTCBInfoMatch, "PCEID 0001"},
	{"TCB info of TDX for SGX", dcap.SGX, func(s *scene) {
		s.p.TCBInfo.ID, s.p.TCBInfo.Module = "TDX", &dcaptest.Module{}
	}, nil, dcap.StepTCBInfoMatch, "the TCB info is for TDX, the quote is of SGX"},
	{"TCB info of SGX for TDX", dcap.TDX, func(s *scene) { s.p.TCBInfo.ID = "SGX" }, nil, dcap.StepTCBInfoMatch, "the TCB info is for SGX"},
	{"TCB info of version 2 for TDX", dcap.TDX, func(s *scene) { s.p.TCBInfo.ID, s.p.TCBInfo.Version = "", 2 }, nil, dcap.StepTCBInfoMatch, "the TCB info is for SGX"},
	{"TCB info of version 2", dcap.SGX, func(s *scene) { s.p.TCBInfo.ID, s.p.TCBInfo.Version = "", 2 }, nil, "", ""},
	{"evaluation too old", dcap.SGX, func(s *scene) { s.options.MinEvaluationNumber = 20 }, nil, dcap.StepTCBInfoMatch, "evaluation 19, expected 20 or newer"},
	{"evaluation of the QE identity too old", dcap.SGX, func(s *scene) {
		s.options.MinEvaluationNumber, s.p.QEIdentity.EvaluationNumber = 19, 18
	}, nil, dcap.StepTCBInfoMatch, "evaluation 18, expected 19 or newer"},
	{"evaluation new enough", dcap.SGX, func(s *scene) { s.options.MinEvaluationNumber = 19 }, nil, "", ""},

	// qe identity (E3.7)
	{"QE identity of TDX for SGX", dcap.SGX, func(s *scene) { s.p.QEIdentity.ID = "TD_QE" }, nil, dcap.StepQEIdentity, "the QE identity is for TDX"},
	{"QE identity of SGX for TDX", dcap.TDX, func(s *scene) { s.p.QEIdentity.ID = "QE" }, nil, dcap.StepQEIdentity, "the QE identity is for SGX"},
	{"MISCSELECT", dcap.SGX, func(s *scene) { s.q.QEReport[16] = 1 }, nil, dcap.StepQEIdentity, "MISCSELECT"},
	{"MISCSELECT under the mask", dcap.SGX, func(s *scene) { s.q.QEReport[16], s.p.QEIdentity.MiscSelectMask = 1, "FEFFFFFF" }, nil, "", ""},
	{"debuggable QE", dcap.SGX, func(s *scene) { s.q.QEReport[48] |= 2 }, nil, dcap.StepQEIdentity, "ATTRIBUTES"},
	{"attribute that is masked", dcap.SGX, func(s *scene) { s.q.QEReport[48] |= 4 }, nil, "", ""},
	{"identity with bits beyond its mask", dcap.SGX, func(s *scene) { s.p.QEIdentity.Attributes = "15000000000000000000000000000000" }, nil, dcap.StepQEIdentity, "ATTRIBUTES"},
	{"another signer's QE", dcap.SGX, func(s *scene) { s.q.QEReport[128] ^= 1 }, nil, dcap.StepQEIdentity, "MRSIGNER"},
	{"another enclave of the signer", dcap.SGX, func(s *scene) { s.q.QEReport[256]++ }, nil, dcap.StepQEIdentity, "ISVPRODID is 2, expected 1"},
	{"QE below every level", dcap.SGX, func(s *scene) { s.q.QEReport[258] = 5 }, nil, dcap.StepQEIdentity, "ISVSVN 5 is below every level"},

	// tdx module
	{"unknown module", dcap.TDX, func(s *scene) { s.q.Body[1] = 2 }, nil, dcap.StepTDXModule, "no TDX module TDX_02"},
	{"module below every level", dcap.TDX, func(s *scene) { s.q.Body[0] = 3 }, nil, dcap.StepTDXModule, "version 3 of the TDX module TDX_01 is below every level"},
	{"another signer's module", dcap.TDX, func(s *scene) { s.q.Body[64] = 1 }, nil, dcap.StepTDXModule, "MRSIGNERSEAM"},
	{"module with attributes", dcap.TDX, func(s *scene) { s.q.Body[112] = 1 }, nil, dcap.StepTDXModule, "SEAMATTRIBUTES"},
	{"attributes that the TCB info has", dcap.TDX, func(s *scene) {
		s.q.Body[112], s.p.TCBInfo.Modules[1].Attributes[0] = 1, 1
	}, nil, dcap.StepTDXModule, "SEAMATTRIBUTES are not zero"},
	{"module of 1.0", dcap.TDX, func(s *scene) { s.q.Body[1] = 0 }, nil, "", ""},
	{"another signer's module of 1.0", dcap.TDX, func(s *scene) { s.q.Body[1], s.p.TCBInfo.Module.MRSigner[47] = 0, 1 }, nil, dcap.StepTDXModule, "MRSIGNERSEAM"},
	{"id of the module in lower case", dcap.TDX, func(s *scene) { s.p.TCBInfo.Modules[1].ID = "tdx_01" }, nil, "", ""},
	{"module 0A", dcap.TDX, func(s *scene) { s.q.Body[1], s.p.TCBInfo.Modules[1].ID = 0x0A, "TDX_0A" }, nil, "", ""},

	// tcb level
	{"component below every level", dcap.SGX, func(s *scene) { s.p.PCK.Components[7]-- }, nil, dcap.StepTCBLevel, "below every level of the TCB info"},
	{"PCESVN below every level", dcap.SGX, func(s *scene) { s.p.PCK.PCESVN = 9 }, nil, dcap.StepTCBLevel, "PCESVN 9 are below every level"},
	{"last component below", dcap.SGX, func(s *scene) {
		for i := range s.p.TCBInfo.Levels {
			s.p.TCBInfo.Levels[i].SGX[15] = 1
		}
	}, nil, dcap.StepTCBLevel, "below every level"},
	{"CPUSVN below", dcap.SGX, func(s *scene) { s.p.PCK.CPUSVN = [16]byte{} }, nil, "", ""},
	{"TDX component 2 below", dcap.TDX, func(s *scene) { s.q.Body[2] = 2 }, nil, dcap.StepTCBLevel, "TEE_TCB_SVN 060102"},
	{"TDX components 0 and 1 below, which the module is judged for", dcap.TDX, func(s *scene) {
		for i := range s.p.TCBInfo.Levels {
			s.p.TCBInfo.Levels[i].TDX = [16]uint8{200, 200, 3}
		}
	}, nil, "", ""},
	{"TDX component 0 below in 1.0", dcap.TDX, func(s *scene) { s.q.Body[0], s.q.Body[1] = 4, 0 }, nil, dcap.StepTCBLevel, "TEE_TCB_SVN 040003"},

	// tcb status
	{"platform out of date", dcap.SGX, func(s *scene) { s.p.PCK.PCESVN = 10 }, nil, dcap.StepTCBStatus, "the status is OutOfDate (platform OutOfDate, QE UpToDate)"},
	{"QE out of date", dcap.SGX, func(s *scene) { s.q.QEReport[258] = 7 }, nil, dcap.StepTCBStatus, "the status is OutOfDate (platform UpToDate, QE OutOfDate)"},
	{"module out of date", dcap.TDX, func(s *scene) { s.q.Body[0] = 5 }, nil, dcap.StepTCBStatus, "TDX module OutOfDate"},
}

// signatures returns where certification begins in a quote of version 3.
func (s *scene) signatures() int { return 436 + 64 + 64 }

// oldList signs a list that expired a second ago.
func (s *scene) oldList(a *dcaptest.Authority) []byte {
	return a.SignCRL(s.t, &x509.RevocationList{ThisUpdate: dcaptest.Now.AddDate(0, -1, 0), NextUpdate: dcaptest.Now.Add(-time.Second)})
}

// notCA returns the template of a certificate that may sign no others.
func notCA(name string) *x509.Certificate {
	template := dcaptest.AuthorityTemplate(name)
	template.IsCA, template.KeyUsage = false, x509.KeyUsageDigitalSignature
	return template
}

// until returns the template of a signer of documents that is valid until then.
func until(end time.Time) *x509.Certificate {
	template := notCA("Intel SGX TCB Signing")
	template.NotAfter = end
	return template
}

// withSignatureOf gives an envelope the signature of another.
func withSignatureOf(envelope, other []byte) []byte {
	mark := []byte(`,"signature":`)
	return append(bytes.Clone(envelope[:bytes.LastIndex(envelope, mark)]), other[bytes.LastIndex(other, mark):]...)
}

// TestE3_4 runs the table: each failure at its step, and beside each a case that
// passes.
func TestE3_4(t *testing.T) {
	t.Parallel()
	failed := make(map[string]bool)
	for _, c := range failures {
		failed[c.step] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			version := 3
			if c.tee == dcap.TDX {
				version = 4
			}
			s := newScene(t, c.tee, version)
			if c.before != nil {
				c.before(s)
			}
			s.in = s.p.Input(t, s.q)
			if c.after != nil {
				c.after(s)
			}
			_, err := s.again()
			want(t, err, c.step, c.text)
		})
	}
	for _, step := range dcap.Steps() {
		if !failed[step.Name] {
			t.Errorf("no failure of the table is one of step %q", step.Name)
		}
	}
}
