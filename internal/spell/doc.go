// Package spell helps messages to name things: the name that a misspelt word
// most likely stands for, and texts cut to what a message has room for.
package spell
