package replay_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/replay"
)

// A stricter policy is tried on what came in before it is uploaded.
func ExampleRun() {
	old, _ := compile.Source("old.maa", `version=1.0; authorizationrules { [type=="svn", value>=3] => permit(); };`)
	strict, _ := compile.Source("new.maa", `version=1.0; authorizationrules { [type=="svn", value>=4] => permit(); };`)
	report, err := replay.Run(context.Background(), old, strict, replay.Options{
		Paths: []string{"-"},
		Stdin: strings.NewReader("{\"svn\":4}\n{\"svn\":3}\n{\"svn\":2}\n"),
	})
	if err != nil {
		panic(err)
	}
	for _, g := range report.Groups {
		fmt.Println(*g.Kind, g.Count, *g.Claim, g.Values[0].Value, g.Examples)
	}
	// Output: newly-denied 1 svn 3 [-:2]
}
