package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/assay-policy/assay/evidence/collateral"
)

// fetchAdvice says what to do about a document that could not be had; "" where that is
// plain.
func fetchAdvice(err error) string {
	var failed *collateral.Error
	if !errors.As(err, &failed) {
		return ""
	}
	flag := serviceFlag(failed.Document)
	var status *collateral.StatusError
	var unknown x509.UnknownAuthorityError
	var network net.Error
	switch {
	case errors.As(err, &status):
		return statusAdvice(status.Code, flag)
	case errors.As(err, &unknown):
		return fmt.Sprintf("If it is the right service, give the certificate of its authority in SSL_CERT_FILE; else give another with %s.", flag)
	case errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("If only a proxy reaches it, give that in HTTPS_PROXY; else give another service with %s.", flag)
	}
	return ""
}

// statusAdvice says what to do about an answer without a document.
func statusAdvice(code int, flag string) string {
	switch {
	case code == http.StatusNotFound:
		return fmt.Sprintf("A cache has only what it was given: have the platform registered there, or give another service with %s.", flag)
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Sprintf("Ask whoever runs the service for access, or give another service with %s.", flag)
	case code == http.StatusTooManyRequests || code >= http.StatusInternalServerError:
		return fmt.Sprintf("Try again later, or give another service with %s.", flag)
	}
	return ""
}

// serviceFlag names the flag with the address of who has a document.
func serviceFlag(d collateral.Document) string {
	switch d {
	case collateral.VEK, collateral.Chain, collateral.CRL:
		return "--kds"
	case collateral.RootCRL:
		return "--root-crl-url"
	case collateral.TCBInfo, collateral.QEIdentity, collateral.PCKCRL:
	}
	return "--pccs"
}
