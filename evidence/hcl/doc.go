// Package hcl reads the report that the paravisor of an Azure confidential VM
// keeps in the vTPM: a hardware report, and the JSON runtime data whose hash the
// hardware signed (E7). It checks that binding; the hardware report itself is
// for the package of its kind to verify.
package hcl
