// Package lang has the tables of the policy language that more than one phase
// reads: one row per function (L7). The closed sets that trees hold as small
// numbers (sections, properties, operators, actions) are defined with those in package
// ast.
package lang
