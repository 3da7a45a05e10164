package snptest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
)

// Request writes the service's request form (E6.1). Without a chain it has no
// member for one.
func Request(report, chain []byte) []byte { return EndorsedRequest(report, chain, nil) }

// EndorsedRequest writes the service's request form with endorsements, which UVM
// writes.
func EndorsedRequest(report, chain, endorsements []byte) []byte {
	encode := base64.RawURLEncoding.EncodeToString
	out := fmt.Appendf(nil, `{"SnpReport":%q`, encode(report))
	if len(chain) > 0 {
		out = fmt.Appendf(out, `,"VcekCertChain":%q`, encode(chain))
	}
	if len(endorsements) > 0 {
		out = fmt.Appendf(out, `,"Endorsements":%q`, encode(endorsements))
	}
	return append(out, '}')
}

// Bind puts the SHA-256 of runtime data into the guest's report data (E2.2).
func (g *Guest) Bind(runtime []byte) {
	sum := sha256.Sum256(runtime)
	clear(g.Report[0x50:0x90])
	copy(g.Report[0x50:], sum[:])
}

// BindHost puts the SHA-256 of init-time data into HOST_DATA (E2.4).
func (g *Guest) BindHost(data []byte) {
	sum := sha256.Sum256(data)
	copy(g.Report[0xC0:], sum[:])
}

// HCL writes an Azure HCL report around a report and its runtime data (E7), with
// zeros up to the size of the vTPM index that Azure uses.
func HCL(report, runtime []byte) []byte {
	out := []byte("HCLA")
	for _, n := range []int{1, 0x4D4 + len(runtime), 2, 0, 0, 0, 0} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	out = append(out, report...)
	for _, n := range []int{20 + len(runtime), 1, 2, 1, len(runtime)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	out = append(out, runtime...)
	return slices.Concat(out, make([]byte, max(0, 2600-len(out))))
}
