// Command assay checks, evaluates and explains attestation policies, verifies
// evidence, and issues and verifies attestation tokens.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], system()))
}
