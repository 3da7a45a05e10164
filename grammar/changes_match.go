package grammar

import (
	"math/bits"
	"slices"
)

// longestCommon returns the index pairs of a longest common subsequence, in order.
// It costs a word for 64 pairs of elements and keeps as many bits, whatever the lists
// are: 13 MB for two of 10,000 elements that have nothing in common.
func longestCommon(a, b []int) (pairs [][2]int) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		pairs = append(pairs, [2]int{start, start})
		start++
	}
	endA, endB := len(a), len(b)
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	for _, p := range commonByBits(a[start:endA], b[start:endB]) {
		pairs = append(pairs, [2]int{start + p[0], start + p[1]})
	}
	for i := range len(a) - endA {
		pairs = append(pairs, [2]int{endA + i, endB + i})
	}
	return pairs
}

// commonByBits is the algorithm of Crochemore and Hyyrö. After each element of b, bit
// i of a row is zero if the longest common subsequence grows with a[i].
func commonByBits(a, b []int) (pairs [][2]int) {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	size := (len(a) + 63) / 64
	places := map[int][]uint64{}
	for i, v := range a {
		if places[v] == nil {
			places[v] = make([]uint64, size)
		}
		places[v][i/64] |= 1 << (i % 64)
	}
	row := slices.Repeat([]uint64{^uint64(0)}, size)
	rows := make([][]uint64, len(b))
	for j, v := range b {
		if match := places[v]; match != nil {
			row = nextRow(row, match)
		}
		rows[j] = row
	}
	grows := func(i, j int) bool { return j >= 0 && rows[j][i/64]&(1<<(i%64)) == 0 }
	for i, j := len(a)-1, len(b)-1; i >= 0 && j >= 0; {
		switch {
		case !grows(i, j):
			i--
		case grows(i, j-1):
			j--
		default:
			pairs = append(pairs, [2]int{i, j})
			i, j = i-1, j-1
		}
	}
	slices.Reverse(pairs)
	return pairs
}

// nextRow is the row after one more element, which stands at the places of match.
func nextRow(row, match []uint64) []uint64 {
	next := make([]uint64, len(row))
	carry := uint64(0)
	for k, v := range row {
		u := v & match[k]
		var sum uint64
		sum, carry = bits.Add64(v, u, carry)
		next[k] = sum | v&^u
	}
	return next
}

// mostCompared bounds with how many rules before and after its place one is compared.
const mostCompared = 100

// pairSimilar pairs the rules that were changed (T5.1), those that have most in common
// first.
func (c *compared) pairSimilar() {
	words := map[string]int{}
	old, now := unmatched(c.old, words), unmatched(c.new, words)
	for _, share := range []float64{0.9, 0.75, 0.5} {
		for i, e := range old {
			if e.other != nil {
				continue
			}
			best, most := (*entry)(nil), 0.0
			for j := max(0, i-mostCompared); j < min(len(now), i+mostCompared); j++ {
				n := now[j]
				if n.other != nil || n.rule.Action.Name.Name != e.rule.Action.Name.Name {
					continue
				}
				if s := common(e.words, n.words); s >= share && s > most {
					best, most = n, s
				}
			}
			if best != nil {
				pair(e, best)
			}
		}
	}
}

// unmatched are the rules without a counterpart, with their tokens.
func unmatched(all []*entry, words map[string]int) (left []*entry) {
	for _, e := range all {
		if e.other != nil {
			continue
		}
		for _, t := range lex(Text(e.rule), nil).tokens {
			id, known := words[t.text]
			if !known {
				id = len(words)
				words[t.text] = id
			}
			e.words = append(e.words, id)
		}
		slices.Sort(e.words)
		left = append(left, e)
	}
	return left
}

// common is the share of their tokens that two rules have in common.
func common(a, b []int) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(2*both) / float64(len(a)+len(b))
}
