package wasmbuild

import (
	"fmt"
	"os"
	"os/exec"
)

// Build writes the module of the command in a folder to a file.
func Build(folder, file string) error {
	if err := link(folder, file); err != nil {
		return err
	}
	module, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	stripped, err := Strip(module)
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	return os.WriteFile(file, stripped, 0o644)
}

// link builds a module as Go does.
func link(folder, file string) error {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-gcflags=all=-l"}
	for _, p := range inlined {
		args = append(args, "-gcflags="+p+"=")
	}
	cmd := exec.Command("go", append(args, "-ldflags=-s -w", "-o", file, folder)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", folder, err, out)
	}
	return nil
}

// inlined are the packages in which calls are inlined: the allocator, the collector, and
// what else any request is busy with. In all packages that would make a module an eighth
// larger, compressed; in these it makes it a hundredth larger.
var inlined = []string{
	"runtime", "internal/runtime/...", "sync", "internal/sync", "sync/atomic",
	"bytes", "cmp", "internal/strconv", "slices", "sort", "strconv", "unicode/utf8", "unicode/utf16",
	"github.com/assay-policy/assay/ast", "github.com/assay-policy/assay/lsp/internal/...",
}
