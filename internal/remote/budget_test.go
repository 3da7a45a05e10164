package remote_test

// What the modules may have, in MiB of brotli at the level of the test. V6.12 wants 1.5
// and 3.5 of a release, which is a tenth smaller: the module of the language server is
// above that, and must not grow further.
const (
	lspBudget  = 2.15
	evalBudget = 3.8
)
