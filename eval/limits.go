package eval

import "github.com/assay-policy/assay/compile"

// Limits bound an evaluation (L9). What is not positive means the default.
type Limits = compile.Limits
