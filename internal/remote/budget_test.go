package remote_test

// What the modules may have, in MiB of brotli at the level of the test. V6.12 wants 1.5
// and 3.5 of a release, which is a tenth smaller or more.
const (
	lspBudget  = 1.73
	evalBudget = 3.2
)
