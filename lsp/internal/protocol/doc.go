// Package protocol has the messages of the Language Server Protocol 3.17 that the
// server reads or writes, with the fields that it uses and no others, written from
// the text of the specification (V2.4). What may be absent and differs from zero is a
// pointer; what is left out when empty says so in its tag. Lists that the client gets
// are never null.
package protocol
