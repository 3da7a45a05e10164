package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
)

// connect reaches the editor: it started this command, and may listen (V2.9).
func (t *lspTransport) connect(e *env) (io.ReadWriteCloser, error) {
	switch {
	case t.Socket != 0:
		return dial("--socket", "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(t.Socket)))
	case t.Pipe != "" && runtime.GOOS == "windows":
		return nil, usage("--pipe: named pipes of Windows are not supported; use --stdio or --socket")
	case t.Pipe != "":
		return dial("--pipe", "unix", string(t.Pipe))
	}
	return newStdio(e.in, e.out), nil
}

func dial(flag, network, address string) (net.Conn, error) {
	conn, err := net.Dial(network, address)
	if err != nil {
		return nil, fmt.Errorf("%s: no editor listens: %w", flag, err)
	}
	return conn, nil
}

// checkAddress wants loopback addresses: who connects may read files as the user may.
func (t *lspTransport) checkAddress() error {
	for flag, address := range map[string]word{"--listen": t.Listen, "--websocket": t.Websocket} {
		if address == "" {
			continue
		}
		host, _, err := net.SplitHostPort(string(address))
		if err != nil {
			return usage("%s: found %q, expected an address such as 127.0.0.1:9257", flag, address)
		}
		if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
			return usage("%s: found the host %q, expected localhost or a loopback address such as 127.0.0.1", flag, host)
		}
	}
	return nil
}

// stdio is standard input and output as one connection. Reading ends with Close even
// where a read of the system can't be interrupted.
type stdio struct {
	*io.PipeReader
	out io.Writer
}

func newStdio(in io.Reader, out io.Writer) *stdio {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	return &stdio{r, out}
}

// Write writes to standard output, which holds messages only.
func (s *stdio) Write(p []byte) (int, error) { return s.out.Write(p) }

// Close ends reading. Output is closed, too, so that an editor sees the end before the
// process is gone.
func (s *stdio) Close() error {
	if f, ok := s.out.(*os.File); ok {
		defer f.Close()
	}
	return s.PipeReader.Close()
}
