package wasmbuild

import (
	"encoding/binary"
	"errors"
)

// valuesOf returns the table of values by PC at an offset (pcvalue in runtime/symtab.go)
// in a form that more functions share: with no two steps to one value, and the last of
// them up to the end of any function. least is what lower values count as.
func valuesOf(all []byte, offset uint32, least int32) (string, error) {
	if offset == 0 {
		return "", nil
	}
	if uint64(offset) >= uint64(len(all)) {
		return "", errors.New("found a table of values by PC that is none")
	}
	var out []byte
	value, written, size := int32(-1), int32(-1), uint64(0)
	flush := func(size uint64) {
		out = binary.AppendVarint(out, int64(max(value, least)-written))
		out = binary.AppendUvarint(out, size)
		written = max(value, least)
	}
	rest := all[offset:]
	for first := true; ; first = false {
		change, n := binary.Varint(rest)
		if n <= 0 || n > binary.MaxVarintLen32 {
			return "", errEnds
		}
		if change == 0 && !first {
			break
		}
		pcs, k := binary.Uvarint(rest[n:])
		if k <= 0 || k > binary.MaxVarintLen32 || pcs > perPC {
			return "", errEnds
		}
		rest = rest[n+k:]
		next := value + int32(change)
		if !first && max(next, least) != max(value, least) {
			flush(size)
			size = 0
		}
		value, size = next, size+pcs
	}
	flush(perPC)
	return string(append(out, 0)), nil
}
