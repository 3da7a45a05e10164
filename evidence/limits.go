package evidence

// The default limits of E1.8, in bytes unless stated.
const (
	DefaultChain        = 64 << 10 // of a certificate chain
	DefaultCertificates = 8        // number in a chain
	DefaultCRL          = 8 << 20  // of a revocation list
	DefaultRuntimeData  = 1 << 20  // of runtime data, and of init-time data
	DefaultJSONDepth    = 64       // nesting of arrays and objects
)

// Limits bound what every kind may have to read (E1.8). A zero field means its
// default.
type Limits struct {
	Chain        int // bytes of a certificate chain, in PEM or DER
	Certificates int // certificates in a chain
	CRL          int // bytes of a revocation list
	RuntimeData  int // bytes of runtime data, and of init-time data
	JSONDepth    int // nesting of arrays and objects in any JSON
}
