package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/sourcegraph/jsonrpc2"
)

// Invalid is a message that can't be delivered: it is answered, and reading goes
// on.
type Invalid struct {
	Code    int64
	Message string
	ID      json.RawMessage // the request's, as written; nil for none that is known
}

// Error returns the message.
func (e *Invalid) Error() string { return e.Message }

// answer returns the response that a client gets.
func (e *Invalid) answer() json.RawMessage {
	id := e.ID
	if id == nil {
		id = json.RawMessage("null")
	}
	data, _ := json.Marshal(struct {
		ID      json.RawMessage `json:"id"`
		Error   jsonrpc2.Error  `json:"error"`
		Version string          `json:"jsonrpc"`
	}{id, jsonrpc2.Error{Code: e.Code, Message: e.Message}, "2.0"})
	return data
}

// errStray is a response that answers nothing: its id is null, or no number that a
// request of ours could have. It is dropped, because an answer to an answer could
// go on for ever.
var errStray = &Invalid{}

// request and response are what the library reads; a message is written anew from
// them, so that what was looked at is what is delivered.
type (
	request struct {
		ID     json.RawMessage `json:"id,omitempty"`
		Method string          `json:"method"`
		Params json.RawMessage `json:"params,omitempty"`
	}
	response struct {
		ID     uint64          `json:"id"`
		Result json.RawMessage `json:"result,omitempty"`
		Error  *jsonrpc2.Error `json:"error,omitempty"`
	}
)

// checked returns the message to deliver, in a form that the library can't fail
// to read.
func checked(data []byte) ([]byte, *Invalid) {
	members, invalid := membersOf(data)
	if invalid != nil {
		return nil, invalid
	}
	_, isRequest := members["method"]
	_, isResult := members["result"]
	_, isError := members["error"]
	switch {
	case isRequest && !isResult && !isError:
		return checkedRequest(members)
	case !isRequest && (isResult || isError):
		return checkedResponse(members)
	}
	invalid = &Invalid{Code: jsonrpc2.CodeInvalidRequest, Message: "message is neither request nor response"}
	if isRequest {
		invalid.ID = identifies(members["id"])
	}
	return nil, invalid
}

// membersOf reads a message as an object.
func membersOf(data []byte) (map[string]json.RawMessage, *Invalid) {
	var members map[string]json.RawMessage
	err := json.Unmarshal(data, &members)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		message := fmt.Sprintf("message is not JSON: at byte %d, %s", syntax.Offset, syntax)
		return nil, &Invalid{Code: jsonrpc2.CodeParseError, Message: message}
	case bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")):
		return nil, &Invalid{Code: jsonrpc2.CodeInvalidRequest, Message: "batch, want one message"}
	case members == nil:
		return nil, &Invalid{Code: jsonrpc2.CodeInvalidRequest, Message: "message is not an object"}
	}
	return members, nil
}

// checkedRequest wants a method that is a string, and an id that the library can
// hold if there is one.
func checkedRequest(members map[string]json.RawMessage) ([]byte, *Invalid) {
	r := request{ID: members["id"], Params: members["params"]}
	if json.Unmarshal(members["method"], &r.Method) != nil || members["method"][0] != '"' {
		return nil, &Invalid{Code: jsonrpc2.CodeInvalidRequest, Message: "method is not a string", ID: identifies(r.ID)}
	}
	if r.ID != nil {
		if _, err := ID(r.ID); err != nil {
			return nil, &Invalid{Code: jsonrpc2.CodeInvalidRequest, Message: err.Error(), ID: identifies(r.ID)}
		}
	}
	return marshal(r)
}

// checkedResponse wants the id of a request of ours, all of which are numbers. An
// error that can't be read is still an answer.
func checkedResponse(members map[string]json.RawMessage) ([]byte, *Invalid) {
	r := response{Result: members["result"]}
	if json.Unmarshal(members["id"], &r.ID) != nil || string(members["id"]) == "null" {
		return nil, errStray
	}
	if raw := members["error"]; raw != nil && string(raw) != "null" {
		r.Result = nil
		if json.Unmarshal(raw, &r.Error) != nil {
			r.Error = &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: "error of the client is not an object with code and message"}
		}
	}
	if r.Result == nil && r.Error == nil {
		r.Result = json.RawMessage("null")
	}
	return marshal(r)
}

// identifies returns an id if an answer may carry it.
func identifies(id json.RawMessage) json.RawMessage {
	if len(id) == 0 || bytes.IndexByte([]byte(`"-0123456789`), id[0]) < 0 {
		return nil
	}
	return id
}

// ID reads the id of a request as the library does: one over 63 bits stands for a
// negative number. The library itself can't read such a number in $/cancelRequest.
func ID(raw json.RawMessage) (jsonrpc2.ID, error) {
	var text string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		return jsonrpc2.ID{Str: text, IsString: true}, nil
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return jsonrpc2.ID{}, fmt.Errorf("id is %s, want a string or a whole number", clipped(raw))
	}
	return jsonrpc2.ID{Num: uint64(n)}, nil
}

// clipped keeps a message short.
func clipped(raw []byte) string {
	if len(raw) > 40 {
		return string(raw[:40]) + "…"
	}
	return string(raw)
}

var idMember = []byte(`{"id":`)

// signed writes the negative id of a response as the client wrote it: the library
// makes 18446744073709551615 of -1.
func signed(data []byte) []byte {
	rest, found := bytes.CutPrefix(data, idMember)
	if !found {
		return data
	}
	digits := rest[:len(rest)-len(bytes.TrimLeft(rest, "0123456789"))]
	n, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil || n <= math.MaxInt64 {
		return data
	}
	out := strconv.AppendInt(bytes.Clone(idMember), int64(n), 10)
	return append(out, rest[len(digits):]...)
}

// marshal keeps the characters < > & as they are.
func marshal(v any) ([]byte, *Invalid) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, &Invalid{Code: jsonrpc2.CodeParseError, Message: "message is not JSON"}
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
