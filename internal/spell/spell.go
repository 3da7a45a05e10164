package spell

import "strings"

// Closest returns the name that a misspelt word most likely stands for: equal
// but for case, or a few edits away; "" if none is near enough.
func Closest(word string, among []string) string {
	return ClosestWithin(word, among, len(word)+1)
}

// ClosestWithin is Closest with at most so many edits.
func ClosestWithin(word string, among []string, most int) string {
	low := []rune(strings.ToLower(word))
	best, distance := "", min(max(1, len(low)/3), most)+1
	for _, name := range among {
		if strings.EqualFold(word, name) {
			return name
		}
		if d := edits(low, []rune(strings.ToLower(name)), distance); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// edits is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b, or limit if it is at least that.
func edits(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
