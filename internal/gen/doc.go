// Package gen writes the parts of the documentation that are made from tables of
// the code, as Markdown, and those that are made from the
// command's help.
package gen
