package hcl

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Kind names the format in errors.
const Kind evidence.Kind = "hcl"

// The steps of E7.1, which come before those of the hardware report.
const (
	StepHeader      = "hcl header"
	StepRuntimeData = "hcl runtime data"
)

// Magic is what every HCL report begins with.
const Magic = "HCLA"

// The layout of E7: a header, the area of the hardware report, a second header,
// the JSON.
const (
	areaStart   = 0x20
	areaEnd     = 0x4C0
	jsonStart   = 0x4D4
	tdReport    = 1024 // of the area, for TDX
	requestType = 2
)

// Where the hardware reports carry their 64 bytes of report data.
const (
	snpReportData = 0x50
	tdxReportData = 128
	reportDataLen = 64
)

// Hardware says which kind of report the HCL report holds.
type Hardware uint32

// The kinds, with the numbers of the format.
const (
	SNP Hardware = 2
	TDX Hardware = 4
)

// String returns the name of the technology.
func (h Hardware) String() string {
	if h == TDX {
		return "TDX"
	}
	return "SEV-SNP"
}

// Report is an HCL report that was read. It refers to the input bytes, copies
// nothing, and proves nothing (E1.1).
type Report struct {
	Version     uint32 // 1 or 2
	Hardware    Hardware
	Hash        Hash
	Raw         []byte // hardware report: 1,184 bytes of SNP, 1,024 of TDX
	RuntimeData []byte // the JSON, as long as its header says
}

// DefaultReport is the default limit of an HCL report, in bytes (E1.8).
const DefaultReport = 64 << 10

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	evidence.Limits
	Report int // bytes of the report, padding included
}

// Parse reads an HCL report (E7). Only zeros may follow it, as the vTPM index is
// larger than the report (E1.7).
func Parse(data []byte, limits Limits) (*Report, error) {
	if err := frame.CheckSize("the HCL report", len(data), cmp.Or(limits.Report, DefaultReport)); err != nil {
		return nil, frame.Wrap(Kind, StepHeader, "E1.8", err)
	}
	if len(data) < jsonStart {
		return nil, fail(len(data), "found %d bytes, expected at least %d", len(data), jsonStart)
	}
	if err := checkHeader(data); err != nil {
		return nil, err
	}
	end, err := reportEnd(data)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Version:     word(data, 0x04),
		Hardware:    Hardware(word(data, 0x4C8)),
		Hash:        Hash(word(data, 0x4CC)),
		Raw:         data[areaStart:areaEnd:areaEnd],
		RuntimeData: data[jsonStart:end:end],
	}
	if r.Hardware == TDX {
		if err := checkZero(data, areaStart+tdReport, areaEnd); err != nil {
			return nil, err
		}
		r.Raw = r.Raw[:tdReport:tdReport]
	}
	if err := checkZero(data, end, len(data)); err != nil {
		return nil, err
	}
	return r, nil
}

// checkHeader checks the fields of both headers that have few values (E7).
func checkHeader(data []byte) error {
	if !bytes.HasPrefix(data, []byte(Magic)) {
		return fail(0, "found %q, expected %q", data[:len(Magic)], Magic)
	}
	fields := [...]struct {
		at      int
		name    string
		allowed []uint32
	}{
		{0x04, "version", []uint32{1, 2}},
		{0x0C, "request type", []uint32{requestType}},
		{0x10, "status", []uint32{0}},
		{0x4C4, "version of the runtime data", []uint32{1}},
		{0x4C8, "report type", []uint32{uint32(SNP), uint32(TDX)}},
		{0x4CC, "hash type", []uint32{uint32(SHA256), uint32(SHA384), uint32(SHA512)}},
	}
	for _, f := range fields {
		if !slices.Contains(f.allowed, word(data, f.at)) {
			return fail(f.at, "%s is %d, expected one of %d", f.name, word(data, f.at), f.allowed)
		}
	}
	return checkZero(data, 0x14, areaStart)
}

// reportEnd returns where the report ends. Three sizes say it and must agree;
// they are compared as 64-bit numbers, so that none can wrap around (E1.6).
func reportEnd(data []byte) (int, error) {
	report, block, text := uint64(word(data, 0x08)), uint64(word(data, 0x4C0)), uint64(word(data, 0x4D0))
	switch {
	case block != jsonStart-areaEnd+text:
		return 0, fail(0x4C0, "data size is %d, expected %d and the %d of the JSON", block, jsonStart-areaEnd, text)
	case report != areaEnd+block:
		return 0, fail(0x08, "report size is %d, expected %d and the %d of the runtime data", report, areaEnd, block)
	case report > uint64(len(data)):
		return 0, fail(0x08, "report size is %d, found %d bytes", report, len(data))
	}
	return int(report), nil
}

// ReportData returns the 64 bytes of the hardware report that carry the hash; nil if
// Parse didn't make the report.
func (r *Report) ReportData() []byte {
	at := snpReportData
	if r.Hardware == TDX {
		at = tdxReportData
	}
	if len(r.Raw) < at+reportDataLen {
		return nil
	}
	return r.Raw[at : at+reportDataLen]
}

func checkZero(data []byte, from, to int) error {
	for at := from; at < to; at++ {
		if data[at] != 0 {
			return fail(at, "found 0x%02x, expected zeros", data[at])
		}
	}
	return nil
}

func word(data []byte, at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }

func fail(offset int, format string, args ...any) error {
	return frame.ErrorfAt(Kind, StepHeader, "E7", offset, format, args...)
}
