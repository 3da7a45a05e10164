package collateral

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// The names of AMD's files in a directory (E3.13). Intel's are those of
// dcap.Collateral.Files.
const (
	// VEKFile has the certificate of the key that signs reports, in PEM.
	VEKFile   = "vek.pem"
	chainFile = "chain.pem"
	crlFile   = "crl.der"
)

// identityChainFile is there only if the QE identity has other certificates than the
// TCB info.
const identityChainFile = "identity_chain.pem"

// Files are files of a directory of collateral, in the order of E3.13.
type Files []File

// File is one of them.
type File struct {
	Name string
	Data []byte
}

// has reports whether there is a file of that name.
func (f Files) has(name string) bool {
	return slices.ContainsFunc(f, func(f File) bool { return f.Name == name })
}

// Write writes the files into a directory, which is made if it isn't there. Each is
// replaced as a whole. Other files stay as they are, except for certificates of
// documents that are replaced.
func (f Files) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, file := range f {
		if err := replace(root, file.Name, "."+rand.Text()+".new", file.Data, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", file.Name, err)
		}
	}
	if f.has("qe_identity.json") && !f.has(identityChainFile) {
		if err := root.Remove(identityChainFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
