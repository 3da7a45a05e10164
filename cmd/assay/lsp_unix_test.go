//go:build unix

package main

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// TestLspClientGoneV2_11: a server leaves when the process of its editor is gone, though
// its input stays open.
func TestLspClientGoneV2_11(t *testing.T) {
	t.Parallel()
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	pid := fmt.Sprint(gone.Process.Pid)
	for name, s := range map[string]*server{
		"initialize": startServer(t),
		"the flag":   startServer(t, "--clientProcessId="+pid),
	} {
		said := hello
		if name == "initialize" {
			said = strings.Replace(hello, `"processId":null`, `"processId":`+pid, 1)
		}
		io.WriteString(s.w, framed(said)) // it may have left already
		if status := s.left(); status != exitRefused {
			t.Errorf("%s: exit status %d, want %d: %s", name, status, exitRefused, s.errs.String())
		}
	}
}
