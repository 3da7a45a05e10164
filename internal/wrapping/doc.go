// Package wrapping takes evidence out of the text that it may be in: hex, base64, and
// the body of a request to the service. What is inside is for the kinds of evidence to
// know, and proves nothing.
package wrapping
