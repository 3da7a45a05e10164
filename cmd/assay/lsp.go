package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/internal/evaluator"
	"github.com/assay-policy/assay/lsp"
)

type lspCmd struct {
	lspTransport
	ClientProcessID int64  `name:"clientProcessId" help:"End when this process is gone. Editors add this themselves." placeholder:"N"`
	Record          word   `help:"Write all messages to this file, a JSON object a line. They hold what the editor holds." placeholder:"FILE"`
	LogLevel        string `help:"What to write to standard error: nothing (off), what goes wrong (error), or each message, too, by its method (debug)." enum:"off,error,debug" default:"error"`
}

// lspTransport says how the editor and the server find each other (V2.9).
type lspTransport struct {
	Stdio     bool     `help:"Talk over standard input and output, as without any flag." xor:"transport"`
	Socket    int      `help:"Connect to this port of this machine, where the editor listens." placeholder:"PORT" xor:"transport"`
	Pipe      word     `help:"Connect to this Unix socket, where the editor listens." placeholder:"NAME" xor:"transport"`
	Listen    word     `help:"Listen for editors at this loopback address, such as 127.0.0.1:9257, until interrupted." placeholder:"ADDRESS" xor:"transport"`
	Websocket word     `help:"Listen for WebSockets at this loopback address, a message a frame, until interrupted." placeholder:"ADDRESS" xor:"transport"`
	Origin    []string `help:"Let pages of this origin, such as http://localhost:3000, connect to the WebSocket; may be given several times." placeholder:"ORIGIN" sep:"none"`
}

// Help shows examples.
func (lspCmd) Help() string {
	return `Editors start this command; what to tell each of them is in the folder editors of the source. The status is 0 if the editor asked
for the end, and 1 if it left without. Web pages connect to --websocket 127.0.0.1:9257.

Examples:

    # Serve an editor over standard input and output; a shell has none (exit status 1).
    assay lsp </dev/null

    # The same, with a line for each message, and all of them kept in a file (exit status 1).
    assay lsp --log-level debug --record messages.jsonl </dev/null`
}

// Run serves one editor, or those that connect until the command is interrupted.
func (c *lspCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(100) // a server lives long: what main sets is for commands that don't
	}
	s := &lspServer{env: e, level: c.LogLevel, opts: c.options(e)}
	if c.Record != "" {
		f, err := os.OpenFile(string(c.Record), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return fileError(string(c.Record), err)
		}
		defer f.Close()
		s.record = f
	}
	signal.Ignore(syscall.SIGPIPE) // an editor that is gone is an error of a write, as any other
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.Listen != "" || c.Websocket != "" {
		return s.listen(ctx, &c.lspTransport)
	}
	conn, err := c.connect(e)
	if err != nil {
		return err
	}
	return s.serve(ctx, lsp.NewStream(conn))
}

// check refuses flags that don't go together.
func (t *lspTransport) check() error {
	if t.Socket < 0 || t.Socket > 65535 {
		return usage("--socket: found %d, expected a port from 1 to 65535", t.Socket)
	}
	if len(t.Origin) > 0 && t.Websocket == "" {
		return usage("--origin goes with --websocket")
	}
	return t.checkAddress()
}

// options connect the server, which links no engine, with those of this command (V5.4).
func (c *lspCmd) options(e *env) lsp.Options {
	engine := evaluator.New()
	in := &inputs{env: e}
	opts := lsp.Options{
		Version: moduleVersion(), Log: e.err, Now: e.now, ClientProcess: c.ClientProcessID,
		Evaluate: engine.Evaluate, Explain: engine.Explain, Evaluator: proof.EvaluateChecked,
		RunTests: evaluator.Tests{Evidence: in.suite().Evidence, Now: e.now}.Run,
	}
	if c.LogLevel == "off" {
		opts.Log = io.Discard
	}
	return opts
}

// lspServer serves editors, one on each stream.
type lspServer struct {
	env    *env
	level  string
	record io.Writer // nil for none
	opts   lsp.Options
}

// serve serves one editor until it leaves.
func (s *lspServer) serve(ctx context.Context, stream jsonrpc2.ObjectStream) error {
	if s.record != nil {
		stream = lsp.Record(stream, s.record)
	}
	if s.level == "debug" {
		stream = lsp.Record(stream, methodLog{s.opts.Log})
	}
	if err := lsp.Serve(ctx, stream, s.opts); err != nil {
		return refuse(fmt.Errorf("lsp: %w", err))
	}
	return nil
}
