// Package lsp is the language server of attestation policies, for editors that speak
// the Language Server Protocol 3.17 (V1): findings with fixes as you type,
// completion, documentation, lineage of claims, formatting, evaluation with what each
// condition matched. It serves policies, test files and configurations.
//
// Serve speaks with one client over a stream of messages. What the client has open is
// a snapshot, immutable and replaced as a whole; each feature is a file with a
// function of a context, a snapshot and what was asked, and a row in the table of
// methods.go (V2.5). No engine is linked: evaluation comes in as a function (V5.4).
package lsp
