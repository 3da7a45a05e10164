// Package policygen makes random policies and claims for tests: one generator
// for property tests and fuzz targets alike. Every policy passes the check, by
// construction; types and values come from small pools that policies and claims
// share, so that conditions match, functions find what suits them, and now and
// then something that does not. It is test support: no other package of the
// product imports it.
package policygen
