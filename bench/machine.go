package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// machine is where a run took place and what was measured.
type machine struct {
	cpu, kernel string
	cores       int
	modules     []string
}

// peers are the modules whose versions the page names.
var peers = []string{
	"github.com/open-policy-agent/opa", "github.com/cedar-policy/cedar-go", "cel.dev/cel-go",
	"github.com/alecthomas/participle/v2", "github.com/jmespath/go-jmespath", "github.com/jmespath-community/go-jmespath",
	"github.com/google/go-tdx-guest",
}

func describe() machine {
	m := machine{cpu: field("/proc/cpuinfo", "model name"), cores: runtime.GOMAXPROCS(0)}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.kernel = strings.TrimSpace(string(release))
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return m
	}
	for _, peer := range peers {
		for _, d := range info.Deps {
			if d.Path == peer {
				m.modules = append(m.modules, d.Path+" "+d.Version)
			}
		}
	}
	return m
}

// field is the first value of a name in a file of lines `name : value`.
func field(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func (m machine) write(w io.Writer) {
	fmt.Fprintf(w, "## Machine\n\n%s, %d cores, shared with others; %s/%s %s; %s.\n\n", m.cpu, m.cores, runtime.GOOS, runtime.GOARCH, m.kernel, runtime.Version())
	for _, module := range m.modules {
		fmt.Fprintf(w, "* %s\n", module)
	}
	fmt.Fprintln(w)
}
