// Package sat decides whether clauses can hold together: a small search with
// learned clauses, as MiniSat does it. What it finds depends on the clauses and on
// the number of steps it is given, never on time or on a map's order.
package sat
