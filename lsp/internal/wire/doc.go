// Package wire carries the messages of the language server: JSON-RPC 2.0 over a
// byte stream in frames with headers ([Framed]), or over anything that carries
// whole messages ([Whole]). Both are streams for sourcegraph/jsonrpc2, without the
// weaknesses of its own codec (V2.3): a bad message is answered, and the
// connection lives on.
//
// [Queued] keeps writing from blocking, [Recorded] keeps what was said.
package wire
