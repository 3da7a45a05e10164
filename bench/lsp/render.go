package main

import (
	"fmt"
	"strings"
	"time"
)

// render writes the tables.
func (s subjects) render() string {
	var b strings.Builder
	fmt.Fprintf(&b, "A policy of %d rules, %d KB, beside gopls %s in a Go file of the same size, in turn in each round; median and 95th\n", rules, len(s.process.main.text)/1024, s.gopls.version)
	b.WriteString("percentile, from the client's message to the server's. Each request comes after an edit in the middle. Budgets are of the server in\n")
	b.WriteString("memory (V6.20), those of starts and of resident memory of the process `assay lsp`; gopls is a process, too. It has no tokens of a file\n")
	b.WriteString("above 100 KB, and sends no changes of them.\n\n")
	b.WriteString("| what | budget | in memory p50 | p95 | process p50 | p95 | gopls p50 | p95 | gopls ÷ process |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, row := range rows {
		m, p, g := s.memory.samples[row.name], s.process.samples[row.name], s.gopls.samples[row.name]
		if len(m)+len(p)+len(g) == 0 {
			continue
		}
		ratio := ""
		if len(p) > 0 && len(g) > 0 {
			ratio = fmt.Sprintf("%.1f", float64(percentile(g, 50))/float64(percentile(p, 50)))
		}
		fmt.Fprintf(&b, "| %s | %s (%s) | %s | %s | %s | %s | %s | %s | %s |\n", row.label, row.budget, row.clause,
			shown(m, 50), shown(m, 95), shown(p, 50), shown(p, 95), shown(g, 50), shown(g, 95), ratio)
	}
	b.WriteString("\nThe same in the WebAssembly module, which Node runs as a page does:\n\n")
	b.WriteString("| what | budget | p50 | p95 |\n|---|---|---|---|\n")
	for _, row := range rows {
		if w := s.wasm.samples[row.name]; len(w) > 0 {
			fmt.Fprintf(&b, "| %s | %s (%s) | %s | %s |\n", row.label, row.wasm, row.clause, shown(w, 50), shown(w, 95))
		}
	}
	b.WriteString("\n| resident memory | budget | process | gopls |\n|---|---|---|---|\n")
	for _, m := range memories {
		other := ""
		if n := s.gopls.memory[m.name]; n > 0 {
			other = fmt.Sprintf("%d MiB", n>>20)
		}
		fmt.Fprintf(&b, "| %s | %d MiB (V6.11) | %d MiB | %s |\n", m.label, m.budget, s.process.memory[m.name]>>20, other)
	}
	return b.String()
}

// shown is a percentile as text, empty without samples.
func shown(all []time.Duration, p int) string {
	if len(all) == 0 {
		return ""
	}
	return short(percentile(all, p))
}

// short is a duration with three digits or fewer.
func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/1e6)
	case d >= time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f ms", float64(d)/1e6)
}
