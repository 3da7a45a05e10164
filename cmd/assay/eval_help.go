package main

func (evalCmd) Help() string {
	return `Examples:

    # Evaluate a policy, which permits.
    assay eval policy.maa --claims claims.json

    # Explain why a policy denies (exit status 1).
    assay eval --explain policy.maa --claims debug.json`
}
