package main

import "slices"

// policyRows are the rows in which every policy engine takes part.
func policyRows() []workload {
	return []workload{
		policyRow("sgx-20", "SGX policy, 20 claims", sgx, 20),
		policyRow("sgx-100", "SGX policy, 100 claims", sgx, 100),
		policyRow("sgx-1000", "SGX policy, 1,000 claims", sgx, 1000),
		policyRow("rules-1000", "1,000 rules, 1,000 claims", wide, 1000),
		policyRow("semijoin-100", "semi-join, 100 claims on each side", join, 100),
	}
}

func policyRow(name, title string, of func(int) *subject, n int) workload {
	return workload{name: name, title: title, control: "hand", make: func() ([]engine, error) { return of(n).engines() }}
}

// quickRows are those of `-quick`.
func quickRows() []workload {
	var out []workload
	for _, w := range policyRows() {
		if w.name != "sgx-20" && w.name != "sgx-1000" && w.name != "semijoin-100" {
			continue
		}
		prepare := w.make
		w.make = func() ([]engine, error) {
			all, err := prepare()
			var quick []engine
			for _, e := range all {
				if e.quick {
					quick = append(quick, e)
				}
			}
			return quick, err
		}
		out = append(out, w)
	}
	return out
}

// rows are all rows, in the order of the tables. The query that visits has so many
// levels.
func rows(levels int) []workload {
	return slices.Concat(policyRows(), eventRows(), compileRows(), parseRows(), jmespathRows(levels), replayRows(), tdxRows())
}

// allRows are those of rows, with scaling and sharing.
func allRows() []workload {
	all := rows(visitedLevels)
	for _, s := range scalingRows() {
		all = append(all, s.workload)
	}
	return append(all, sharedRow())
}
