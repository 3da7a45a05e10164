// Command gen writes docs/codes.md from the registry of codes. go generate runs
// it in the folder of package diag.
package main

import (
	"fmt"
	"os"

	"github.com/assay-policy/assay/ast/diag"
)

func main() {
	if err := os.WriteFile("../../docs/codes.md", []byte(diag.Markdown()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
