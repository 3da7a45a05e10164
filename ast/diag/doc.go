// Package diag holds findings about policy text: diagnostics with permanent
// codes, related places and alternative fixes; the registry that documents
// every code; and the renderers (text, JSON, SARIF, GitHub annotations).
package diag
