package snp

import (
	"fmt"
	"strings"
)

// PlatformInfo is the PLATFORM_INFO field: how the host is set up. A policy of
// the guest's owner (GuestPolicy) may demand some of it (E6.2).
type PlatformInfo uint64

// The bits that have a meaning. Bit 6 has none.
const (
	platformSMT PlatformInfo = 1 << iota
	platformTSME
	platformECC
	platformNoRAPL
	platformHideCiphertext
	platformAliasCheck
	_
	platformTIO
	platformEnd

	knownPlatform = platformEnd - 1 - 1<<6
)

// platformNames are what people call the bits, in their order.
var platformNames = [...]struct {
	bit  PlatformInfo
	name string
}{
	{platformSMT, "SMT"}, {platformTSME, "TSME"}, {platformECC, "ECC memory"}, {platformNoRAPL, "RAPL disabled"},
	{platformHideCiphertext, "ciphertext hiding"}, {platformAliasCheck, "alias check complete"}, {platformTIO, "TIO"},
}

// check refuses bits that have no meaning (E6.2).
func (p PlatformInfo) check() error {
	if p&^knownPlatform != 0 {
		return fmt.Errorf("platform info is 0x%x, expected only bits 0 to 5 and 7", uint64(p))
	}
	return nil
}

// SMTEnabled reports whether hyperthreading is on.
func (p PlatformInfo) SMTEnabled() bool { return p&platformSMT != 0 }

// TSMEEnabled reports whether all of the memory is encrypted, not only that of
// guests.
func (p PlatformInfo) TSMEEnabled() bool { return p&platformTSME != 0 }

// ECCEnabled reports whether the memory corrects errors.
func (p PlatformInfo) ECCEnabled() bool { return p&platformECC != 0 }

// RAPLDisabled reports whether power measurement is off.
func (p PlatformInfo) RAPLDisabled() bool { return p&platformNoRAPL != 0 }

// CiphertextHidingEnabled reports whether the host can't see ciphertext in DRAM.
func (p PlatformInfo) CiphertextHidingEnabled() bool { return p&platformHideCiphertext != 0 }

// AliasCheckComplete reports whether the firmware found no memory that has two
// addresses, since the machine was reset or later.
func (p PlatformInfo) AliasCheckComplete() bool { return p&platformAliasCheck != 0 }

// TIOEnabled reports whether devices may be trusted (SEV-TIO).
func (p PlatformInfo) TIOEnabled() bool { return p&platformTIO != 0 }

// String lists what is set, "none" for nothing.
func (p PlatformInfo) String() string {
	var set []string
	for _, n := range platformNames {
		if p&n.bit != 0 {
			set = append(set, n.name)
		}
	}
	if len(set) == 0 {
		return "none"
	}
	return strings.Join(set, ", ")
}
