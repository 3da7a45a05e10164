package main

import (
	"fmt"
	"strings"
	"time"
)

// render writes the tables of both servers.
func render(subjects []*subject) string {
	var b strings.Builder
	a, g := subjects[0], subjects[1]
	fmt.Fprintf(&b, "`assay lsp` in a policy of %d rules, %d KB, beside gopls %s in a Go file of the same size, one after the other in each round;\n", rules, len(a.main.text)/1024, g.version)
	fmt.Fprintf(&b, "median and 95th percentile, from the client's message to the server's. Each request comes after an edit in the middle.\n")
	fmt.Fprintf(&b, "gopls has no tokens of a file above 100 KB, and sends no changes of them.\n\n")
	b.WriteString("| what | budget | assay p50 | p95 | gopls p50 | p95 | gopls ÷ assay |\n|---|---|---|---|---|---|---|\n")
	for _, row := range rows {
		x, y := a.samples[row.name], g.samples[row.name]
		if len(x) == 0 {
			continue
		}
		ratio := ""
		if len(y) > 0 {
			ratio = fmt.Sprintf("%.1f", float64(percentile(y, 50))/float64(percentile(x, 50)))
		}
		fmt.Fprintf(&b, "| %s | %s (%s) | %s | %s | %s | %s | %s |\n", row.label, row.budget, row.clause,
			shown(x, 50), shown(x, 95), shown(y, 50), shown(y, 95), ratio)
	}
	b.WriteString("\n| resident memory | budget | assay | gopls |\n|---|---|---|---|\n")
	for _, m := range memories {
		other := ""
		if n := g.memory[m.name]; n > 0 {
			other = fmt.Sprintf("%d MiB", n>>20)
		}
		fmt.Fprintf(&b, "| %s | %d MiB (V6.11) | %d MiB | %s |\n", m.label, m.budget, a.memory[m.name]>>20, other)
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
