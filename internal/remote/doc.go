// Package remote asks another WebAssembly module for what takes an engine, and answers
// there: the module of the language server links none (V5.4), so that it is small. The
// requests and answers are JSON that only the two ends know; whoever carries them
// across passes on texts.
package remote
