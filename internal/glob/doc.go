// Package glob matches paths against patterns: "*", "?" and "[a-z]" within a name,
// "**" for any number of folders, "{a,b}" for either. A path is matched in one pass,
// whatever the pattern.
package glob
