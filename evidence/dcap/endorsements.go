package dcap

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// endorsementsMagic is how Open Enclave's endorsements for SGX begin: version 1,
// type 2 (E3.12).
var endorsementsMagic = []byte{1, 0, 0, 0, 2, 0, 0, 0}

// Places in the endorsements.
const (
	endorsementsHeader = 16
	endorsementsCount  = 9
)

// readEndorsements reads the blob of E3.12: after a header 9 offsets, from the end
// of which they count, and the elements.
func readEndorsements(data []byte) (Collateral, error) {
	const start = endorsementsHeader + 4*endorsementsCount
	if len(data) < start {
		return Collateral{}, fmt.Errorf("the endorsements have %d bytes, expected %d or more", len(data), start)
	}
	if n := int64(binary.LittleEndian.Uint32(data[8:])); n != int64(len(data))-endorsementsHeader {
		return Collateral{}, fmt.Errorf("size of the endorsements is %d, expected %d", n, len(data)-endorsementsHeader)
	}
	if n := binary.LittleEndian.Uint32(data[12:]); n != endorsementsCount {
		return Collateral{}, fmt.Errorf("found %d endorsements, expected %d", n, endorsementsCount)
	}
	body := data[start:]
	var elements [endorsementsCount][]byte
	end := int64(len(body))
	for i := endorsementsCount - 1; i >= 0; i-- {
		from := int64(binary.LittleEndian.Uint32(data[endorsementsHeader+4*i:]))
		if from > end {
			return Collateral{}, fmt.Errorf("offset of endorsement %d is %d, expected at most %d", i, from, end)
		}
		elements[i], end = bytes.Clone(body[from:end]), from
	}
	if end != 0 {
		return Collateral{}, fmt.Errorf("offset of the first endorsement is %d, expected 0", end)
	}
	c := Collateral{
		TCBInfo:       elements[1],
		SigningChain:  elements[2],
		PCKCRL:        elements[3],
		RootCRL:       elements[4],
		QEIdentity:    elements[6],
		IdentityChain: elements[7],
	}
	c.shareChain()
	return c, nil
}
