// Package evaluator answers what the language server asks of an engine: it links none
// itself (V5.4), so the command and the evaluation module of the browser give it what
// is here.
package evaluator
