package compile_test

import (
	"fmt"

	"github.com/assay-policy/assay/compile"
)

// A program is compiled once and serves all goroutines.
func ExampleSource() {
	program, found := compile.Source("permit.maa", "version= 1.0;authorizationrules{=> permit();};")
	if program == nil {
		fmt.Println(found.Err())
		return
	}
	fmt.Println(program.Hash())
	// Output: 9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco
}
