//go:build unix

package token

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// guard judges whether anybody but one user, and root, can have put a key where it
// was found: what OpenSSH asks with StrictModes.
type guard struct {
	uid           uint32
	passwd, group func() string // the system's files of users and groups
}

// newGuard returns the guard of the user who runs this.
func newGuard() guard {
	read := func(path string) func() string {
		return func() string {
			text, _ := os.ReadFile(path) // without it, no group counts as private
			return string(text)
		}
	}
	return guard{uid: uint32(os.Geteuid()), passwd: read("/etc/passwd"), group: read("/etc/group")}
}

// openKey opens a file without waiting for whoever writes to it, should it be a
// pipe, and without following a link unless that is wanted.
func openKey(path string, follow bool) (*os.File, error) {
	flags := os.O_RDONLY | syscall.O_NONBLOCK
	if !follow {
		flags |= syscall.O_NOFOLLOW
	}
	return os.OpenFile(path, flags, 0)
}

// maxLinks bounds the symbolic links on the way to a directory, as systems do.
const maxLinks = 40

// checkWay walks to a directory as the system does, through symbolic links, and
// refuses it if anybody else owns, or may replace, a part of the way.
func (g guard) checkWay(dir string) error {
	at, links := "/", 0
	if err := g.checkEntry(at); err != nil {
		return err
	}
	rest := strings.Split(dir, "/")
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		next := filepath.Join(at, name)
		if err := g.checkEntry(next); err != nil {
			return err
		}
		target, err := os.Readlink(next)
		if err != nil { // a directory
			at = next
			continue
		}
		if links++; links > maxLinks {
			return fmt.Errorf("found more than %d symbolic links on the path to it", maxLinks)
		}
		if filepath.IsAbs(target) {
			at = "/"
		}
		rest = slices.Concat(strings.Split(target, "/"), rest)
	}
	return nil
}

// checkEntry judges a directory, or a link to one, on the way to the keys.
func (g guard) checkEntry(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if err := g.checkOwner(info); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0: // nobody writes to a link; its place is checked
		return nil
	case !info.IsDir():
		return fmt.Errorf("%s: found %s, expected a directory", path, describeMode(info.Mode()))
	case g.replaceable(info):
		return fmt.Errorf("%s: found mode %04o, which lets others replace keys, expected that only its owner can write there",
			path, info.Mode().Perm())
	}
	return nil
}

// checkOwner: the user or root.
func (g guard) checkOwner(info fs.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("found no owner of it, expected user %d", g.uid)
	}
	if stat.Uid != g.uid && stat.Uid != 0 {
		return fmt.Errorf("it belongs to user %d, expected user %d or root", stat.Uid, g.uid)
	}
	return nil
}

// replaceable reports whether somebody else may replace the entries of a directory.
// In a sticky directory of root, such as /tmp, each may replace but their own.
func (g guard) replaceable(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch mode := info.Mode(); {
	case !ok:
		return true
	case mode&fs.ModeSticky != 0 && stat.Uid == 0:
		return false
	case mode.Perm()&0o002 != 0:
		return true
	default:
		return mode.Perm()&0o020 != 0 && !g.private(stat.Gid)
	}
}

// private reports whether a group is the user's, or root's, alone. Many systems
// give each user such a group, and let it write by default.
func (g guard) private(gid uint32) bool {
	passwd, group := g.passwd(), g.group()
	return privateGroup(passwd, group, g.uid, gid) || privateGroup(passwd, group, 0, gid)
}

// privateGroup reports whether a group has the name of a user whose primary group
// it is, and no other member. Users whom only a directory service knows don't count,
// as they don't in OpenSSH.
func privateGroup(passwd, group string, uid, gid uint32) bool {
	owner := ""
	for line := range strings.Lines(passwd) { // name:password:uid:gid:…
		field := strings.Split(strings.TrimSpace(line), ":")
		if len(field) < 4 || !isNumber(field[3], gid) {
			continue
		}
		if !isNumber(field[2], uid) {
			return false
		}
		if owner == "" {
			owner = field[0]
		}
	}
	for line := range strings.Lines(group) { // name:password:gid:member,…
		field := strings.Split(strings.TrimSpace(line), ":")
		if len(field) < 4 || !isNumber(field[2], gid) {
			continue
		}
		return owner != "" && field[0] == owner && (field[3] == "" || field[3] == owner)
	}
	return false
}

func isNumber(text string, want uint32) bool {
	n, err := strconv.ParseUint(text, 10, 32)
	return err == nil && uint32(n) == want
}
