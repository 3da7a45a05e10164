package dcap

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FMSPC names a line of processors and platforms that share a TCB info.
type FMSPC [6]byte

// String returns it in upper-case hex, as Intel's services take it.
func (f FMSPC) String() string { return strings.ToUpper(hex.EncodeToString(f[:])) }

// MarshalText returns the same, so that it is a string in JSON.
func (f FMSPC) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// PCEID names a provisioning certification enclave.
type PCEID [2]byte

// String returns it in hex.
func (p PCEID) String() string { return strings.ToUpper(hex.EncodeToString(p[:])) }

// MarshalText returns the same, so that it is a string in JSON.
func (p PCEID) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// CA says which authority issued a PCK certificate, as Intel's services name it
// where they are asked for its revocation list.
type CA string

// The authorities.
const (
	Processor CA = "processor"
	Platform  CA = "platform"
)

// PCK is what the certificate of a provisioning certification key says of the
// platform (E3.6).
type PCK struct {
	CA         CA
	FMSPC      FMSPC
	PCEID      PCEID
	PPID       [16]byte
	Components [16]uint8 // of the SGX TCB
	PCESVN     uint16
	CPUSVN     [16]byte
	Type       int // of the platform: 0 standard, 1 scalable, 2 scalable with integrity

	PlatformInstance []byte // 16 bytes under the Platform CA; nil if it names none
	// Configuration of a multi-package platform; nil if the certificate names none.
	Configuration *Configuration
}

// Configuration says how a multi-package platform was set up (E3.6).
type Configuration struct {
	Dynamic    bool `json:"dynamicPlatform"` // packages can be added and taken away
	CachedKeys bool `json:"cachedKeys"`      // Intel keeps the platform's root keys
	SMT        bool `json:"smtEnabled"`
}

// clone returns a copy that shares no memory: what a Verifier keeps is used again
// for other quotes.
func (p PCK) clone() PCK {
	p.PlatformInstance = bytes.Clone(p.PlatformInstance)
	if p.Configuration != nil {
		configuration := *p.Configuration
		p.Configuration = &configuration
	}
	return p
}

// sgxArc is the OID of the extension, and the start of those inside it (E3.6).
var sgxArc = asn1.ObjectIdentifier{1, 2, 840, 113741, 1, 13, 1}

// sgxItem is a member of the extension.
type sgxItem struct {
	ID    asn1.ObjectIdentifier
	Value asn1.RawValue
}

// readPCK reads the value of the extension. Members that are unknown are passed
// over; each of the others may be there once, and those which name no platform
// configuration must.
func readPCK(value []byte) (PCK, error) {
	var p PCK
	items, err := readItems(value, sgxArc)
	if err != nil {
		return PCK{}, err
	}
	var seen [8]bool
	for number, item := range items {
		if err := p.readItem(number, item); err != nil {
			return PCK{}, fmt.Errorf("%v.%d: %w", sgxArc, number, err)
		}
		if number < len(seen) {
			seen[number] = true
		}
	}
	for number := 1; number <= 5; number++ {
		if !seen[number] {
			return PCK{}, fmt.Errorf("found no %v.%d", sgxArc, number)
		}
	}
	return p, nil
}

func (p *PCK) readItem(number int, item asn1.RawValue) (err error) {
	switch number {
	case 1:
		err = readOctets(item, p.PPID[:])
	case 2:
		err = p.readTCB(item.FullBytes)
	case 3:
		err = readOctets(item, p.PCEID[:])
	case 4:
		err = readOctets(item, p.FMSPC[:])
	case 5:
		p.Type, err = readNumber(item, asn1.TagEnum, 255)
	case 6:
		p.PlatformInstance = make([]byte, 16)
		err = readOctets(item, p.PlatformInstance)
	case 7:
		err = p.readConfiguration(item.FullBytes)
	}
	return err
}

// readTCB reads the components, PCESVN and CPUSVN.
func (p *PCK) readTCB(value []byte) error {
	arc := append(slices.Clone(sgxArc), 2)
	items, err := readItems(value, arc)
	if err != nil {
		return err
	}
	for number := 1; number <= 18; number++ {
		item, ok := items[number]
		if !ok {
			return fmt.Errorf("found no %v.%d", arc, number)
		}
		n := 0
		switch number {
		case 17:
			n, err = readNumber(item, asn1.TagInteger, 1<<16-1)
			p.PCESVN = uint16(n)
		case 18:
			err = readOctets(item, p.CPUSVN[:])
		default:
			n, err = readNumber(item, asn1.TagInteger, 255)
			p.Components[number-1] = uint8(n)
		}
		if err != nil {
			return fmt.Errorf("%v.%d: %w", arc, number, err)
		}
	}
	return nil
}

func (p *PCK) readConfiguration(value []byte) error {
	arc := append(slices.Clone(sgxArc), 7)
	items, err := readItems(value, arc)
	if err != nil {
		return err
	}
	p.Configuration = &Configuration{}
	for number, to := range map[int]*bool{1: &p.Configuration.Dynamic, 2: &p.Configuration.CachedKeys, 3: &p.Configuration.SMT} {
		item, ok := items[number]
		if !ok {
			continue
		}
		if rest, err := asn1.Unmarshal(item.FullBytes, to); err != nil || len(rest) > 0 {
			return fmt.Errorf("%v.%d: found %s, expected a boolean", arc, number, clipDER(item))
		}
	}
	return nil
}

// readItems reads a sequence of members, by the last number of their OID, which
// begins with arc. None may be there twice.
func readItems(value []byte, arc asn1.ObjectIdentifier) (map[int]asn1.RawValue, error) {
	var list []sgxItem
	rest, err := asn1.Unmarshal(value, &list)
	if err != nil {
		return nil, fmt.Errorf("%v is malformed: %w", arc, err)
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("found %d bytes after %v", len(rest), arc)
	}
	items := make(map[int]asn1.RawValue, len(list))
	for _, item := range list {
		if len(item.ID) != len(arc)+1 || !item.ID[:len(arc)].Equal(arc) {
			return nil, fmt.Errorf("found %s in %v", clip(item.ID.String()), arc)
		}
		number := item.ID[len(arc)]
		if _, twice := items[number]; twice {
			return nil, fmt.Errorf("found %v twice", item.ID)
		}
		items[number] = item.Value
	}
	return items, nil
}

// readOctets reads an OCTET STRING as long as the place it goes to.
func readOctets(item asn1.RawValue, to []byte) error {
	if item.Class != asn1.ClassUniversal || item.Tag != asn1.TagOctetString || item.IsCompound || len(item.Bytes) != len(to) {
		return fmt.Errorf("found %s, expected an OCTET STRING of %d bytes", clipDER(item), len(to))
	}
	copy(to, item.Bytes)
	return nil
}

// readNumber reads an INTEGER or ENUMERATED of 0 to most.
func readNumber(item asn1.RawValue, tag, most int) (n int, err error) {
	if item.Class == asn1.ClassUniversal && item.Tag == tag {
		if tag == asn1.TagEnum {
			var e asn1.Enumerated
			_, err = asn1.Unmarshal(item.FullBytes, &e)
			n = int(e)
		} else {
			_, err = asn1.Unmarshal(item.FullBytes, &n)
		}
	} else {
		err = errors.New("another type")
	}
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("found %s, expected a number of 0 to %d", clipDER(item), most)
	}
	return n, nil
}

// clipDER is what messages show of a member.
func clipDER(item asn1.RawValue) string { return clip(fmt.Sprintf("% x", item.FullBytes)) }
