package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	_ "github.com/sebdah/goldie/v2" // its -update flag is the one flag of all archives
)

func TestMain(m *testing.M) {
	testscript.Main(withCommand{m}, map[string]func(){
		"assay": func() { os.Exit(run(os.Args[1:], system())) },
	})
}

// withCommand runs the tests with the command on the path.
type withCommand struct{ *testing.M }

// Run runs the tests. The race detector makes a start of the command several times as
// long, and the tests start it many hundred times, each for a moment's work: there the
// command is the one that users have. What it does at once, its packages test.
func (m withCommand) Run() int {
	if !raced {
		return m.M.Run()
	}
	dir, err := os.MkdirTemp("", "assay-command")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	// As make binary builds it, so that most of it is in the cache.
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", filepath.Join(dir, "assay"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return m.M.Run()
}

// TestScripts runs the command as users do. "go test ./cmd/assay -update"
// writes what it prints into the archives.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	service := collateralServer(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       flag.Lookup("update").Value.String() == "true",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("DATA", data)
			e.Setenv("SERVICE", service)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("COLUMNS", "100")
			e.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "bigfile": bigFile, "flip": flip, "cut": cut, "rawfile": rawFile, "tokenalone": tokenAlone, "mode": mode, "vlekreport": vlekReport},
	})
}

// status runs assay and wants an exit status: status 2 check --nonsense
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: status N args...")
	}
	want := args[0]
	err := ts.Exec("assay", args[1:]...)
	got := "0"
	if err != nil {
		got = "other: " + err.Error()
		for _, s := range []string{"1", "2", "3"} {
			if err.Error() == "exit status "+s {
				got = s
			}
		}
	}
	if got != want {
		ts.Fatalf("exit status %s, want %s", got, want)
	}
}

// bigFile makes a sparse file of 100 MiB: bigfile name
func bigFile(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(100 << 20))
	ts.Check(f.Close())
}

// flip copies a file with the lowest bit of a byte flipped: flip from to byte
func flip(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	at, err := strconv.Atoi(args[2])
	ts.Check(err)
	data[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// cut copies the first bytes of a file: cut from to bytes
func cut(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(ts.ReadFile(args[0]))[:n], 0o600))
}

// rawFile makes a file of bytes that an archive can't hold: rawfile name "text with \xFF"
func rawFile(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// mode wants a file to have a mode: mode 0600 name
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("found mode %s of %s, want %s", got, args[1], args[0])
	}
}

// tokenAlone wants a file to hold a token and nothing else: tokenalone name
func tokenAlone(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	alone := strings.HasPrefix(text, "eyJ") && strings.Count(text, ".") == 2 && !strings.ContainsAny(text, " \r\n")
	if alone == neg {
		ts.Fatalf("found %q", text)
	}
}
