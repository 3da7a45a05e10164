// Package attest is the main job for those who embed it: it verifies evidence
// at a time, evaluates a policy over the claims that the evidence proves, and,
// if the policy permits, issues an attestation token.
package attest
