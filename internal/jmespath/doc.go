// Package jmespath is the query language inside policies (L7.1): JMESPath with
// its 26 functions and equals_ignore_case, over documents of jsondoc. Compile
// turns a query into an immutable tree, with every unknown function, wrong number
// of arguments and literal argument of a wrong type found there and then (L7.4);
// Search runs it under a Budget, so that no query and no document can take
// unbounded time or memory (section 9).
//
// # Reading
//
// The grammar is that of jmespath.org, the official compliance suite decides, and
// what both leave open follows jmespath.py, the implementation of the language's
// author: "!" binds closer than ".", so !a.b is (!a).b; after a projection,
// .[…] and .{…} end it, so x[*].[a, b][0] indexes the whole list; a second filter
// that follows a name, as in x[?a].b[?c], filters the whole list too. Where
// jmespath.py contradicts its own documentation we follow that: all of a.*.b.c and
// of a[0][1:].b.c after the projection is projected, "<" and the like order
// numbers only. Literals are JSON in backquotes; the old form without quotes
// inside them is refused, and so are x[*][a, b], and & outside an argument, which
// no grammar has.
//
// # Numbers
//
// A number that no function computed keeps its text (L7.5). Numbers compare and
// sort by exact decimal value, so 64-bit integers and beyond stay apart. abs, max,
// min, ceil, floor, to_number and the sum of integers are exact; ceil and floor of
// numbers beyond 64 bits, avg unless it comes out even, and sum with a fraction or
// an exponent in it are computed with float64, and are an error beyond its range.
//
// # Cost
//
// The charge depends on the query and the document alone, and is paid before the
// work. All of these cost one step each time they are reached: a name, an index,
// a literal, @, a function call, a multiselect, an operator (||, &&, ! and
// comparisons), a projection ([*], *, [], slices and filters). Joining with "."
// or "|" and parentheses cost nothing. Then
//
//   - a projection costs one more for each element it yields, that is, hands to
//     its filter and to what is projected; [] also one for each element of the list
//     that it flattens; a multiselect one for each element or member;
//   - a function costs one more for each element of its list, or member of its
//     object, that it reads or yields (length, type, to_array, to_number and
//     not_null read none); sort, sort_by, max_by and min_by see below;
//   - text costs a step for each 32 bytes: names; strings of equal length and
//     numbers that are compared; the arguments of abs, avg, ceil, contains,
//     equals_ignore_case, floor, length, reverse, sum and to_number; the second
//     ones of starts_with and ends_with; the names that merge puts together; the
//     results of join and to_string;
//   - to_string costs one for each value inside an array or object;
//   - == and != on two arrays or two objects, and contains, cost one for each pair
//     of elements compared, up to the first difference;
//   - sort and sort_by cost, for n keys with t bytes of text, n + t/32 times the
//     number of bits of n; max_by and min_by n + t/32.
package jmespath
