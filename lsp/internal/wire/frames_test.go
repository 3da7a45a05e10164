package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp/internal/wire"
)

// script is a client that has said all it will say.
type script struct {
	io.Reader
	said strings.Builder
}

func (s *script) Write(data []byte) (int, error) { return s.said.Write(data) }
func (s *script) Close() error                   { return nil }

// frame writes a message as a client does.
func frame(message string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
}

// hear reads all messages that a client sends, and returns them with the bodies of
// the answers, and how it ended.
func hear(t *testing.T, said io.Reader) (heard, answers []string, end error) {
	t.Helper()
	client := &script{Reader: said}
	stream := wire.Framed(client)
	for {
		var message json.RawMessage
		if end = stream.ReadObject(&message); end != nil {
			break
		}
		heard = append(heard, string(message))
	}
	for rest := client.said.String(); rest != ""; {
		var length int
		if _, err := fmt.Sscanf(rest, "Content-Length: %d\r\n\r\n", &length); err != nil {
			t.Fatalf("no frame: %q", rest)
		}
		_, rest, _ = strings.Cut(rest, "\r\n\r\n")
		answers = append(answers, rest[:length])
		rest = rest[length:]
	}
	return heard, answers, end
}

const (
	ping      = `{"method":"ping"}`
	notHeader = `{"id":null,"error":{"code":-32700,"message":"header is `
)

// TestFramesV2_3: what comes between good frames never stops what follows.
func TestFramesV2_3(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, said string
		answers    []string // how each starts
	}{
		{"nothing else", "", nil},
		{"header in another case", "CONTENT-length:17\r\n\r\n" + ping, nil},
		{"no blank after the colon, LF alone", "Content-Length:17\n\n" + ping, nil},
		{"an unknown header before", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 17\r\n\r\n" + ping, nil},
		{"an unknown header after", "Content-Length: 17\r\nX-Content-Length: 3\r\n\r\n" + ping, nil},
		{"the same length twice", "Content-Length: 17\r\nContent-Length: 17\r\n\r\n" + ping, nil},
		{"blank lines between", "\r\n\n\r\n" + frame(ping), nil},
		{"blanks after the value", frame(ping + strings.Repeat(" ", 600)), nil},
		{"broken JSON", frame(`{"method":`) + frame(ping), []string{`{"id":null,"error":{"code":-32700,"message":"message is not JSON: at byte 10, unexpected end`}},
		{"an empty message", frame("") + frame(ping), []string{`{"id":null,"error":{"code":-32700,`}},
		{"a batch", frame(`[{"method":"a"}]`) + frame(ping), []string{`{"id":null,"error":{"code":-32600,"message":"batch, want one message"}`}},
		{"no object", frame(`17`) + frame(`null`) + frame(ping), []string{
			`{"id":null,"error":{"code":-32600,"message":"message is not an object"}`,
			`{"id":null,"error":{"code":-32600,"message":"message is not an object"}`,
		}},
		{"a line of text", "hello\r\n" + frame(ping), []string{notHeader + `\"hello\", want \"Content-Length: N\""}`}},
		{"many lines of text, one answer", strings.Repeat("{\n  \"a\": 1\n}\n", 50) + frame(ping), []string{notHeader}},
		{"text before a header", `"}}` + frame(ping), []string{notHeader + `\"\\\"}}Content-Length: 17\"`}},
		{"a length too small", "Content-Length: 10\r\n\r\n" + `{"method":"x"}` + frame(ping), []string{`{"id":null,"error":{"code":-32700,`, notHeader}},
		{"no length", "Content-Type: x\r\n\r\n" + frame(ping), []string{notHeader}},
		{"a length that is no number", "Content-Length: ten\r\n\r\n" + frame(ping), []string{notHeader}},
		{"a length below 0", "Content-Length: -1\r\n\r\n" + frame(ping), []string{notHeader}},
		{"two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + frame(ping), []string{notHeader}},
		{"a length of 20 digits", "Content-Length: 99999999999999999999\r\n\r\n" + frame(ping), []string{notHeader}},
		{"a long line without end", strings.Repeat("x", 200_000) + frame(ping), []string{notHeader}},
		{"noise, a frame, noise", "a\n" + frame(ping) + "b\n", []string{notHeader + `\"a\"`, notHeader + `\"b\"`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			heard, answers, end := hear(t, strings.NewReader(c.said+frame(ping)))
			if end != io.EOF {
				t.Errorf("ended with %v, want io.EOF", end)
			}
			if len(heard) == 0 || heard[len(heard)-1] != ping {
				t.Errorf("heard %q, want a ping at the end", heard)
			}
			compareStarts(t, answers, c.answers)
		})
	}
}

func compareStarts(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("answers are %q, want %q", got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("answer is\n%s, want the start\n%s", got[i], want[i])
		}
	}
}

