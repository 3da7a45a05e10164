//go:build !js

package lsp

import "context"

// yields returns the context of work that may take long: messages arrive meanwhile in any
// case.
func yields(ctx context.Context) context.Context { return ctx }
