package token

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
)

// Bounds of what is read as a key, in bytes (E1.8).
const (
	maxKeyFile = 64 << 10 // with its certificates
	// maxKeyBlock is more than an RSA key of maxRSABits takes. What parses a larger
	// one also checks it, which can take hours.
	maxKeyBlock = 5 << 10
)

// KeyPair is a private key and what certifies it.
type KeyPair struct {
	Key          crypto.Signer       // RSA, P-256 or P-384
	Certificates []*x509.Certificate // that of the key first; empty if there is none
}

// ParseKeyPair reads PEM text: one private key (PKCS#8, PKCS#1 or SEC 1, not
// encrypted) and, in any place, its certificates, that of the key first (S6.6).
func ParseKeyPair(data []byte) (*KeyPair, error) {
	if len(data) > maxKeyFile {
		return nil, fmt.Errorf("found %d bytes of PEM, expected at most %d", len(data), maxKeyFile)
	}
	pair := &KeyPair{}
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if err := pair.add(block); err != nil {
			return nil, err
		}
		data = rest
	}
	if bytes.Contains(data, []byte("-----BEGIN ")) {
		return nil, errors.New("found a damaged PEM block")
	}
	if pair.Key == nil {
		return nil, errors.New("found no private key, expected a PEM block with one")
	}
	if err := pair.check(); err != nil {
		return nil, err
	}
	return pair, nil
}

// check reports why the parts don't belong together.
func (p *KeyPair) check() error {
	switch {
	case p == nil || p.Key == nil:
		return errors.New("found no key")
	case slices.Contains(p.Certificates, nil):
		return errors.New("found no certificate where there should be one")
	case len(p.Certificates) > 0 && !sameKey(p.Certificates[0].PublicKey, p.Key.Public()):
		return errors.New("the first certificate is not that of the key")
	}
	return nil
}

// add takes in one PEM block.
func (p *KeyPair) add(block *pem.Block) error {
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return errors.New("found an encrypted private key, expected a plain one")
	}
	if strings.HasSuffix(block.Type, "PRIVATE KEY") && len(block.Bytes) > maxKeyBlock {
		return fmt.Errorf("found a private key of %d bytes, expected at most %d, which RSA of %d bits fits in", len(block.Bytes), maxKeyBlock, maxRSABits)
	}
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "EC PARAMETERS": // what `openssl ecparam -genkey` writes ahead of the key
		return nil
	case "CERTIFICATE":
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("PEM block %q: %w", block.Type, err)
		}
		p.Certificates = append(p.Certificates, cert)
		return nil
	default:
		return fmt.Errorf("found a PEM block %q, expected a private key or a certificate", block.Type)
	}
	if err != nil {
		return fmt.Errorf("PEM block %q: %w", block.Type, err)
	}
	return p.addKey(key)
}

func (p *KeyPair) addKey(key any) error {
	if p.Key != nil {
		return errors.New("found two private keys, expected one")
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return fmt.Errorf("found a private key of type %T, expected one that signs", key)
	}
	if _, err := algorithmFor(signer.Public()); err != nil {
		return err
	}
	p.Key = signer
	return nil
}

// ReadKeyPair reads a PEM file as ParseKeyPair does. It refuses anything but a
// regular file, and one that belongs to a user other than the caller or root, or that
// anybody but its owner may read or write (S6.6), save on Windows, where a file's mode doesn't say so.
func ReadKeyPair(path string) (*KeyPair, error) { return readKeyPair(path, true) }

// readKeyPair reads a key file, at the end of a symbolic link only if that is wanted.
func readKeyPair(path string, follow bool) (*KeyPair, error) {
	data, err := readKeyFile(path, follow)
	if perr := (*fs.PathError)(nil); errors.As(err, &perr) {
		err = perr.Err // the path is said once
	}
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	pair, err := ParseKeyPair(data)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return pair, nil
}

func readKeyFile(path string, follow bool) ([]byte, error) {
	file, err := openKey(path, follow)
	if err != nil {
		if info, again := os.Lstat(path); again == nil && !follow && info.Mode()&fs.ModeSymlink != 0 {
			err = fmt.Errorf("found %s, expected a regular file", describeMode(info.Mode()))
		}
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if err := newGuard().checkKeyFile(info); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(file, maxKeyFile+1))
}

// checkKeyFile: a regular file of the user or root that nobody else may read or
// write.
func (g guard) checkKeyFile(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("found %s, expected a regular file", describeMode(info.Mode()))
	}
	if err := g.checkOwner(info); err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("found mode %04o, which gives others access to the private key, expected 0600", mode)
	}
	return nil
}

// describeMode names what a file is for messages.
func describeMode(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a regular file"
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// marshal writes a key as PKCS#8 and its certificates as PEM. A key in
// hardware can't be written.
func (p *KeyPair) marshal() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for _, cert := range p.Certificates {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
	}
	return text, nil
}

// KeySet returns the public half: what tokens of that key are verified with. Where
// the pair has no certificate, the set holds the key alone, under the `kid` that
// NewSigner gives it.
func (p *KeyPair) KeySet() (*KeySet, error) {
	set := &KeySet{}
	if err := set.addPair(p, ""); err != nil {
		return nil, err
	}
	return set, nil
}

// public returns the public half as an entry of a key set.
func (p *KeyPair) public() (*Key, error) {
	if len(p.Certificates) == 0 {
		return bareKey(p.Key.Public())
	}
	return certifiedKey(p.Certificates)
}
