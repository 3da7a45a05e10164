package snp

// Detect tells the forms of evidence apart.
var Detect = detect
