package pki

// SignatureDER writes the two numbers of a signature in DER.
var SignatureDER = signatureDER
