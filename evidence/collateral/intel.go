package collateral

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Addresses of Intel's service and, since it doesn't have that, of the list of its
// root, as its certificates give it.
const (
	DefaultPCS     = "https://api.trustedservices.intel.com"
	DefaultRootCRL = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
)

// Update says which of two TCB infos and QE identities is wanted after a TCB recovery,
// while the one before is still served.
type Update string

// The values. The zero value is Standard.
const (
	Standard Update = "standard"
	Early    Update = "early"
)

// sgxPath and tdxPath are where version 4 of the service's interface is.
const (
	sgxPath = "/sgx/certification/v4"
	tdxPath = "/tdx/certification/v4"
)

// rootName is the common name of Intel's root.
const rootName = "Intel SGX Root CA"

// Platform is whose collateral Intel's service is asked for.
type Platform struct {
	TEE   dcap.TEE
	FMSPC dcap.FMSPC // the line of platforms
	CA    dcap.CA    // who issued its PCK certificate
	// PCKChain is the chain of that certificate, for a quote without one: it is not
	// fetched, but belongs to the files (E3.13).
	PCKChain []byte
}

// check refuses what Intel's service can't be asked for.
func (p *Platform) check() error {
	switch {
	case p.TEE != dcap.SGX && p.TEE != dcap.TDX:
		return fmt.Errorf("found a platform of %s, expected SGX or TDX", p.TEE)
	case p.CA != dcap.Processor && p.CA != dcap.Platform:
		return fmt.Errorf("found a platform of the CA %q, expected %q or %q", clip(string(p.CA)), dcap.Processor, dcap.Platform)
	}
	return nil
}

// String names the platform for people.
func (p *Platform) String() string {
	return fmt.Sprintf("Intel %s, FMSPC %s, PCK certificate of the %s CA", p.TEE, p.FMSPC, p.CA)
}

// fetch gets the documents for a platform.
func (p *Platform) fetch(ctx context.Context, f *fetch) (Files, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	s, err := f.options.pcs()
	if err != nil {
		return nil, err
	}
	c := dcap.Collateral{PCKChain: p.PCKChain}
	if c.TCBInfo, c.SigningChain, err = f.signed(ctx, TCBInfo, s.tcbInfo(p), func(body []byte) error { return p.checkTCBInfo(body, s.number) }); err != nil {
		return nil, err
	}
	if c.QEIdentity, c.IdentityChain, err = f.signed(ctx, QEIdentity, s.qeIdentity(p), func(body []byte) error { return p.checkQEIdentity(body, s.number) }); err != nil {
		return nil, err
	}
	if bytes.Equal(c.SigningChain, c.IdentityChain) {
		c.IdentityChain = nil // it is one, for both
	}
	if c.PCKCRL, err = f.list(ctx, PCKCRL, s.pckCRL(p.CA), p.ca()); err != nil {
		return nil, err
	}
	if c.RootCRL, err = f.list(ctx, RootCRL, s.rootCRL, rootName); err != nil {
		return nil, err
	}
	var files Files
	for _, file := range c.Files() {
		files = append(files, File{file.Name, file.Data})
	}
	return files, nil
}

