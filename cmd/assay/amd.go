package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/snp"
)

// The files of a directory of AMD's collateral (E3.13).
const (
	vekFile   = "vek.pem"
	chainFile = "chain.pem"
	crlFile   = "crl.der"
)

// amdCollateral reads a directory into the fields of the input that are still empty.
// Certificates in the evidence itself, or given in a file, come before those of the
// directory (E3.13).
func (e *env) amdCollateral(dir string, in *snp.Input) error {
	switch info, err := os.Stat(dir); {
	case err != nil:
		return fileError(dir, err)
	case !info.IsDir():
		return fmt.Errorf("%s: is a file, expected a directory", dir)
	}
	var vek, chain, crl []byte
	found := false
	for _, file := range []struct {
		name  string
		limit int64 // of E1.8
		into  *[]byte
	}{
		{vekFile, evidence.DefaultChain, &vek}, {chainFile, evidence.DefaultChain, &chain}, {crlFile, evidence.DefaultCRL, &crl},
	} {
		path := filepath.Join(dir, file.name)
		// A pipe has no end that comes, unless somebody writes into it (E1.6).
		if info, err := os.Stat(path); err == nil && info.Mode().Type()&^fs.ModeDir != 0 {
			return fmt.Errorf("%s: found the mode %s, expected a file", path, info.Mode())
		}
		data, err := e.evidence(path, file.limit+1)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		*file.into, found = data, true
	}
	if !found {
		return fmt.Errorf("%s: found none of %s, %s, %s in it", dir, vekFile, chainFile, crlFile)
	}
	// A chain without the key's own certificate would have its issuer taken for that.
	if vek != nil && in.Chain == nil && !hasChain(in.Report) {
		in.Chain = slices.Concat(vek, []byte("\n"), chain)
	}
	if in.CRL == nil {
		in.CRL = crl
	}
	return nil
}

// hasChain reports whether evidence has certificates of its own.
func hasChain(report []byte) bool {
	got, err := snp.Decode(report, snp.Limits{})
	return err == nil && len(got.Chain) > 0
}

// ownersFile takes what the owner of a guest gives with its launch: bytes of a
// certain size, or those in base64, as QEMU expects them.
func ownersFile(data []byte, size int) []byte {
	if len(data) == size || data == nil {
		return data
	}
	text := strings.TrimSpace(string(data))
	if decoded, err := base64.StdEncoding.Strict().DecodeString(text); err == nil && len(decoded) == size {
		return decoded
	}
	return data
}

// lacking says how to get what a step lacks; "" if it lacks nothing.
// AMD gives the certificate of a VLEK to the cloud provider alone.
func (f *snpFlags) lacking(step string) string {
	const fetch = "fetch %s with \"assay evidence collateral fetch --for %s --out DIR\" and give it with --collateral DIR"
	vlek := false
	got, err := snp.Decode(f.given.Report, snp.Limits{})
	if err == nil {
		vlek = got.Report.SigningKey == snp.VLEK
	}
	own := err == nil && len(got.Chain) > 0
	report := shellWord(string(f.Report))
	switch {
	case step == snp.StepCRL && f.given.CRL == nil:
		return fmt.Sprintf("Give AMD's list with --crl, or "+fetch+", or accept unchecked certificates with --insecure-skip-revocation.", "it", report)
	case step == snp.StepCertificate && f.given.Chain == nil && !own && vlek:
		return "A VLEK signed the report, and AMD gives its certificate to the cloud provider alone: give it with --chain."
	case step == snp.StepCertificate && f.given.Chain == nil && !own:
		return fmt.Sprintf("Give the VCEK's certificate with --chain, or "+fetch+".", "it", report)
	case (step == snp.StepTCB || step == snp.StepChipID) && !own && !vlek:
		return fmt.Sprintf("If the report is good, "+fetch+".", "the certificate that goes with it", report)
	case step == snp.StepEndorsement && f.given.Endorsements == nil && err == nil && got.Endorsements == "":
		return "Give it with --endorsements."
	}
	return ""
}

// didX509 is an issuer of endorsements on the command line.
type didX509 cose.Issuer

// UnmarshalText reads the flag.
func (d *didX509) UnmarshalText(text []byte) error {
	issuer, err := cose.ParseIssuer(string(text))
	*d = didX509(issuer)
	return err
}