// TestFramesEnd: a connection that ends inside a frame says so.
func TestFramesEnd(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, said string
		want       error
	}{
		{"before anything", "", io.EOF},
		{"between frames", frame(ping), io.EOF},
		{"after a blank line", frame(ping) + "\r\n", io.EOF},
		{"inside a header", "Content-Len", io.ErrUnexpectedEOF},
		{"after a header line", "Content-Length: 3\r\n", io.ErrUnexpectedEOF},
		{"before a body", "Content-Length: 3\r\n\r\n", io.ErrUnexpectedEOF},
		{"inside a body", "Content-Length: 3\r\n\r\n{", io.ErrUnexpectedEOF},
		{"inside a body that is too long", "Content-Length: 900000000\r\n\r\n{", io.ErrUnexpectedEOF},
		{"in a request of a browser", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17\r\n\r\n" + ping, wire.ErrHTTP},
		{"in noise without end", strings.Repeat("noise\n", 1<<18), wire.ErrNoise},
		{"in one line without end", strings.Repeat("noise", 1<<19), wire.ErrNoise},
	}
	for _, c := range cases {
		heard, _, end := hear(t, strings.NewReader(c.said))
		if !errors.Is(end, c.want) {
			t.Errorf("%s: ended with %v, want %v", c.name, end, c.want)
		}
		if want := strings.HasPrefix(c.said, frame(ping)); (len(heard) == 1) != want {
			t.Errorf("%s: heard %q", c.name, heard)
		}
	}
}

// blanks are a message of any length that takes no memory.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestFramesLimitV2_3: a message over the limit is skipped without being kept, one
// that only claims a length takes no memory for it.
func TestFramesLimitV2_3(t *testing.T) {
	const over = wire.Limit + 1
	said := io.MultiReader(
		strings.NewReader(fmt.Sprintf("Content-Length: %d\r\n\r\n", over)), io.LimitReader(blanks{}, over),
		strings.NewReader(frame(ping)+fmt.Sprintf("Content-Length: %d\r\n\r\n{", wire.Limit)),
	)
	var heard, answers []string
	var end error
	used := testing.Benchmark(func(b *testing.B) {
		if b.N == 1 {
			b.ReportAllocs()
			heard, answers, end = hear(t, said)
		}
	})
	if used.MemBytes > 4<<20 {
		t.Errorf("took %d bytes of memory", used.MemBytes)
	}
	if len(heard) != 1 || heard[0] != ping || end != io.ErrUnexpectedEOF {
		t.Errorf("heard %q and %v, want a ping and io.ErrUnexpectedEOF", heard, end)
	}
	compareStarts(t, answers, []string{`{"id":null,"error":{"code":-32600,"message":"message has 67108865 bytes, want at most 67108864"}`})
}

func FuzzFramed(f *testing.F) {
	for _, said := range []string{"", frame(ping), "x\n" + frame(ping), "Content-Length: 2\r\n\r\n[]", "content-length:1\n\n\n:"} {
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		heard, _, end := hear(t, strings.NewReader(said))
		if end != io.EOF && end != io.ErrUnexpectedEOF && end != wire.ErrNoise && end != wire.ErrHTTP {
			t.Errorf("ended with %v", end)
		}
		// A frame on a line of its own is heard, whatever came before it, unless a
		// header before it claims its bytes.
		if again, _, _ := hear(t, strings.NewReader("Content-Length: 17\r\n\r\n"+ping+said)); len(again) != len(heard)+1 {
			t.Errorf("heard %d messages after a ping, want %d", len(again), len(heard)+1)
		}
	})
}
