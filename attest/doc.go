// Package attest is the main job for those who embed it: it verifies evidence
// at a time, evaluates a policy over the claims that the evidence proves, and,
// if the policy permits, issues an attestation token. It takes evidence of any
// kind; the packages below evidence provide it.
package attest
