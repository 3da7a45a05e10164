// Package collateral fetches what the verification of evidence needs beside the
// evidence itself (E3.14): TCB info, QE identity and revocation lists from Intel's
// Provisioning Certification Service (PCS) or a cache of it (PCCS), certificates
// and revocation lists from AMD's Key Distribution Service (KDS).
//
// The packages that verify evidence never import this one, and never touch the
// network. What was fetched proves nothing until they have verified it, whether it
// came from a service or from the cache: here an answer is only checked for being
// what was asked for.
package collateral
