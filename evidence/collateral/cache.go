package collateral

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// DefaultCacheBytes is how much a Cache keeps by default.
const DefaultCacheBytes = 64 << 20

// entrySuffix ends the names of all files of a cache: it touches no others.
const entrySuffix = ".collateral"

// CacheOptions say where and how much a cache keeps.
type CacheOptions struct {
	Dir   string // made when something is to be kept
	Bytes int64  // of all files together; DefaultCacheBytes if zero
	// Warn is told of what could not be read or kept. The document is fetched all the
	// same, so nil passes over it.
	Warn func(error)
}

// Cache keeps documents in a folder until they expire, by what they say themselves,
// and those that may have a successor before that (Document.MaxAge) no longer than a
// day. What it finds there was put there by anyone who may write to the folder, and
// proves no more than what a service sends. It is safe for many goroutines, and many
// processes may share a folder.
type Cache struct {
	options CacheOptions
	from    Getter
}

// NewCache makes a cache of what another Getter gets.
func NewCache(from Getter, options CacheOptions) *Cache {
	options.Bytes = cmp.Or(options.Bytes, DefaultCacheBytes)
	if options.Warn == nil {
		options.Warn = func(error) {}
	}
	return &Cache{options: options, from: from}
}

// Get returns the document from the folder if it is there and still of use at the
// time of the request, else from the other Getter. An entry that was changed or cut
// short is as none.
func (c *Cache) Get(ctx context.Context, r Request) (*Response, error) {
	if _, err := r.parse(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !r.Fresh {
		got, err := c.find(r)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			c.options.Warn(err)
		}
		if got != nil {
			return got, nil
		}
	}
	got, err := c.from.Get(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(got.Body) <= r.Document.Limit() && current(r, got) {
		if err := c.keep(r, got); err != nil {
			c.options.Warn(err)
		}
	}
	return got, nil
}

// current reports whether an answer is the document at all, and has not expired.
func current(r Request, got *Response) bool {
	until, err := r.Document.until(got.Body)
	return err == nil && !r.At.After(until)
}

// find returns what is kept for a request; nil if there is nothing of use.
func (c *Cache) find(r Request) (*Response, error) {
	root, err := os.OpenRoot(c.options.Dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := entryName(r)
	// Neither links nor pipes, which may have no end, or none that comes.
	if info, err := root.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, damaged(r)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	got, err := readEntry(r, f)
	if err != nil || got == nil || !current(r, got) {
		return nil, err
	}
	return got, nil
}

// keep writes an entry, complete or not at all, after it has made room for it.
func (c *Cache) keep(r Request, got *Response) error {
	data := writeEntry(r, got)
	if int64(len(data)) > c.options.Bytes {
		return nil
	}
	if err := os.MkdirAll(c.options.Dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(c.options.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := makeRoom(root, c.options.Bytes-int64(len(data))); err != nil {
		return err
	}
	return replace(root, entryName(r), rand.Text()+entrySuffix, data, 0o600)
}

// replace writes a file under another name first, so that who reads it finds the old
// one or the new one whole.
func replace(root *os.Root, name, temporary string, data []byte, mode fs.FileMode) error {
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = cmp.Or(err, f.Close()); err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	return nil
}

// kept is a file of a cache.
type kept struct {
	name    string
	size    int64
	written time.Time
}

// makeRoom deletes the oldest files until the rest have at most that many bytes.
// Another process may have deleted one already.
func makeRoom(root *os.Root, most int64) error {
	files, err := list(root)
	if err != nil {
		return err
	}
	slices.SortFunc(files, func(a, b kept) int { return a.written.Compare(b.written) })
	var size int64
	for _, f := range files {
		size += f.size
	}
	for _, f := range files {
		if size <= most {
			return nil
		}
		if err := root.Remove(f.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		size -= f.size
	}
	return nil
}

// list returns the files of a cache.
func list(root *os.Root) ([]kept, error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, err
	}
	var files []kept
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), entrySuffix) || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		files = append(files, kept{e.Name(), info.Size(), info.ModTime()})
	}
	return files, nil
}
