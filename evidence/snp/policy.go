package snp

import "fmt"

// GuestPolicy is the POLICY field: what the guest's owner allows the host, and
// demands of it, fixed at launch (E6.2).
type GuestPolicy uint64

// The bits of a policy that become claims (E6.9).
const (
	policySMT GuestPolicy = 1 << (16 + iota)
	policyOne
	policyMigration
	policyDebug
	policySingleSocket
	policyCXL
	policyAES256
	policyNoRAPL
	policyHideCiphertext
	policyNoPageSwap
	policyEnd
)

// check applies the rules for bits that have one value only (E6.2).
func (p GuestPolicy) check() error {
	if p&policyOne == 0 {
		return fmt.Errorf("guest policy is 0x%x, expected bit 17 set", uint64(p))
	}
	if p >= policyEnd {
		return fmt.Errorf("guest policy is 0x%x, expected no bits above 25", uint64(p))
	}
	return nil
}

// MinABI returns the lowest version of the firmware's interface that may run the
// guest.
func (p GuestPolicy) MinABI() (major, minor uint8) { return uint8(p >> 8), uint8(p) }

// SMTAllowed reports whether the guest may run where hyperthreading is on.
func (p GuestPolicy) SMTAllowed() bool { return p&policySMT != 0 }

// MigrationAllowed reports whether a migration agent may be associated.
func (p GuestPolicy) MigrationAllowed() bool { return p&policyMigration != 0 }

// Debuggable reports whether the host may read and change the guest's memory.
func (p GuestPolicy) Debuggable() bool { return p&policyDebug != 0 }

// SingleSocket reports whether the guest must stay on one socket.
func (p GuestPolicy) SingleSocket() bool { return p&policySingleSocket != 0 }

// CXLAllowed reports whether CXL memory and devices may be present.
func (p GuestPolicy) CXLAllowed() bool { return p&policyCXL != 0 }

// AES256Required reports whether memory must be encrypted with AES-256-XTS.
func (p GuestPolicy) AES256Required() bool { return p&policyAES256 != 0 }

// RAPLDisabled reports whether power measurement must be off.
func (p GuestPolicy) RAPLDisabled() bool { return p&policyNoRAPL != 0 }

// CiphertextHiding reports whether the host must not see ciphertext in DRAM.
func (p GuestPolicy) CiphertextHiding() bool { return p&policyHideCiphertext != 0 }

// PageSwapDisabled reports whether the host can't move or swap out pages.
func (p GuestPolicy) PageSwapDisabled() bool { return p&policyNoPageSwap != 0 }
