// Package config reads configurations of a project's policies, files named
// .assay.yaml (T2.8): of which attestation type a policy is, which checks apply with
// which severity, which findings are accepted and why, what is left out, and the
// thresholds of tests. It knows the checks from their pages, which the caller gives,
// and applies severities and acceptances to findings.
package config