// signed gets a document that Intel signs, and the certificates it came with, in PEM.
func (f *fetch) signed(ctx context.Context, d Document, url string, check func(body []byte) error) (body, chain []byte, err error) {
	got, err := f.get(ctx, d, url, func(got *Response) (err error) {
		if err = check(got.Body); err == nil {
			chain, err = d.chain(got.Header)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return got.Body, chain, nil
}

// ca is the common name of the certificate that issued the platform's.
func (p *Platform) ca() string {
	if p.CA == dcap.Platform {
		return "Intel SGX PCK Platform CA"
	}
	return "Intel SGX PCK Processor CA"
}

// checkTCBInfo returns an error if the answer isn't for the platform.
func (p *Platform) checkTCBInfo(body []byte, number int) error {
	info, err := dcap.ReadTCBInfo(body, dcap.Limits{})
	if err != nil {
		return err
	}
	if info.TEE != p.TEE || info.FMSPC != p.FMSPC {
		return fmt.Errorf("found TCB info of %s for FMSPC %s, expected that of %s for %s", info.TEE, info.FMSPC, p.TEE, p.FMSPC)
	}
	return checkNumber(info.EvaluationNumber, number)
}

// checkQEIdentity returns an error if the answer isn't for the platform.
func (p *Platform) checkQEIdentity(body []byte, number int) error {
	id, err := dcap.ReadQEIdentity(body, dcap.Limits{})
	if err != nil {
		return err
	}
	if id.TEE != p.TEE {
		return fmt.Errorf("found the QE identity of %s, expected that of %s", id.TEE, p.TEE)
	}
	return checkNumber(id.EvaluationNumber, number)
}

// checkNumber returns an error if a document is of another evaluation number than was
// asked for: some caches don't know the parameter.
func checkNumber(got int64, want int) error {
	if want != 0 && got != int64(want) {
		return fmt.Errorf("found tcbEvaluationDataNumber %d, expected %d", got, want)
	}
	return nil
}

// pcs is Intel's service, or a cache of it.
type pcs struct {
	base    string
	rootCRL string
	query   url.Values // what of several documents is wanted
	number  int
}

// pcs reads the options. Configurations of Intel's own libraries have the address
// with the path of the interface, so that is taken, too.
func (o Options) pcs() (pcs, error) {
	base := strings.TrimSuffix(strings.TrimRight(cmp.Or(o.PCCS, DefaultPCS), "/"), sgxPath)
	if before, version, ok := strings.Cut(base, "/sgx/certification/"); ok {
		return pcs{}, fmt.Errorf("found version %q of the interface of %s, expected v4", clip(version), clip(before))
	}
	s := pcs{base: base, rootCRL: o.RootCRL, query: url.Values{}, number: o.EvaluationNumber}
	if s.rootCRL == "" {
		s.rootCRL = base + sgxPath + "/rootcacrl"
		if base == DefaultPCS {
			s.rootCRL = DefaultRootCRL
		}
	}
	switch {
	case o.EvaluationNumber < 0:
		return pcs{}, fmt.Errorf("found the evaluation number %d, expected a positive one", o.EvaluationNumber)
	case o.Update != "" && o.Update != Standard && o.Update != Early:
		return pcs{}, fmt.Errorf("found the update %q, expected %q or %q", o.Update, Early, Standard)
	case o.EvaluationNumber > 0 && o.Update != "":
		return pcs{}, errors.New("found both an update and an evaluation number, expected one of them")
	case o.EvaluationNumber > 0:
		s.query.Set("tcbEvaluationDataNumber", strconv.Itoa(o.EvaluationNumber))
	case o.Update != "":
		s.query.Set("update", string(o.Update))
	}
	return s, nil
}

// tcbInfo is the address of a TCB info.
func (s pcs) tcbInfo(p *Platform) string {
	return s.address(pathOf(p.TEE)+"/tcb", "fmspc", p.FMSPC.String())
}

// qeIdentity is the address of a QE identity.
func (s pcs) qeIdentity(p *Platform) string { return s.address(pathOf(p.TEE)+"/qe/identity", "", "") }

// pckCRL is the address of the list of an authority, in DER.
func (s pcs) pckCRL(ca dcap.CA) string {
	return s.base + sgxPath + "/pckcrl?ca=" + url.QueryEscape(string(ca)) + "&encoding=der"
}

func pathOf(tee dcap.TEE) string {
	if tee == dcap.TDX {
		return tdxPath
	}
	return sgxPath
}

// address is the address of a document of which there may be several.
func (s pcs) address(path, name, value string) string {
	query := ""
	if name != "" {
		query = name + "=" + url.QueryEscape(value)
	}
	if more := s.query.Encode(); more != "" {
		query = strings.TrimPrefix(query+"&"+more, "&")
	}
	if query == "" {
		return s.base + path
	}
	return s.base + path + "?" + query
}
