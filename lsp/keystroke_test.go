package lsp

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// large is a policy of rules of two conditions, as the budgets have it (V6).
func large(rules int) string {
	var b strings.Builder
	b.WriteString("version=1.1;\nauthorizationrules {\n")
	for i := range rules {
		fmt.Fprintf(&b, "    c:[type==\"x-ms-sgx-svn\", issuer==\"AttestationService\", value>=%d] && [type==\"made-%d\"] => add(type=\"made-%d\", value=c.value);\n", i, i, i+1)
	}
	b.WriteString("    => permit();\n};\n")
	return b.String()
}

// typed puts text into a line of a document, as a keystroke does.
func (s *server) typed(d *document, version int32, line, from, to uint32, text string) *document {
	r := protocol.Range{Start: protocol.Position{Line: line, Character: from}, End: protocol.Position{Line: line, Character: to}}
	s.didChange(&protocol.DidChangeTextDocumentParams{
		TextDocument:   protocol.VersionedTextDocumentIdentifier{URI: d.uri, Version: version},
		ContentChanges: []position.Change{{Range: &r, Text: text}},
	})
	next := s.snap.Load().docs[keyOf(d.uri)]
	s.quickFindings(s.snap.Load(), next)
	return next
}

// V6.20: a keystroke parses the rule that it is in, wherever that is; none is lowered,
// as nothing here can.
func TestKeystrokeParsesOneRule(t *testing.T) {
	t.Parallel()
	const rules = 1_000
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", large(rules))
	d.policy()
	if n := d.shop.cache.Parsed(); n != rules+1 {
		t.Fatalf("found %d rules parsed of a policy that was opened, expected %d", n, rules+1)
	}
	for i, line := range []uint32{2, 500, 1001} {
		d = s.typed(d, int32(i+2), line, 23, 23, "x")
		if n := d.shop.cache.Parsed(); n != 1 {
			t.Errorf("line %d: found %d rules parsed, expected 1", line, n)
		}
	}
	d = s.typed(d, 9, 0, 0, 0, "// 🔒\n")
	if n := d.shop.cache.Parsed(); n != 0 {
		t.Errorf("found %d rules parsed after a comment, expected none", n)
	}
}

// V6.20: a keystroke costs at most a fifth of opening the policy, counted in what is
// allocated, which doesn't depend on the machine.
func TestKeystrokeCost(t *testing.T) {
	s := testServer(t, everything, "{}")
	text := large(1_000)
	opens := allocations(func() { s.quickFindings(s.snap.Load(), s.put("p.maa", text)) })
	d := s.typed(s.snap.Load().docs["test:///p.maa"], 2, 500, 23, 23, "x")
	s.working.Wait()
	keystroke := allocations(func() { s.typed(d, 3, 500, 23, 23, "y") })
	if keystroke*5 > opens {
		t.Errorf("a keystroke took %d allocations, opening the policy %d, expected at most a fifth", keystroke, opens)
	}
}

// allocations counts those of a function, other tests standing still.
func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

// V6.20: editing keeps nothing of what was. ASSAY_LSP_EDITS=10000 makes as many edits as
// the budget speaks of.
func TestEditsKeepMemory(t *testing.T) {
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", large(10))
	size := func() uint64 {
		s.working.Wait()
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	// Each edit writes another number into one of the rules.
	var few, many uint64
	edits := editsWanted(t, 400)
	for i := range edits {
		line := uint32(2 + i*7%10)
		d = s.typed(d, int32(i+2), line, 27, 28, string(rune('a'+i%26)))
		switch i + 1 {
		case 100:
			few = size()
		case edits:
			many = size()
		}
	}
	if many*10 > few*11 {
		t.Errorf("found %d bytes after %d edits and %d after 100, expected at most 1.1 times as many", many, edits, few)
	}
	runtime.KeepAlive(s)
}
