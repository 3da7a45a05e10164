package dcap

// ReadExtension reads the value of the extension of a PCK certificate.
var ReadExtension = readPCK
