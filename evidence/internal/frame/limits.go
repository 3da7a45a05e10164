package frame

import (
	"cmp"
	"fmt"

	"github.com/assay-policy/assay/evidence"
)

// Limits returns the limits with every zero field set to its default (E1.8).
func Limits(l evidence.Limits) evidence.Limits {
	return evidence.Limits{
		Chain:        cmp.Or(l.Chain, evidence.DefaultChain),
		Certificates: cmp.Or(l.Certificates, evidence.DefaultCertificates),
		CRL:          cmp.Or(l.CRL, evidence.DefaultCRL),
		RuntimeData:  cmp.Or(l.RuntimeData, evidence.DefaultRuntimeData),
		JSONDepth:    cmp.Or(l.JSONDepth, evidence.DefaultJSONDepth),
	}
}

// CheckSize returns an error that names the limit if n bytes are more than it (E1.8).
func CheckSize(what string, n, limit int) error {
	if n > limit {
		return fmt.Errorf("%s has %d bytes, the limit is %d", what, n, limit)
	}
	return nil
}
