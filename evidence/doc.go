// Package evidence holds what every kind of attestation evidence shares: the
// error that names the failed step, the list of passed ones, limits, the rules
// for time, certificates and revocation lists, and the binding of runtime data.
// The kinds themselves are packages below it. Parsing and verifying are two
// steps there: what was parsed refers to the input bytes and proves nothing, and
// only a kind's Verify makes the Verified value that becomes claims (E1.1).
package evidence
