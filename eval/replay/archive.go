package replay

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
)

// Bounds of a packed archive: it may unpack to so many times its size, after so many
// bytes that any may. A bomb does no harm to memory, but would take its time.
const (
	mostUnpacked = 256
	freeUnpacked = 256 << 20
)

// gzip reads a tar archive that is packed, and to the end of it, where the checksum is.
func (r *reader) gzip(place string, in *counted) error {
	unpacked, err := gzip.NewReader(bufio.NewReaderSize(in, chunk))
	if err != nil {
		return r.unread(place, archiveError(err))
	}
	bounded := &inflated{unpacked: unpacked, packed: in}
	whole, err := r.members(place, bounded)
	if err != nil || !whole {
		return err
	}
	if _, err := io.Copy(io.Discard, bounded); err != nil {
		return r.unread(place, archiveError(err))
	}
	return nil
}

// inflated reads what is packed, as long as it is no bomb.
type inflated struct {
	unpacked io.Reader
	packed   *counted
	n        int64
}

func (b *inflated) Read(p []byte) (int, error) {
	n, err := b.unpacked.Read(p)
	b.n += int64(n)
	if b.n > freeUnpacked+mostUnpacked*b.packed.n {
		err = fmt.Errorf("found an archive that unpacks to more than %d times its size", mostUnpacked)
	}
	return n, err
}

// tar reads a tar archive.
func (r *reader) tar(place string, in io.Reader) error {
	_, err := r.members(place, in)
	return err
}

// members reads the members of an archive that can hold inputs, in their order, and
// reports whether it came to the end. Links and all that is no regular file are left
// out. Two blocks of zeros end an archive: one without was cut between two members.
func (r *reader) members(place string, in io.Reader) (whole bool, err error) {
	watched := &watched{Reader: in}
	found := false
	for archive := tar.NewReader(watched); ; {
		h, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF) && !watched.ended:
			if !found {
				r.empty = append(r.empty, place)
			}
			return true, nil
		case errors.Is(err, io.EOF):
			return false, r.unread(place, errCut)
		case err != nil:
			return false, r.unread(place, archiveError(err))
		}
		as := extensions[path.Ext(h.Name)]
		if h.Typeflag != tar.TypeReg || as == 0 {
			continue
		}
		found = true
		m := &member{Reader: archive}
		if as == lines {
			err = r.lines(place+"!"+h.Name, m, true)
		} else {
			err = r.document(place+"!"+h.Name, m, h.Size)
		}
		if err != nil || m.failed {
			return false, err
		}
	}
}

// errCut is the error of an archive that ends too early.
var errCut = errors.New("found the end of the file, expected that of the archive")

// archiveError says what is wrong with an archive in words of ours.
func archiveError(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.Is(err, gzip.ErrHeader):
		return errors.New("found no file of gzip, expected a packed archive")
	case errors.Is(err, gzip.ErrChecksum):
		return errors.New("found a checksum that is not that of the archive")
	case errors.Is(err, tar.ErrHeader):
		return errors.New("found no header of tar, expected an archive")
	}
	return err
}

// watched is a reader that knows whether somebody read beyond its end.
type watched struct {
	io.Reader
	ended bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.ended = w.ended || n == 0 && errors.Is(err, io.EOF)
	return n, err
}

// member is a file of an archive, after whose error there is no more to read.
type member struct {
	io.Reader
	failed bool
}

func (m *member) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	m.failed = true
	return n, archiveError(err)
}
