package wire_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp/internal/wire"
)

// TestMessagesV2_3: what is neither a request nor a response that we wait for is
// answered, but for stray responses.
func TestMessagesV2_3(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, said, heard, answer string }{
		{"a notification", `{"jsonrpc":"2.0","method":"a","params":{"x":"<&>"}}`, `{"method":"a","params":{"x":"<&>"}}`, ""},
		{"a request", `{"id":1,"method":"a","params":null}`, `{"id":1,"method":"a","params":null}`, ""},
		{"a negative id", `{"id":-1,"method":"a"}`, `{"id":-1,"method":"a"}`, ""},
		{"an id that is a string", `{"id":"é","method":"a"}`, `{"id":"é","method":"a"}`, ""},
		{"members that nobody knows", `{"Method":"x","trace":1,"method":"a","Result":3}`, `{"method":"a"}`, ""},
		{"neither", `{"id":1}`, "", `{"id":null,"error":{"code":-32600,"message":"message is neither request nor response"},"jsonrpc":"2.0"}`},
		{"both", `{"id":1,"method":"a","result":2}`, "", `{"id":1,"error":{"code":-32600,"message":"message is neither request nor response"},"jsonrpc":"2.0"}`},
		{"a method that is no string", `{"id":"a","method":1}`, "", `{"id":"a","error":{"code":-32600,"message":"method is not a string"},"jsonrpc":"2.0"}`},
		{"a method that is null", `{"id":7,"method":null}`, "", `{"id":7,"error":{"code":-32600,"message":"method is not a string"},"jsonrpc":"2.0"}`},
		{"an id that is null", `{"id":null,"method":"a"}`, "", `{"id":null,"error":{"code":-32600,"message":"id is null, want a string or a whole number"},"jsonrpc":"2.0"}`},
		{"an id that is not whole", `{"id":1.5,"method":"a"}`, "", `{"id":1.5,"error":{"code":-32600,"message":"id is 1.5, want a string or a whole number"},"jsonrpc":"2.0"}`},
		{"an id that is an object", `{"id":{},"method":"a"}`, "", `{"id":null,"error":{"code":-32600,"message":"id is {}, want a string or a whole number"},"jsonrpc":"2.0"}`},
		{"a result", `{"id":0,"result":null}`, `{"id":0,"result":null}`, ""},
		{"an error", `{"id":3,"error":{"code":-1,"message":"m","data":[1]}}`, `{"id":3,"error":{"code":-1,"message":"m","data":[1]}}`, ""},
		{"an error beside an empty result", `{"id":3,"result":null,"error":{"code":-1,"message":"m"}}`, `{"id":3,"error":{"code":-1,"message":"m"}}`, ""},
		{"an error that is null", `{"id":3,"error":null}`, `{"id":3,"result":null}`, ""},
		{"an error that is a string", `{"id":3,"error":"no"}`, `{"id":3,"error":{"code":-32603,"message":"error of the client is not an object with code and message"}}`, ""},
		{"a response to nothing", `{"id":null,"error":{"code":-32700,"message":"m"}}`, "", ""},
		{"a response to no number", `{"id":"x","result":1}`, "", ""},
		{"a response to less than nothing", `{"id":-1,"result":1}`, "", ""},
		{"a response without id", `{"result":1}`, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			heard, answers, end := hear(t, strings.NewReader(frame(c.said)))
			if got := strings.Join(heard, "|"); got != c.heard || end != io.EOF {
				t.Errorf("heard %s and %v, want %s and io.EOF", got, end, c.heard)
			}
			if got := strings.Join(answers, "|"); got != c.answer {
				t.Errorf("answer is %s, want %s", got, c.answer)
			}
		})
	}
}

// echo answers a request with its own id as the library has it.
func echo(ctx context.Context, c *jsonrpc2.Conn, r *jsonrpc2.Request) {
	c.Reply(ctx, r.ID, r.Method)
}

type handler func(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request)

func (h handler) Handle(ctx context.Context, c *jsonrpc2.Conn, r *jsonrpc2.Request) { h(ctx, c, r) }

// TestIDsV2_3: through the library, an id comes back as it was written.
func TestIDsV2_3(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	conn := jsonrpc2.NewConn(t.Context(), wire.Queued(wire.Framed(there)), handler(echo))
	defer conn.Close()
	client := wire.Framed(client{here})
	for _, id := range []string{"-1", "-9223372036854775808", "9223372036854775807", "0", `""`, `"-1"`, `"a\"é"`} {
		if err := client.WriteObject(json.RawMessage(`{"jsonrpc":"2.0","id":` + id + `,"method":"m"}`)); err != nil {
			t.Fatal(err)
		}
		var answer json.RawMessage
		if err := client.ReadObject(&answer); err != nil {
			t.Fatal(err)
		}
		if got, want := string(answer), `{"id":`+id+`,"method":"m"}`; got != want {
			t.Errorf("answer is %s, want %s", got, want)
		}
	}
}

// client turns what a server says into what this side's stream takes: it reads a
// response with any id as a request.
type client struct{ net.Conn }

func (c client) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	s := string(p[:n])
	s = strings.ReplaceAll(s, `"result":"m"`, `"method":"m"`)
	copy(p, s)
	return n, err
}

// TestID reads ids of $/cancelRequest as the library reads those of requests.
func TestID(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"-1", "17", `"a"`, `""`} {
		var r jsonrpc2.Request
		if err := json.Unmarshal([]byte(`{"method":"m","id":`+raw+`}`), &r); err != nil {
			t.Fatal(err)
		}
		if got, err := wire.ID(json.RawMessage(raw)); err != nil || got != r.ID {
			t.Errorf("id %s is %v (%v), want %v", raw, got, err, r.ID)
		}
	}
	for _, raw := range []string{"", "null", "1.5", "[]", "1e3"} {
		if got, err := wire.ID(json.RawMessage(raw)); err == nil {
			t.Errorf("id %s is %v, want an error", raw, got)
		}
	}
}
