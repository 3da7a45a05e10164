// Package replay tries a policy, or an old and a new one, on recorded inputs: claims
// files and tokens, one by one, in folders, archives and streams of any length (T6).
// It reads them once, evaluates them on all cores, and groups the outcomes by what
// decided. Its memory does not grow with the inputs.
package replay
