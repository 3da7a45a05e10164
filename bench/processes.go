package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// process is a command as its users run it, from start to end.
type process struct {
	name, title string
	args        []string // the command, then its arguments
	want        string   // part of what it prints

	cpu, wall []float64 // ns of each run
	memory    []float64 // bytes, the most that was resident in each run
}

// processRounds is how often each command runs.
const processRounds = 20

// processes builds the command and an empty Go program and runs them in turn.
func processes() ([]*process, error) {
	dir, err := os.MkdirTemp("", "assay-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	all, err := prepareProcesses(dir)
	if err != nil {
		return nil, err
	}
	for range processRounds {
		for _, p := range all {
			if err := p.run(); err != nil {
				return nil, fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	return all, nil
}

func prepareProcesses(dir string) ([]*process, error) {
	at := func(name string) string { return filepath.Join(dir, name) }
	claims, err := json.Marshal(objects(sgx(20).claims))
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		"go.mod": "module empty\n", "main.go": "package main\n\nfunc main() {}\n",
		"sgx.maa": sgxPolicy(), "default.maa": sgxDefault(), "sets.ndjson": streamText(), "claims.json": string(claims), "rules.maa": rulesText(1000),
	} {
		if err := os.WriteFile(at(name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	if err := build(dir, at("empty"), "."); err != nil {
		return nil, err
	}
	if err := build("..", at("assay"), "./cmd/assay"); err != nil {
		return nil, err
	}
	return []*process{
		{name: "empty", title: "a Go program with an empty main", args: []string{at("empty")}},
		{name: "eval", title: "`assay eval`, SGX policy, 20 claims", args: []string{at("assay"), "eval", "--claims", at("claims.json"), at("sgx.maa")}, want: "permit"},
		{name: "check-no-lint", title: "`assay check --no-lint`, 1,000 rules", args: []string{at("assay"), "check", "--no-lint", at("rules.maa")}},
		{name: "check", title: "`assay check`, 1,000 rules", args: []string{at("assay"), "check", at("rules.maa")}},
		{name: "fmt", title: "`assay fmt`, 1,000 rules", args: []string{at("assay"), "fmt", at("rules.maa")}, want: "version=1.0"},
		{name: "replay", title: "`assay replay`, 100,000 sets of 20 claims, the service's SGX default", args: []string{at("assay"), "replay", "--claims", at("sets.ndjson"), at("default.maa")}, want: "100000 permits"},
	}, nil
}

// build builds a static program.
func build(dir, output, path string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-o", output, path)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", path, err, text)
	}
	return nil
}

// run takes one sample.
func (p *process) run() error {
	cmd := exec.Command(p.args[0], p.args[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	memory, ended := make(chan float64), make(chan struct{})
	go func() { memory <- highest(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	wall := time.Since(began)
	close(ended)
	p.memory = append(p.memory, <-memory)
	if err != nil || !strings.Contains(stdout.String(), p.want) {
		return fmt.Errorf("%w: printed %.200q and %.200q", err, stdout.String(), stderr.String())
	}
	p.cpu = append(p.cpu, float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()))
	p.wall = append(p.wall, float64(wall))
	return nil
}

func (r *results) process(name string) *process {
	i := slices.IndexFunc(r.processes, func(p *process) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return r.processes[i]
}

// startUp are the goals of whole processes: medians, since every user waits for
// the usual run.
func (r *results) startUp() []verdict {
	empty, eval := r.process("empty"), r.process("eval")
	if empty == nil || eval == nil {
		return nil
	}
	ratio := median(eval.cpu) / median(empty.cpu)
	out := []verdict{{what: "`assay eval`: CPU ÷ an empty Go program", goal: "≤ 8", values: []float64{ratio}, met: ratio <= 8}}
	for _, g := range []struct {
		name string
		ms   float64
	}{
		{"eval", 60},
		{"check-no-lint", 150},
		{"check", 1150}, // the lint proves for a second at most (T2.3)
		{"fmt", 60},
	} {
		p := r.process(g.name)
		wall := median(p.wall) / 1e6
		out = append(out, verdict{what: p.title + ": start to end", goal: fmt.Sprintf("≤ %v", g.ms), unit: "ms", values: []float64{wall}, met: wall <= g.ms})
	}
	return out
}

// streamText is NDJSON of so many claim sets as T6.3 counts.
func streamText() string {
	var b strings.Builder
	set := sgxClaims(20)
	for i := range 100_000 {
		for j := range set {
			if set[j].Type == "x-ms-sgx-mrenclave" {
				set[j].Value = claim.String(fmt.Sprintf("%064x", i))
			}
		}
		b.Write(claim.AppendFile(nil, set))
		b.WriteByte('\n')
	}
	return b.String()
}

// sgxDefault is the policy that the service has for enclaves of those who set none.
func sgxDefault() string {
	row, _ := catalog.LookupType(catalog.SgxEnclave)
	return row.DefaultPolicy
}

// streamed are the goals of a long replay (T6.3): the worst run counts.
func (r *results) streamed() []verdict {
	p := r.process("replay")
	if p == nil {
		return nil
	}
	wall, memory := quantile(p.wall, 1)/1e9, quantile(p.memory, 1)/(1<<20)
	return []verdict{
		{what: "`assay replay`, 100,000 sets: start to end", goal: "≤ 10", unit: "s", values: []float64{wall}, met: wall <= 10},
		{what: "`assay replay`, 100,000 sets: resident memory", goal: "≤ 200", unit: "MiB", values: []float64{memory}, met: memory <= 200},
	}
}
