package engine

// Limits bound an evaluation (L9.1). What is not positive means the default.
type Limits struct {
	// Claims is the largest number of claims in a set: 100,000.
	Claims int
	// Text is the largest number of bytes of one string value: 16 MiB.
	Text int
	// Steps is the budget of steps (L9.2): 10,000,000.
	Steps int64
	// Elements is the largest number of elements of one intermediate list:
	// 1,000,000.
	Elements int
	// Depth is the deepest nesting of JSON: 512.
	Depth int
	// Memory is the size of the account of memory in bytes (L9.3): 256 MiB.
	Memory int64
}

// WithDefaults returns l with its defaults filled in.
func (l Limits) WithDefaults() Limits {
	return Limits{
		Claims:   or(l.Claims, defaults.Claims),
		Text:     or(l.Text, defaults.Text),
		Steps:    or(l.Steps, defaults.Steps),
		Elements: or(l.Elements, defaults.Elements),
		Depth:    or(l.Depth, defaults.Depth),
		Memory:   or(l.Memory, defaults.Memory),
	}
}

// defaults are those of L9.1.
var defaults = Limits{Claims: 100_000, Text: 16 << 20, Steps: 10_000_000, Elements: 1_000_000, Depth: 512, Memory: 256 << 20}

func or[N int | int64](n, def N) N {
	if n <= 0 {
		return def
	}
	return n
}
