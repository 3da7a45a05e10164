// Package tdx verifies Intel TDX quotes (E5): the quote and its platform as package
// dcap does, and the runtime data bound by it, also that in an Azure HCL report. Its
// claims are those of the TD's report and the status of the platform, which isn't
// judged here: all but Revoked are accepted unless the options say otherwise.
package tdx
