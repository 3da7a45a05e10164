package dcap

import "encoding/binary"

// reader reads a quote from front to back. Lengths are checked against what is
// there before anything is taken, in 64 bits (E1.6).
type reader struct {
	data []byte
	pos  int
	end  int // of the part that is being read; 0 for that of data
}

// left returns how many bytes the part still has.
func (r *reader) left() int64 {
	if r.end > 0 {
		return int64(r.end - r.pos)
	}
	return int64(len(r.data) - r.pos)
}

// take returns the next n bytes.
func (r *reader) take(n int64, what string) ([]byte, error) {
	if n > r.left() {
		return nil, malformed(r.pos, "E3.2", "found %d bytes for %s, expected %d", r.left(), what, n)
	}
	at := r.pos
	r.pos += int(n)
	return r.data[at:r.pos:r.pos], nil
}

func (r *reader) uint16(what string) (uint16, error) {
	b, err := r.take(2, what)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint16(b), nil
}

// size reads a length of 32 bits, which what comes next must have.
func (r *reader) size(what string) (int64, error) {
	if r.left() < 4 { // said here, so that no text is put together otherwise
		return 0, malformed(r.pos, "E3.2", "found %d bytes for the size of %s, expected 4", r.left(), what)
	}
	b := r.data[r.pos:]
	r.pos += 4
	n := int64(binary.LittleEndian.Uint32(b))
	if n > r.left() {
		return 0, malformed(r.pos-4, "E3.2", "size of %s is %d, found %d bytes", what, n, r.left())
	}
	return n, nil
}

// enter reads a length and makes what it spans the part that is read.
func (r *reader) enter(what string) error {
	n, err := r.size(what)
	r.end = r.pos + int(n)
	return err
}

// fill reads a length that must span the rest of the part.
func (r *reader) fill(what string) error {
	n, err := r.size(what)
	if err == nil && n != r.left() {
		return malformed(r.pos-4, "E3.2", "size of %s is %d, expected %d: nothing may come after it", what, n, r.left())
	}
	return err
}
