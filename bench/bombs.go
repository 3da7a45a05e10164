package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bomb is a policy with claims that are made to cost what they can. `assay eval`
// must end with a limit's code, or do the work, within bombTime and bombMemory.
type bomb struct {
	name, title string
	rules       int
	rule        string // of the policy, %d is its number
	claims      map[string]any
	wants       string // the code of the limit that ends it, or "permitted"

	wall, memory []float64 // ns and bytes of each run
}

// The goals of a bomb (L9.1 to L9.3).
const (
	bombTime   = 3 * time.Second
	bombMemory = 1 << 30
)

// bombRounds is how often each bomb goes off.
const bombRounds = 3

// allBombs are the cases that budgets of bytes and of memory were made for.
func allBombs() []*bomb {
	text := strings.Repeat("x", 8<<20)
	words, integers, objects := make([]string, 90_000), make([]int, 99_000), make([]map[string]any, 350_000)
	for i := range words {
		words[i] = fmt.Sprint(i)
	}
	for i := range integers {
		integers[i] = i
	}
	for i := range objects {
		objects[i] = map[string]any{"a": i, "b": []int{i, i}}
	}
	appending := `c:[type=="c"] => add(type="t%[1]d", value=AppendString(c.value, "%[1]d"));`
	return []*bomb{
		{name: "append-300", title: "300 rules append to a string of 8 MiB", rules: 300, rule: appending,
			claims: map[string]any{"c": text}, wants: "MAA5014"},
		{name: "append-1500", title: "1,500 rules append to a string of 8 MiB", rules: 1500, rule: appending,
			claims: map[string]any{"c": text}, wants: "MAA5014"},
		{name: "list-600", title: "600 × JsonToClaimValue over a list of 90,000 strings", rules: 600,
			rule:   `c:[type=="c"] => add(type="t%[1]d", value=IsSubsetOf("%[1]d", JsonToClaimValue(c.value)));`,
			claims: map[string]any{"c": compact(words)}, wants: "permitted"},
		{name: "query-40", title: "40 × JmesPath over 12 MiB of objects", rules: 40,
			rule:   "c:[type==\"c\"] => add(type=\"t%[1]d\", value=JmesPath(c.value, \"length([?a==`%[1]d`])\"));",
			claims: map[string]any{"c": compact(objects)}, wants: "MAA5001"},
		{name: "zeros-40", title: "40 × JmesPath over 12 MiB of zeros", rules: 40,
			rule:   `c:[type=="c"] => add(type="t%[1]d", value=JmesPath(c.value, "length(@)"));`,
			claims: map[string]any{"c": "[" + strings.Repeat("0,", 6<<20-1) + "0]"}, wants: "MAA5001"},
		{name: "subset-95", title: "95 × IsSubsetOf(c.value, c.value) over 99,000 integers", rules: 95,
			rule:   `c:[type=="c"] => add(type="t%[1]d", value=IsSubsetOf(c.value, c.value));`,
			claims: map[string]any{"c": integers}, wants: "permitted"},
	}
}

// compact is a value as JSON text.
func compact(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain lists and maps
	}
	return string(text)
}

// bombs sets all of them off in turn, as users would: with the command.
func bombs(stderr io.Writer) ([]*bomb, error) {
	dir, err := os.MkdirTemp("", "assay-bombs")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	command := filepath.Join(dir, "assay")
	if err := build("..", command, "./cmd/assay"); err != nil {
		return nil, err
	}
	all := allBombs()
	for _, b := range all {
		fmt.Fprintln(stderr, "bomb", b.name)
		for range bombRounds {
			if err := b.goOff(command, dir); err != nil {
				return nil, fmt.Errorf("%s: %w", b.name, err)
			}
		}
	}
	return all, nil
}

// policy is the text of the bomb's policy.
func (b *bomb) policy() string {
	var p strings.Builder
	p.WriteString("version=1.2;\nauthorizationrules{\n=> permit();\n")
	for i := range b.rules {
		fmt.Fprintf(&p, b.rule+"\n", i)
	}
	p.WriteString("};\n")
	return p.String()
}

// goOff takes one sample.
func (b *bomb) goOff(command, dir string) error {
	policy, claims := filepath.Join(dir, "policy.maa"), filepath.Join(dir, "claims.json")
	if err := errors.Join(os.WriteFile(policy, []byte(b.policy()), 0o644), os.WriteFile(claims, []byte(compact(b.claims)), 0o644)); err != nil {
		return err
	}
	cmd := exec.Command(command, "eval", "--claims", claims, policy)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	memory := make(chan float64)
	ended := make(chan struct{})
	go func() { memory <- highest(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	wall := time.Since(began)
	close(ended)
	most := <-memory
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return err
	}
	if !strings.Contains(stdout.String(), b.wants) {
		return fmt.Errorf("printed %.200q and %.200q, want %s", stdout.String(), stderr.String(), b.wants)
	}
	b.wall = append(b.wall, float64(wall))
	b.memory = append(b.memory, most)
	return nil
}

// highest asks for the peak of a process until it ends: every 2 ms, so what comes
// after the last question is missed.
func highest(pid int, ended <-chan struct{}) (most float64) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return most
		case <-tick.C:
			most = max(most, peak(pid))
		}
	}
}

// defused are the goals of the bombs: the worst run counts.
func (r *results) defused() []verdict {
	var out []verdict
	for _, b := range r.bombs {
		wall, memory := quantile(b.wall, 1)/1e9, quantile(b.memory, 1)/(1<<20)
		out = append(out,
			verdict{what: "`" + b.name + "`: start to end", goal: "≤ 3", unit: "s", values: []float64{wall}, met: wall <= bombTime.Seconds()},
			verdict{what: "`" + b.name + "`: resident memory", goal: "≤ 1024", unit: "MiB", values: []float64{memory}, met: memory <= bombMemory>>20})
	}
	return out
}
