// Package wasmbuild builds the modules for browsers, and makes them small (V6.12).
//
// Go's linker writes modules that are larger than a page should load. [Strip] takes out
// what a program never needs in a browser, and writes the rest so that it compresses well:
//
//   - The linker leaves out every run of zeros, and writes what is between them as 100,000
//     segments. Compressed, zeros weigh next to nothing, but where each segment starts does.
//   - A fifth of the data tells the runtime about functions. Stacks are walked, scanned and
//     printed with it, so that stack maps, frame sizes and names stay, without the type
//     arguments that no trace prints. File names and lines go, and what was inlined where: a
//     trace names the functions that have a frame, with "?:0" as their place.
//   - What remains of that are records of one size, in which some numbers only count up. They
//     are written as differences, and a start function adds them up again before Go starts.
//
// What the tables mean is known for one version of Go. Strip looks at all of them, and
// returns an error where it finds anything that it doesn't expect.
package wasmbuild
