// Package schema has the JSON Schemas of the files that people write and of what the
// command prints, as they are generated into this folder (T7.4). Those that the editors
// read are variables, so that only these are linked.
package schema

import _ "embed" // for the files

//go:embed test-file.json
var testFile string

//go:embed config.json
var config string

// TestFile returns the schema of test files.
func TestFile() string { return testFile }

// Config returns the schema of .assay.yaml.
func Config() string { return config }
