// Package schema has the JSON Schemas of the files that people write and of what the
// command prints, as they are generated into this folder (T7.4).
package schema

import "embed"

// Files are the schemas.
//
//go:embed *.json
var Files embed.FS
