// Package gen writes the parts of the documentation that are made from tables of
// the code, as Markdown.
package gen
