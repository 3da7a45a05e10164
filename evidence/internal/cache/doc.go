// Package cache keeps what was verified, for the bytes that it was read from (E1.11):
// certificate chains, revocation lists, collateral. Only what holds for ever may
// enter: no refusals, nothing that depends on the time or on options.
package cache
