package collateral

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/evidence/snp"
)

// DefaultKDS is the address of AMD's Key Distribution Service.
const DefaultKDS = "https://kdsintf.amd.com"

// ErrVLEK is why the certificate of a VLEK can't be fetched.
var ErrVLEK = errors.New("a VLEK signed the report, and AMD gives its certificate to the cloud provider alone: " +
	"expected it with the evidence, or as vek.pem in the directory")

// hwidOID is the extension of a VCEK that names its chip (E6.5).
var hwidOID = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 3704, 1, 4}

// splArc is where a VCEK names the versions of the firmware that it is for (E6.5).
var splArc = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 3704, 1, 3}

// check refuses what AMD's service can't be asked for.
func (c *Chip) check() error {
	size := 64
	switch c.Product {
	case snp.Milan, snp.Genoa:
	case snp.Turin:
		size = 8
	default:
		return fmt.Errorf("found a chip of the product %q, expected Milan, Genoa or Turin", clip(string(c.Product)))
	}
	switch {
	case c.Signer != snp.VCEK && c.Signer != snp.VLEK:
		return fmt.Errorf("found a chip whose reports the key %q signs, expected VCEK or VLEK", c.Signer)
	case c.HasCertificate:
		return nil
	case c.Signer == snp.VLEK:
		return ErrVLEK
	case len(c.HWID) != size:
		return fmt.Errorf("found an HWID of %d bytes, expected %d for %s", len(c.HWID), size, c.Product)
	}
	return nil
}

// fetch gets the certificates and the revocation list for a chip.
func (c *Chip) fetch(ctx context.Context, f *fetch) (Files, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	kind := "vcek"
	if c.Signer == snp.VLEK {
		kind = "vlek"
	}
	base := fmt.Sprintf("%s/%s/v1/%s/", f.options.kds(), kind, c.Product)
	var files Files
	if !c.HasCertificate {
		got, err := f.get(ctx, VEK, base+c.query(), func(got *Response) error { return c.checkVEK(got.Body) })
		if err != nil {
			return nil, err
		}
		files = append(files, File{VEKFile, asPEM(got.Body)})
	}
	chain, err := f.get(ctx, Chain, base+"cert_chain", func(got *Response) error { return c.checkChain(got.Body) })
	if err != nil {
		return nil, err
	}
	crl, err := f.list(ctx, CRL, base+"crl", "ARK-"+string(c.Product))
	if err != nil {
		return nil, err
	}
	return append(files, File{chainFile, chain.Body}, File{crlFile, crl}), nil
}

// query names the chip and its firmware, in the order that the service documents.
func (c *Chip) query() string {
	s := c.TCB.SVNs(c.Product)
	fmc := ""
	if c.Product == snp.Turin {
		fmc = fmt.Sprintf("fmcSPL=%d&", s.FMC)
	}
	return fmt.Sprintf("%s?%sblSPL=%d&teeSPL=%d&snpSPL=%d&ucodeSPL=%d",
		hex.EncodeToString(c.HWID), fmc, s.Bootloader, s.TEE, s.SNP, s.Microcode)
}

// issuer is the common name of the certificate that issues those of the chip's keys.
func (c *Chip) issuer() string {
	if c.Signer == snp.VLEK {
		return "SEV-VLEK-" + string(c.Product)
	}
	return "SEV-" + string(c.Product)
}

// checkVEK returns an error if the answer isn't a certificate for the chip.
func (c *Chip) checkVEK(body []byte) error {
	certs, err := readCertificates(body)
	if err != nil {
		return err
	}
	if len(certs) != 1 {
		return fmt.Errorf("found %d certificates, expected one", len(certs))
	}
	cert := certs[0]
	if cert.Subject.CommonName != "SEV-VCEK" || cert.Issuer.CommonName != c.issuer() {
		return fmt.Errorf("found the certificate of %q by %q, expected that of %q by %q",
			clip(cert.Subject.CommonName), clip(cert.Issuer.CommonName), "SEV-VCEK", c.issuer())
	}
	if !bytes.Equal(chipOfVEK(cert), c.HWID) {
		return errors.New("found the certificate of another chip")
	}
	return c.checkTCB(cert)
}

// checkTCB returns an error if a certificate is for other firmware than was asked for
// (E6.7): some caches have one for each chip, whatever they are asked for.
func (c *Chip) checkTCB(cert *x509.Certificate) error {
	type part struct {
		name string
		last int // number of the extension (E6.5)
		want uint8
	}
	s := c.TCB.SVNs(c.Product)
	parts := []part{{"the bootloader", 1, s.Bootloader}, {"TEE", 2, s.TEE}, {"SNP", 3, s.SNP}, {"microcode", 8, s.Microcode}}
	if c.Product == snp.Turin {
		parts = append(parts, part{"FMC", 9, s.FMC})
	}
	for _, p := range parts {
		switch got, ok := versionIn(cert, p.last); {
		case !ok:
			return fmt.Errorf("found no version of %s in the certificate, expected %d", p.name, p.want)
		case got != int(p.want):
			return fmt.Errorf("found a certificate for version %d of %s, expected that for %d", got, p.name, p.want)
		}
	}
	return nil
}

// versionIn returns the version of a part of the firmware that a certificate is for.
func versionIn(cert *x509.Certificate, last int) (n int, ok bool) {
	id := append(slices.Clone(splArc), last)
	for _, e := range cert.Extensions {
		if e.Id.Equal(id) {
			rest, err := asn1.Unmarshal(e.Value, &n)
			return n, err == nil && len(rest) == 0
		}
	}
	return 0, false
}

// chipOfVEK returns the HWID of a certificate, nil if it has none. It is there raw, or
// as an OCTET STRING, and shorter for Turin (E6.5).
func chipOfVEK(cert *x509.Certificate) []byte {
	size := 64
	if cert.Issuer.CommonName == "SEV-"+string(snp.Turin) {
		size = 8
	}
	for _, e := range cert.Extensions {
		if e.Id.Equal(hwidOID) && len(e.Value) >= size {
			return e.Value[len(e.Value)-size:]
		}
	}
	return nil
}

// checkChain returns an error if the answer isn't the issuer's certificate and the root's.
func (c *Chip) checkChain(body []byte) error {
	certs, err := readCertificates(body)
	if err != nil {
		return err
	}
	want := []string{c.issuer(), "ARK-" + string(c.Product)}
	if len(certs) != len(want) {
		return fmt.Errorf("found %d certificates, expected those of %q and %q", len(certs), want[0], want[1])
	}
	for i, cert := range certs {
		if cert.Subject.CommonName != want[i] {
			return fmt.Errorf("found the certificate of %q, expected that of %q", clip(cert.Subject.CommonName), want[i])
		}
	}
	return nil
}

// asPEM writes a certificate that may be in DER.
func asPEM(data []byte) []byte {
	if _, err := x509.ParseCertificate(data); err != nil {
		return data
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data})
}
