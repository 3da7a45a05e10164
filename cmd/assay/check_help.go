package main

func (checkCmd) Help() string {
	return `Examples:

    # Check two policies. The exit status is 0, since neither has an error.
    assay check policy.maa strict.maa

    # Check what is on standard input, fail on warnings, too, and write a report for code scanning.
    cat policy.maa | assay check --fail-on=warning --output=sarif -`
}
