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
// ("" is DefaultIssuer), which it makes on first use. Should the stored
// certificate not be valid now, the signer has a new one for the same key.
func (k *KeyStore) Signer(algorithm Algorithm, issuer string, now time.Time) (*Signer, error) {
	opts, err := storeOptions(algorithm, issuer)
	if err != nil {
		return nil, err
	}
	path := k.path(opts)
	if err := k.prepare(); err != nil {
		return nil, err
	}
	pair, err := ReadKeyPair(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = k.create(path, opts, now); err == nil {
			pair, err = ReadKeyPair(path)
		}
	}
	if err != nil {
		return nil, err
	}
	if opts.Certificate, err = storedCertificate(pair, opts.Issuer, now); err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	signer, err := NewSigner(pair.Key, opts, now)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return signer, nil
}

// storedCertificate returns the certificate of a stored key; nil if it is good
// but not valid now, so that a new one has to be made.
func storedCertificate(pair *KeyPair, issuer string, now time.Time) (*x509.Certificate, error) {
	if len(pair.Certificates) == 0 {
		return nil, nil
	}
	cert := pair.Certificates[0]
	if err := checkIssuerCertificate(cert, pair.Key.Public(), issuer); err != nil {
		return nil, err
	}
	if checkValidity(cert, now) != nil || checkValidity(cert, now.Add(TokenLifetime)) != nil {
		return nil, nil
	}
	return cert, nil
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

// prepare makes the directory and refuses one in which others can put keys.
func (k *KeyStore) prepare() error {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	info, err := os.Stat(k.dir)
	if err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("key directory %s: found mode %04o, in which others can replace keys, expected 0700", k.dir, mode)
	}
	return nil
}

// create makes a key and puts it in place under its name, whole and at once:
// linking a finished file fails if another process was first, whose key then
// stands.
func (k *KeyStore) create(path string, opts SignerOptions, now time.Time) error {
	signer, err := Generate(opts, now)
	if err != nil {
		return err
	}
	pair := KeyPair{Key: signer.key, Certificates: []*x509.Certificate{signer.cert}}
	text, err := pair.marshal()
	if err != nil {
		return err
	}
	name, err := k.writeTemp(text)
	if err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	defer os.Remove(name)
	if err := os.Link(name, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	return nil
}

// writeTemp writes a new file, mode 0600, and returns its name.
func (k *KeyStore) writeTemp(text []byte) (string, error) {
	file, err := os.CreateTemp(k.dir, ".new-*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}
