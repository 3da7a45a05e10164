package evidence

import (
	"cmp"
	"fmt"
)

// The limits of E1.8, in bytes unless stated.
const (
	DefaultChain        = 64 << 10
	DefaultCertificates = 8 // number in a chain
	DefaultCRL          = 8 << 20
	DefaultHCL          = 64 << 10
	DefaultRuntimeData  = 1 << 20
	DefaultRequest      = 1 << 20
	DefaultJSONDepth    = 64 // nesting of arrays and objects
)

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	Chain        int // bytes of a certificate chain, in PEM or DER
	Certificates int // certificates in a chain
	CRL          int // bytes of a revocation list
	HCL          int // bytes of an HCL report, padding included
	RuntimeData  int // bytes of runtime data, and of init-time data
	Request      int // bytes of a request form: report, chain and endorsements as text
	JSONDepth    int // nesting of arrays and objects in any JSON
}

// OrDefaults returns the limits with every zero field set to its default.
func (l Limits) OrDefaults() Limits {
	return Limits{
		Chain:        cmp.Or(l.Chain, DefaultChain),
		Certificates: cmp.Or(l.Certificates, DefaultCertificates),
		CRL:          cmp.Or(l.CRL, DefaultCRL),
		HCL:          cmp.Or(l.HCL, DefaultHCL),
		RuntimeData:  cmp.Or(l.RuntimeData, DefaultRuntimeData),
		Request:      cmp.Or(l.Request, DefaultRequest),
		JSONDepth:    cmp.Or(l.JSONDepth, DefaultJSONDepth),
	}
}

// CheckSize returns an error that names the limit if n bytes are more than it (E1.8).
func CheckSize(what string, n, limit int) error {
	if n > limit {
		return fmt.Errorf("%s has %d bytes, the limit is %d", what, n, limit)
	}
	return nil
}
