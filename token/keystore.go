package token

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// DefaultStateDir returns the directory that holds what the user's commands keep
// between runs: $XDG_STATE_HOME/assay, or ~/.local/state/assay.
func DefaultStateDir(getenv func(string) string) (string, error) {
	// The XDG base directory specification wants relative paths ignored.
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "assay"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "assay"), nil
	}
	if home := getenv("USERPROFILE"); runtime.GOOS == "windows" && filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "assay"), nil
	}
	return "", errors.New("found no state directory: neither XDG_STATE_HOME nor HOME is an absolute path")
}

// KeyStore keeps signing keys in a directory, one for each algorithm and issuer,
// since a key's certificate names its issuer (S6.2). Processes may share it.
type KeyStore struct {
	dir string
}

// OpenKeyStore returns the key store in a state directory. Nothing is made
// before a key is asked for.
func OpenKeyStore(stateDir string) (*KeyStore, error) {
	if stateDir == "" {
		return nil, errors.New("found no name of a state directory")
	}
	dir, err := filepath.Abs(stateDir)
	if err != nil {
		return nil, fmt.Errorf("state directory %s: %w", stateDir, err)
	}
	return &KeyStore{dir: filepath.Join(dir, "keys")}, nil
}

// Path returns the file that holds, or will hold, the key of that algorithm and
// issuer.
func (k *KeyStore) Path(algorithm Algorithm, issuer string) (string, error) {
	opts, err := storeOptions(algorithm, issuer)
	if err != nil {
		return "", err
	}
	return k.path(opts), nil
}

// Signer returns a signer with the key of that algorithm ("" is RS256) and issuer
// ("" is DefaultIssuer), which it makes on first use. The key stays, and with it the
// `kid`; its certificate is replaced if it begins after 2020-01-01 (S6.2), or ends
// before a token that is issued now.
func (k *KeyStore) Signer(algorithm Algorithm, issuer string, now time.Time) (*Signer, error) {
	opts, err := storeOptions(algorithm, issuer)
	if err != nil {
		return nil, err
	}
	if err := k.prepare(now); err != nil {
		return nil, err
	}
	pair, err := k.read(opts)
	if errors.Is(err, fs.ErrNotExist) {
		if err = k.create(opts, now); err == nil {
			pair, err = k.read(opts)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := k.certify(pair, opts, now); err != nil {
		return nil, fmt.Errorf("key file %s: %w", k.path(opts), err)
	}
	opts.Certificate = pair.Certificates[0]
	signer, err := NewSigner(pair.Key, opts, now)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", k.path(opts), err)
	}
	return signer, nil
}

// KeySet returns the public half of the keys that are kept for an issuer ("" is
// DefaultIssuer): those of the algorithms, or of all of them if none is named. It
// makes none and changes nothing; an error with fs.ErrNotExist says that none is
// kept.
func (k *KeyStore) KeySet(issuer string, algorithms ...Algorithm) (*KeySet, error) {
	if issuer == "" {
		issuer = DefaultIssuer
	}
	if len(algorithms) == 0 {
		algorithms = Algorithms()
	}
	if err := k.check(); err != nil {
		return nil, err
	}
	set := &KeySet{}
	for _, a := range algorithms {
		opts, err := storeOptions(a, issuer)
		if err != nil {
			return nil, err
		}
		pair, err := k.read(opts)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := set.addPair(pair, a); err != nil {
			return nil, fmt.Errorf("key file %s: %w", k.path(opts), err)
		}
	}
	if set.Len() == 0 {
		return nil, fmt.Errorf("key directory %s: found no key of %s for %q: %w", k.dir, issuer, algorithms, fs.ErrNotExist)
	}
	return set, nil
}

// read reads a kept key, which must be a file at its very place, and of its issuer.
func (k *KeyStore) read(opts SignerOptions) (*KeyPair, error) {
	path := k.path(opts)
	pair, err := readKeyPair(path, false)
	if err != nil || len(pair.Certificates) == 0 {
		return pair, err
	}
	if err := checkIssuerCertificate(pair.Certificates[0], pair.Key.Public(), opts.Issuer); err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return pair, nil
}

// certify makes a certificate for a kept key, if it has none or one with another
// validity than it should have, and keeps it (S6.2).
func (k *KeyStore) certify(pair *KeyPair, opts SignerOptions, now time.Time) error {
	if len(pair.Certificates) > 0 {
		cert := pair.Certificates[0]
		if !cert.NotBefore.After(firstDay) && !cert.NotAfter.Before(now.Add(TokenLifetime)) {
			return nil
		}
	}
	cert, err := issuerCertificate(pair.Key, opts.Issuer, now)
	if err != nil {
		return err
	}
	pair.Certificates = []*x509.Certificate{cert}
	return k.put(pair, func(temp string) error { return os.Rename(temp, k.path(opts)) })
}

func storeOptions(algorithm Algorithm, issuer string) (SignerOptions, error) {
	opts := SignerOptions{Algorithm: algorithm, Issuer: issuer}
	if opts.Algorithm == "" {
		opts.Algorithm = RS256
	}
	if opts.Issuer == "" {
		opts.Issuer = DefaultIssuer
	}
	var err error
	if _, err = ParseAlgorithm(string(opts.Algorithm)); err != nil {
		return opts, err
	}
	opts.Issuer, err = ParseIssuer(opts.Issuer)
	return opts, err
}

// path names a file after the algorithm, the host for people, and a hash of the
// whole issuer, which tells apart what the host does not.
func (k *KeyStore) path(opts SignerOptions) string {
	sum := sha256.Sum256([]byte(opts.Issuer))
	host := ""
	if u, err := url.Parse(opts.Issuer); err == nil {
		host = plainName(u.Hostname())
	}
	return filepath.Join(k.dir, fmt.Sprintf("%s-%s-%s.pem", opts.Algorithm, host, hex.EncodeToString(sum[:8])))
}

// plainName keeps what is harmless in a file name on every system.
func plainName(host string) string {
	const longest = 100
	name := []byte(host[:min(len(host), longest)])
	for i, c := range name {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '-' {
			name[i] = '_'
		}
	}
	return string(name)
}

// create makes a key and puts it in place under its name, whole and at once:
// linking a finished file fails if another process was first, and then that one's key
// stays.
func (k *KeyStore) create(opts SignerOptions, now time.Time) error {
	signer, err := Generate(opts, now)
	if err != nil {
		return err
	}
	pair := &KeyPair{Key: signer.key, Certificates: []*x509.Certificate{signer.cert}}
	err = k.put(pair, func(temp string) error { return os.Link(temp, k.path(opts)) })
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
