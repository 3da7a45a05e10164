package lsp_test

import (
	"context"
	"fmt"
	"io"
	"log"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp"
)

// A program serves an editor in its own process: here, a client that opens a policy and
// prints what is found in it.
func ExampleServe() {
	ctx := context.Background()
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- lsp.Serve(ctx, lsp.NewStream(connection{toServer, fromServer}), lsp.Options{Version: "1.0"})
	}()

	client := jsonrpc2.NewConn(ctx, lsp.NewStream(connection{toClient, fromClient}), ignored{})
	call := func(method string, params, result any) {
		if err := client.Call(ctx, method, params, result); err != nil {
			log.Fatal(err)
		}
	}
	type object = map[string]any
	pulls := object{"textDocument": object{"diagnostic": object{}}}
	call("initialize", object{"processId": nil, "rootUri": nil, "capabilities": pulls}, nil)
	policy := object{"uri": "file:///policy.maa", "languageId": "maa-policy", "version": 1, "text": "version=1.0; authorizationrules { => permt(); };"}
	if err := client.Notify(ctx, "textDocument/didOpen", object{"textDocument": policy}); err != nil {
		log.Fatal(err)
	}
	var report struct {
		Items []struct{ Code, Message string }
	}
	call("textDocument/diagnostic", object{"textDocument": policy}, &report)
	for _, found := range report.Items {
		fmt.Println(found.Code, found.Message)
	}

	call("shutdown", nil, nil)
	if err := client.Notify(ctx, "exit", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-ended)
	// Output:
	// MAA2004 unknown action "permt"
	// <nil>
}

// connection is one end of two pipes.
type connection struct {
	io.Reader
	io.WriteCloser
}

// ignored takes what the server says unasked.
type ignored struct{}

func (ignored) Handle(context.Context, *jsonrpc2.Conn, *jsonrpc2.Request) {}
