package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/assay-policy/assay/internal/jsondoc"
)

type versionCmd struct{ form }

func (versionCmd) Help() string {
	return `Examples:

    # Print the versions of assay and of the Go toolchain that built it.
    assay version

    # Print the same for a script.
    assay version -o json`
}

// Run prints the module's version as the Go toolchain recorded it.
func (c versionCmd) Run(e *env) error {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	return e.answer(c.form, answer{
		json: func() jsondoc.Value {
			return jsondoc.NewObject([]string{"version", "go", "platform"}, []jsondoc.Value{
				jsondoc.NewString(moduleVersion()), jsondoc.NewString(runtime.Version()), jsondoc.NewString(platform)})
		},
		text: func(w io.Writer) {
			fmt.Fprintf(w, "assay %s %s %s\n", moduleVersion(), runtime.Version(), platform)
		},
	})
}

// versionFlag is --version, which does what the verb does.
type versionFlag bool

// BeforeReset prints the version and ends the command, whatever else it was to do.
func (versionFlag) BeforeReset(e *env) error {
	panic(stop{e.finish(versionCmd{}.Run(e))})
}

// moduleVersion is the version of the build, "(devel)" if it has none.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
