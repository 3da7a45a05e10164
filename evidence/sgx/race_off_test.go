//go:build !race

package sgx_test

// raced says that the tests run with the race detector, which slows signature checks.
const raced = false
