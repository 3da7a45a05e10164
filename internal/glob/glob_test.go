package glob_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/glob"
)

// T2.8, T7.2: what fits a pattern.
func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, path string
		whole, below  bool
	}{
		{"a.maa", "a.maa", true, true},
		{"a.maa", "b/a.maa", false, false},
		{"a", "a/b.maa", false, true},
		{"a.maa", "axmaa", false, false},
		{"*.maa", "a.maa", true, true},
		{"*.maa", "b/a.maa", false, false},
		{"**/*.maa", "a.maa", true, true},
		{"**/*.maa", "b/c/a.maa", true, true},
		{"sgx/**", "sgx/a/b.maa", true, true},
		{"sgx/**", "sgx", false, false},
		{"sgx/**/x.maa", "sgx/x.maa", true, true},
		{"?.maa", "a.maa", true, true},
		{"?.maa", "/.maa", false, false},
		{"{a,b/*}.maa", "b/c.maa", true, true},
		{"{a,{b,c}}.maa", "c.maa", true, true},
		{"a,b", "a,b", true, true},
		{"[a-c].maa", "b.maa", true, true},
		{"[!a-c].maa", "b.maa", false, false},
		{"*", "a\nb", true, true},
		{"+(a)", "+(a)", true, true},
	} {
		p, err := glob.Compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Match(tt.path); got != tt.whole {
			t.Errorf("%s matches %s: got %t", tt.pattern, tt.path, got)
		}
		if got := p.MatchBelow(tt.path); got != tt.below {
			t.Errorf("%s matches %s or above it: got %t", tt.pattern, tt.path, got)
		}
	}
	for _, bad := range []string{"{a", "{a,{b}", "[!b-a]"} {
		if _, err := glob.Compile(bad); err == nil {
			t.Errorf("%s: got no error", bad)
		}
	}
	if (glob.Pattern{}).Match("") || (glob.Pattern{}).MatchBelow("") {
		t.Error("the zero Pattern fits something")
	}
}

// A pattern that could be tried in more ways than there is time for.
func TestMatchIsLinear(t *testing.T) {
	t.Parallel()
	p, err := glob.Compile(strings.Repeat("{a,aa,*a,**/a}", 60) + "b")
	if err != nil {
		t.Fatal(err)
	}
	if p.Match(strings.Repeat("a", 1000)) {
		t.Error("it fits")
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string][2]string{
		"*.maa": {".", "*.maa"}, "a/b/*.maa": {"a/b", "*.maa"}, "/x*": {"/", "x*"}, "a/b": {"a", "b"}, "a{b/c,d}": {".", "a{b/c,d}"},
	} {
		root, rest := glob.Split(pattern)
		if got := [2]string{root, rest}; got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}
