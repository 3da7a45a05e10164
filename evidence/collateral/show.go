package collateral

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
)

// Summary says what a directory of collateral is good for, by what the files say
// themselves: nothing is verified.
type Summary struct {
	Parts   []Part   // files that are there, in the order of E3.13
	Missing []string // names of files that a verification may need beside them
}

// Part is what one file says.
type Part struct {
	File string
	Name string // like "TCB info"
	For  string // what it is for, like "TDX, FMSPC B0C06F000000"
	From time.Time
	// Until is when it expires: no verification passes after that, except for a TCB
	// baseline's (E4.7).
	Until time.Time
	// EvaluationNumber is the tcbEvaluationDataNumber; 0 for what has none.
	EvaluationNumber int64
	// CRLNumber is the number of a revocation list, in decimal; "" for what has none.
	CRLNumber string
	// Err is why the file can't be read as what it should be.
	Err error
}

// vendor is whose evidence a file is for.
type vendor uint8

const (
	intel vendor = iota
	amd
)

// place is a file that a directory has room for.
type place struct {
	file     string
	name     string
	vendor   vendor
	optional bool
	limit    int
	read     func(data []byte, p *Part) error
}

// places lists them in the order of E3.13.
var places = [...]place{
	{"tcb_info.json", "TCB info", intel, false, dcap.DefaultDocument, readTCBInfo},
	{"qe_identity.json", "QE identity", intel, false, dcap.DefaultDocument, readQEIdentity},
	{"signing_chain.pem", "signing chain", intel, false, evidence.DefaultChain, readChain},
	{identityChainFile, "signing chain of the QE identity", intel, true, evidence.DefaultChain, readChain},
	{"pck_crl.der", "PCK CRL", intel, false, evidence.DefaultCRL, readList},
	{"root_crl.der", "root CRL", intel, false, evidence.DefaultCRL, readList},
	{"pck_chain.pem", "PCK chain", intel, true, evidence.DefaultChain, readPCKChain},
	{VEKFile, "VEK certificate", amd, false, evidence.DefaultChain, readVEK},
	{chainFile, "certificate chain", amd, false, evidence.DefaultChain, readChain},
	{crlFile, "CRL", amd, false, evidence.DefaultCRL, readList},
}

// Show reads a directory of collateral. It is an error if there is none in it; what
// is wrong with a file is in its part.
func Show(dir string) (*Summary, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	s := &Summary{}
	var there [2]bool
	var missing []place
	for _, p := range places {
		part, err := p.show(root)
		if errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, p)
			continue
		}
		part.Err = err
		s.Parts = append(s.Parts, part)
		there[p.vendor] = true
	}
	if len(s.Parts) == 0 {
		return nil, fmt.Errorf("found no collateral in %s, expected files like %s or %s", dir, places[0].file, crlFile)
	}
	for _, p := range missing {
		if there[p.vendor] && !p.optional {
			s.Missing = append(s.Missing, p.file)
		}
	}
	return s, nil
}

// show reads a file.
func (p place) show(root *os.Root) (Part, error) {
	part := Part{File: p.file, Name: p.name}
	// A pipe has no end that comes, unless somebody writes into it (E1.6).
	if info, err := root.Stat(p.file); err == nil && info.Mode().Type()&^fs.ModeDir != 0 {
		return part, fmt.Errorf("found the mode %s, expected a file", info.Mode())
	}
	f, err := root.Open(p.file)
	if err != nil {
		return part, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(p.limit)+1))
	if err != nil {
		return part, err
	}
	if len(data) > p.limit {
		return part, fmt.Errorf("found more than %d bytes, the limit", p.limit)
	}
	return part, p.read(data, &part)
}

func readTCBInfo(data []byte, p *Part) error {
	info, err := dcap.ReadTCBInfo(data, dcap.Limits{})
	if err != nil {
		return err
	}
	p.For = fmt.Sprintf("%s, FMSPC %s", info.TEE, info.FMSPC)
	p.From, p.Until, p.EvaluationNumber = info.IssueDate, info.NextUpdate, info.EvaluationNumber
	return nil
}

func readQEIdentity(data []byte, p *Part) error {
	id, err := dcap.ReadQEIdentity(data, dcap.Limits{})
	if err != nil {
		return err
	}
	p.For = id.TEE.String()
	p.From, p.Until, p.EvaluationNumber = id.IssueDate, id.NextUpdate, id.EvaluationNumber
	return nil
}

// readList reads a revocation list, which is for what its issuer issued.
func readList(data []byte, p *Part) error {
	list, err := readCRL(data)
	if err != nil {
		return err
	}
	p.For = "certificates by " + clip(list.Issuer.CommonName)
	p.From, p.Until = list.ThisUpdate, list.NextUpdate
	if list.Number != nil {
		p.CRLNumber = list.Number.String()
	}
	return nil
}

// readChain reads certificates, which are in time while all of them are.
func readChain(data []byte, p *Part) error {
	certs, err := readCertificates(data)
	if err != nil {
		return err
	}
	p.For = clip(certs[0].Subject.CommonName)
	p.From = slices.MaxFunc(certs, func(a, b *x509.Certificate) int { return a.NotBefore.Compare(b.NotBefore) }).NotBefore
	p.Until = firstEnd(certs)
	return nil
}

func readPCKChain(data []byte, p *Part) error {
	if err := readChain(data, p); err != nil {
		return err
	}
	pck, err := dcap.ReadPCK(data, dcap.Limits{})
	p.For = fmt.Sprintf("FMSPC %s, %s CA", pck.FMSPC, pck.CA)
	return err
}

// readVEK reads a VCEK or VLEK.
func readVEK(data []byte, p *Part) error {
	if err := readChain(data, p); err != nil {
		return err
	}
	certs, err := readCertificates(data)
	if err != nil {
		return err
	}
	p.For = fmt.Sprintf("%s by %s", p.For, clip(certs[0].Issuer.CommonName))
	if id := chipOfVEK(certs[0]); id != nil {
		p.For += ", chip " + shortID(id)
	}
	return nil
}
