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

// link builds a module as Go does. Without inlining it is a sixth smaller, compressed.
func link(folder, file string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-gcflags=all=-l", "-ldflags=-s -w", "-o", file, folder)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", folder, err, out)
	}
	return nil
}
