package snp

import (
	"encoding/binary"
	"fmt"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// ReportSize is the size of a report in bytes, signature included.
const ReportSize = 1184

// Places in the report (E6.2; AMD 56860, table ATTESTATION_REPORT).
const (
	signedSize     = 0x2A0 // bytes that the signature covers
	signatureValue = 72    // bytes of r, and of s, little-endian
	signatureEnd   = signedSize + 2*signatureValue
	policyAt       = 0x08
	vmplAt         = 0x30
	platformAt     = 0x40
	cpuidAt        = 0x188
	algorithmAt    = 0x34
	flagsAt        = 0x48
)

// Values of fields that have few.
const (
	oldestVersion = 2
	newestVersion = 5
	ecdsaP384     = 1 // SIGNATURE_ALGO: ECDSA P-384 with SHA-384
	knownFlags    = 0x1F
	highestVMPL   = 3
	hostVMPL      = 0xFFFFFFFF // of a report that the host asked for
)

// tcbs are the places of the four TCBs: current, reported, committed, at launch.
var tcbs = [...]int{0x38, 0x180, 0x1E0, 0x1F0}

// Report is a report that was read. Its slices refer to the input bytes, nothing
// is copied, and it proves nothing (E1.1).
type Report struct {
	Version           uint32 // 2 to 5
	GuestSVN          uint32
	Policy            GuestPolicy
	FamilyID          []byte // 16 bytes
	ImageID           []byte // 16 bytes
	VMPL              uint32 // 0 to 3
	CurrentTCB        TCB
	PlatformInfo      PlatformInfo
	AuthorKeyEnabled  bool
	MaskChipKey       bool   // the chip's key signs no reports
	SigningKey        Signer // as reported; may be neither VCEK nor VLEK
	ReportData        []byte // 64 bytes, chosen by the guest
	Measurement       []byte // 48 bytes
	HostData          []byte // 32 bytes, chosen by the host
	IDKeyDigest       []byte // 48 bytes
	AuthorKeyDigest   []byte // 48 bytes
	ReportID          []byte // 32 bytes
	ReportIDMA        []byte // 32 bytes, of the migration agent
	ReportedTCB       TCB    // that of the key which signed
	CPUID             CPUID  // zero before version 3
	ChipID            []byte // 64 bytes
	CommittedTCB      TCB
	Current           Firmware
	Committed         Firmware
	LaunchTCB         TCB
	LaunchMitigation  uint64 // zero before version 5
	CurrentMitigation uint64 // zero before version 5

	raw []byte
}

// CPUID names a processor: family and model with their extended parts added.
type CPUID struct{ Family, Model, Stepping uint8 }

// Firmware is the version of the SNP firmware.
type Firmware struct{ Major, Minor, Build uint8 }

// String returns the version as people write it, like "1.55.29".
func (f Firmware) String() string { return fmt.Sprintf("%d.%d.%d", f.Major, f.Minor, f.Build) }

// Parse reads a report, which is all of data, and checks its form (E6.2). It
// checks no signature.
func Parse(data []byte) (*Report, error) {
	if len(data) != ReportSize {
		return nil, malformed(min(len(data), ReportSize), "report has %d bytes, expected %d", len(data), ReportSize)
	}
	if err := checkForm(data); err != nil {
		return nil, err
	}
	flags := binary.LittleEndian.Uint32(data[flagsAt:])
	r := &Report{
		Version:          binary.LittleEndian.Uint32(data),
		GuestSVN:         binary.LittleEndian.Uint32(data[0x04:]),
		Policy:           GuestPolicy(binary.LittleEndian.Uint64(data[policyAt:])),
		FamilyID:         data[0x10:0x20:0x20],
		ImageID:          data[0x20:0x30:0x30],
		VMPL:             binary.LittleEndian.Uint32(data[vmplAt:]),
		CurrentTCB:       TCB(data[0x38:]),
		PlatformInfo:     PlatformInfo(binary.LittleEndian.Uint64(data[platformAt:])),
		AuthorKeyEnabled: flags&1 != 0,
		MaskChipKey:      flags&2 != 0,
		SigningKey:       Signer(flags >> 2 & 7),
		ReportData:       data[0x50:0x90:0x90],
		Measurement:      data[0x90:0xC0:0xC0],
		HostData:         data[0xC0:0xE0:0xE0],
		IDKeyDigest:      data[0xE0:0x110:0x110],
		AuthorKeyDigest:  data[0x110:0x140:0x140],
		ReportID:         data[0x140:0x160:0x160],
		ReportIDMA:       data[0x160:0x180:0x180],
		ReportedTCB:      TCB(data[0x180:]),
		CPUID:            cpuid(data),
		ChipID:           data[0x1A0:0x1E0:0x1E0],
		CommittedTCB:     TCB(data[0x1E0:]),
		Current:          Firmware{data[0x1EA], data[0x1E9], data[0x1E8]},
		Committed:        Firmware{data[0x1EE], data[0x1ED], data[0x1EC]},
		LaunchTCB:        TCB(data[0x1F0:]),
		// checkForm saw to it that these are zero where a version lacks them.
		LaunchMitigation:  binary.LittleEndian.Uint64(data[0x1F8:]),
		CurrentMitigation: binary.LittleEndian.Uint64(data[0x200:]),
		raw:               data,
	}
	return r, nil
}

// checkForm checks what E6.2 says about every report: version, algorithm, the
// bits of POLICY and flags, reserved ranges.
func checkForm(data []byte) error {
	version := binary.LittleEndian.Uint32(data)
	if version < oldestVersion || version > newestVersion {
		return malformed(0, "report version is %d, expected %d to %d", version, oldestVersion, newestVersion)
	}
	if err := GuestPolicy(binary.LittleEndian.Uint64(data[policyAt:])).check(); err != nil {
		return malformed(policyAt, "%w", err)
	}
	if err := checkVMPL(binary.LittleEndian.Uint32(data[vmplAt:])); err != nil {
		return err
	}
	if n := binary.LittleEndian.Uint32(data[algorithmAt:]); n != ecdsaP384 {
		return malformed(algorithmAt, "signature algorithm is %d, expected %d (ECDSA P-384 with SHA-384)", n, ecdsaP384)
	}
	if err := PlatformInfo(binary.LittleEndian.Uint64(data[platformAt:])).check(); err != nil {
		return malformed(platformAt, "%w", err)
	}
	if flags := binary.LittleEndian.Uint32(data[flagsAt:]); flags&^knownFlags != 0 {
		return malformed(flagsAt, "flags are 0x%x, expected only bits 0 to 4", flags)
	}
	if err := checkReserved(data, version); err != nil {
		return err
	}
	return checkTCBs(data, version)
}

// checkVMPL refuses what no privilege level of a guest is. Nobody in the guest
// vouches for the report data of a report that the host asked for (E6.2).
func checkVMPL(vmpl uint32) error {
	switch {
	case vmpl == hostVMPL:
		return malformed(vmplAt, "VMPL is 0xFFFFFFFF: the host asked for the report, not the guest")
	case vmpl > highestVMPL:
		return malformed(vmplAt, "VMPL is %d, expected 0 to %d", vmpl, highestVMPL)
	}
	return nil
}

// checkTCBs checks that the bytes of each TCB which the product gives no meaning
// are zero. An unknown product gives none to any: its report is refused later,
// since no certificate is for it (E6.5).
func checkTCBs(data []byte, version uint32) error {
	p := productOfReport(version, cpuid(data))
	if p == "" {
		return nil
	}
	from, to := p.reserved()
	for _, at := range tcbs {
		if n := zeros(data[at+from : at+to]); n < to-from {
			return malformed(at+from+n, "reserved byte of a TCB of %s is 0x%02x, expected 0", p, data[at+from+n])
		}
	}
	return nil
}

func cpuid(data []byte) CPUID { return CPUID{data[cpuidAt], data[cpuidAt+1], data[cpuidAt+2]} }

// productOfReport returns the line that a report is of, "" if it is unknown. A
// report of version 2 names no processor: all of that version are of Milan or
// Genoa, which agree in what is read here.
func productOfReport(version uint32, c CPUID) Product {
	if version < 3 {
		return Milan
	}
	return c.Product()
}

// checkReserved checks that the ranges without a meaning are zero. Those after
// the signature aren't covered by it: nothing else would notice a change there.
func checkReserved(data []byte, version uint32) error {
	cpuidEnd, mitigationEnd := 0x188, 0x1F8
	if version >= 3 {
		cpuidEnd = 0x18B
	}
	if version >= 5 {
		mitigationEnd = 0x208
	}
	for _, r := range [...][2]int{
		{0x4C, 0x50}, {cpuidEnd, 0x1A0}, {0x1EB, 0x1EC}, {0x1EF, 0x1F0}, {mitigationEnd, signedSize}, {signatureEnd, ReportSize},
	} {
		if n := zeros(data[r[0]:r[1]]); n < r[1]-r[0] {
			return malformed(r[0]+n, "reserved byte is 0x%02x, expected 0", data[r[0]+n])
		}
	}
	return nil
}

// zeros returns how many zeros b begins with, looking at eight at a time: half of
// a report is reserved.
func zeros(b []byte) int {
	n := 0
	for n+8 <= len(b) && binary.LittleEndian.Uint64(b[n:]) == 0 {
		n += 8
	}
	for n < len(b) && b[n] == 0 {
		n++
	}
	return n
}

// Bytes returns the bytes that the report was read from.
func (r *Report) Bytes() []byte { return r.raw }

// malformed is a failure of the step parse.
func malformed(offset int, format string, args ...any) error {
	return frame.ErrorfAt(Kind, StepParse, "E6.2", offset, format, args...)
}
