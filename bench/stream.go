package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/assay-policy/assay/claim"
	stream "github.com/assay-policy/assay/eval/replay"
)

// replayed is how many claim sets the rows of replay have.
const replayed = 2000

// replayRows compare a replay, from bytes to groups, with decoding the same bytes and
// with what another engine makes of them.
func replayRows() []workload {
	return []workload{
		replayRow("replay-array", "replay of 2,000 sets of 20 claims in array form, SGX policy",
			func(claims []claim.Claim) []byte { return claim.AppendFile(nil, claims) },
			func(text []byte) (engine, error) {
				_, array := sgxRego()
				return replayOPA("opa-array", array, text, func(list any) any { return map[string]any{"claims": list} })
			}),
		replayRow("replay-object", "the same in object form, as payloads of tokens have it",
			func(claims []claim.Claim) []byte { return claim.Shape(claims) },
			func(text []byte) (engine, error) {
				flat, _ := sgxRego()
				return replayOPA("opa-flat", flat, text, func(object any) any { return object })
			}),
		replayRow("replay-shuffled", "the same with the members of each set in an order of its own", shuffled(),
			func(text []byte) (engine, error) {
				flat, _ := sgxRego()
				return replayOPA("opa-flat", flat, text, func(object any) any { return object })
			}),
	}
}

// shuffled is the object form of sets whose claims are in any order.
func shuffled() func([]claim.Claim) []byte {
	order := rand.New(rand.NewPCG(1, 2))
	return func(claims []claim.Claim) []byte {
		order.Shuffle(len(claims), func(i, k int) { claims[i], claims[k] = claims[k], claims[i] })
		return claim.Shape(claims)
	}
}

func replayRow(name, title string, form func([]claim.Claim) []byte, opa func(text []byte) (engine, error)) workload {
	return workload{name: name, title: title, control: "json-decode", make: func() ([]engine, error) {
		var text []byte
		for _, set := range replaySets() {
			text = append(append(text, form(set)...), '\n')
		}
		ours, err := replayEngine(text)
		if err != nil {
			return nil, err
		}
		other, err := opa(text)
		return []engine{ours, decodeStream(text), other}, err
	}}
}

// replaySets are claim sets that differ: every tenth is denied.
func replaySets() [][]claim.Claim {
	sets := make([][]claim.Claim, replayed)
	for i := range sets {
		sets[i] = sgxClaims(20)
		for j := range sets[i] {
			switch c := &sets[i][j]; {
			case c.Type == "x-ms-sgx-svn" && i%10 == 0:
				c.Value = claim.Int(2)
			case c.Type == "x-ms-sgx-mrenclave":
				c.Value = claim.String(fmt.Sprintf("%064x", i))
			}
		}
	}
	return sets
}

// permittedSets is how many of them the SGX policy permits.
const permittedSets = replayed - replayed/10

func replayEngine(text []byte) (engine, error) {
	p, err := program(sgx(20).policy)
	if err != nil {
		return engine{}, err
	}
	var report *stream.Report
	return engine{
		name: "assay", form: "replay.Run: NDJSON in memory, on all cores; for a set", per: replayed,
		run: func() {
			report, err = stream.Run(context.Background(), p, nil, stream.Options{Paths: []string{"-"}, Stdin: bytes.NewReader(text)})
		},
		check: func() error {
			if err == nil && (report.Decisions.Permit != permittedSets || report.Total != replayed) {
				err = fmt.Errorf("got %+v of %d, expected %d permitted", report.Decisions, report.Total, permittedSets)
			}
			return err
		},
	}, nil
}

// decodeStream decodes the lines of a stream, and nothing else.
func decodeStream(stream []byte) engine {
	var decoded int
	var err error
	return engine{
		name: "json-decode", form: "encoding/json: each line decoded into any, no evaluation, on one core; for a set", per: replayed,
		run: func() {
			decoded = 0
			for line := range bytes.Lines(stream) {
				var v any
				if err = json.Unmarshal(line, &v); err != nil {
					return
				}
				decoded++
			}
		},
		check: func() error {
			if err == nil && decoded != replayed {
				err = fmt.Errorf("got %d lines, expected %d", decoded, replayed)
			}
			return err
		},
	}
}

// replayOPA does with a prepared query what a replay does: it decodes each line and
// evaluates it.
func replayOPA(name, policy string, text []byte, input func(decoded any) any) (engine, error) {
	query, err := prepareRego(policy)
	if err != nil {
		return engine{}, err
	}
	permits := 0
	return engine{
		name: name, form: "encoding/json, then a prepared query, rule by rule, on one core; for a set", per: replayed,
		run: func() {
			permits = 0
			for line := range bytes.Lines(text) {
				var v any
				if err = json.Unmarshal(line, &v); err != nil {
					return
				}
				var result rego.ResultSet
				if result, err = query.Eval(context.Background(), rego.EvalInput(input(v))); err != nil {
					return
				}
				if permit, _ := result[0].Bindings["allow"].(bool); permit {
					permits++
				}
			}
		},
		check: func() error {
			if err == nil && permits != permittedSets {
				err = fmt.Errorf("got %d permitted, expected %d", permits, permittedSets)
			}
			return err
		},
	}, nil
}
