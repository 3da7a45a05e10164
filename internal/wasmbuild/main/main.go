//go:build ignore

// Builds a module for browsers from the command in a folder:
//
//	go run internal/wasmbuild/main/main.go FOLDER FILE
package main

import (
	"fmt"
	"os"

	"github.com/assay-policy/assay/internal/wasmbuild"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run internal/wasmbuild/main/main.go FOLDER FILE")
		os.Exit(2)
	}
	if err := wasmbuild.Build(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
