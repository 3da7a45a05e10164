// Package sgx verifies the evidence of Intel SGX enclaves (E4): bare quotes, and
// the reports of Open Enclave, which are quotes with a header. The quote and its
// collateral are verified as package dcap does it. Added to that are the claims,
// the data that is bound by the quote, and TCB baselines: collateral of a TCB
// evaluation that a store keeps and a policy selects.
package sgx
