// Package testfile reads test files of policies (T3.1): YAML with fixtures, cases
// and what they expect. All that it returns is data with its place in the file, so
// that runners, reports and editors can point at it; no policy and no input is
// read. Names of fixtures are resolved, each-rows are filled in and defaults are
// merged, so that every case stands for itself.
package testfile
