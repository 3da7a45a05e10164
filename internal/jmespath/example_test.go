package jmespath_test

import (
	"fmt"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

func Example() {
	doc, err := jsondoc.Parse(`{"Events":[{"PcrIndex":7,"Name":"SecureBoot"},{"PcrIndex":12,"Name":"Boot"}]}`, jsondoc.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = jmespath.Compile("Events[?PcrIndex == 7].Name")
	fmt.Println(err)

	query, err := jmespath.Compile("Events[?PcrIndex == `7`].Name")
	if err != nil {
		fmt.Println(err)
		return
	}
	budget := jmespath.NewBudget()
	names, err := query.Search(doc, budget)
	fmt.Println(string(jsondoc.AppendCompact(nil, names)), err, jmespath.DefaultSteps-budget.Steps)
	// Output:
	// query at byte 20: found "7", expected a literal in backquotes: numbers need backquotes
	// ["SecureBoot"] <nil> 11
}
