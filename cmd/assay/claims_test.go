package main

import (
	"strings"
	"testing"
)

// L10.1: an answer of ours is one by its exact members; all else is a claims file,
// whose mistakes the reader of claims finds.
func TestL10_1_AnswersOfOurs(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{"verified":true,"payload":{"a":1}}`:                                "a; ",
		"\uFEFF{\n \"payload\" : {\"a\":1} , \"verified\" : true\n}\n":       "a; ",
		`{"verified":false,"header":{},"payload":{"a":1}}`:                   "a; token inspect",
		`{"kind":"snp","form":"raw","verified":false,"claims":{"a":1}}`:      "a; evidence inspect",
		`{"verified":true,"payload":[{"type":"a","value":1}]}`:               "a; ",
		`{"verified":false,"payload":{"a":1}}`:                               "verified payload; ",
		`{"verified":"true","payload":{"a":1}}`:                              "verified payload; ",
		`{"kind":"snp","form":"raw","verified":false,"claims":{},"more":{}}`: "kind form verified claims more; ",
		`{"attestationType":"SevSnpVm","time":"","steps":[],"evidence":{"a":1},"result":{},"token":null,"tokenIssued":null,"tokenExpires":null}`: "a; ",
		`{"a":1}`: "a; ",
		`{}`:      "; ",
		`[]`:      "; ",
	} {
		var errs strings.Builder
		e := &env{in: strings.NewReader(file), err: &errs}
		claims, err := e.claims("-")
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var names []string
		for _, c := range claims {
			names = append(names, c.Type)
		}
		verb := ""
		if parts := strings.Split(errs.String(), `"`); len(parts) == 3 {
			verb = parts[1]
		}
		if got := strings.Join(names, " ") + "; " + verb; got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	for file, want := range map[string]string{
		`{"verified":true,"payload":{"type":"t","value":1}}`:          `-:1:28: at $.payload: found an object with "type" and "value"`,
		"\uFEFF" + `{"verified":true,"payload":{"a":1.5}}`:            `-:1:33: at $.payload.a: found the number 1.5`,
		`{"verified":true,"payload":null}`:                            `-:1:28: at $.payload: found null, expected an array`,
		`{"verified":true,"payload":{"a":1,"a":2}}`:                   `-:1:35: at $.payload.a: found a second member`,
		`{"verified":true,"verified":true,"payload":{}}`:              `-:1:18: at $.verified: found a second member`,
		`{"verified":true,"payload":{}} {}`:                           `-:1:32: at $: found "{" after the document`,
		`{"verified":true,"payload":{}`:                               `-:1:30: at $.payload: found the end of the text`,
		`{"verified":true,"payload":{"a":"` + "\xFF" + `"}}`:          `-:1:34: at $.payload.a: found the byte 0xff`,
		"{\"verified\":true,\n\"payload\":{\"a\":[1,\"\\uD800\"]}}\n": `-:2:20: at $.payload.a[1]: `,
	} {
		e := &env{in: strings.NewReader(file), err: &strings.Builder{}}
		if _, err := e.claims("-"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", file, err, want)
		}
	}
}
