// Package token writes and reads what is signed around a decision: attestation
// tokens (JWT), issued with a key of ours and verified strictly on the relying
// party's side; the keys, certificates and key sets for that; and the envelopes
// (JWS) in which policies travel, unsigned or signed. Nothing here reads the
// network or the clock: key sets and times are inputs.
package token
