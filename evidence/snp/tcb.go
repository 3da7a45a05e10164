package snp

import "fmt"

// TCB is a TCB_VERSION: security version numbers, one byte each, whose places
// depend on the product (E6.7).
type TCB [8]byte

// SVNs are the parts of a TCB that have a name.
type SVNs struct {
	FMC        uint8 // Turin only
	Bootloader uint8
	TEE        uint8
	SNP        uint8 // the SNP firmware
	Microcode  uint8
}

// SVNs returns the parts of the TCB in the layout of a product (E6.7).
func (t TCB) SVNs(p Product) SVNs {
	if p == Turin {
		return SVNs{FMC: t[0], Bootloader: t[1], TEE: t[2], SNP: t[3], Microcode: t[7]}
	}
	return SVNs{Bootloader: t[0], TEE: t[1], SNP: t[6], Microcode: t[7]}
}

// reserved returns which bytes of a TCB have no meaning for a product (E6.7): from
// the first up to the second.
func (p Product) reserved() (from, to int) {
	if p == Turin {
		return 4, 7
	}
	return 2, 6
}

// place returns the byte of the TCB that extension .3.n of a certificate gives;
// false for a number without a place (E6.5, E6.7). The reserved numbers take the
// places between the named ones.
func (p Product) place(n int) (int, bool) {
	places := [...]int{1: 0, 2: 1, 3: 6, 4: 2, 5: 3, 6: 4, 7: 5, 8: 7, 9: -1}
	if p == Turin {
		places = [...]int{1: 1, 2: 2, 3: 3, 4: -1, 5: 4, 6: 5, 7: 6, 8: 7, 9: 0}
	}
	if n < 1 || n >= len(places) || places[n] < 0 {
		return 0, false
	}
	return places[n], true
}

// describe lists the parts of the TCB for people.
func (t TCB) describe(p Product) string {
	s := t.SVNs(p)
	text := fmt.Sprintf("bootloader %d, TEE %d, SNP %d, microcode %d", s.Bootloader, s.TEE, s.SNP, s.Microcode)
	if p == Turin {
		return fmt.Sprintf("FMC %d, %s", s.FMC, text)
	}
	return text
}
