package main

import (
	"math"
	"slices"
)

// quantile of samples, by the nearest rank.
func quantile(samples []float64, q float64) float64 {
	s := slices.Sorted(slices.Values(samples))
	return s[int(math.Round(q*float64(len(s)-1)))]
}

func median(samples []float64) float64 { return quantile(samples, 0.5) }

// quotients are the ratios of two engines, round by round.
func quotients(a, b []float64) []float64 {
	out := make([]float64, min(len(a), len(b)))
	for i := range out {
		out[i] = a[i] / b[i]
	}
	return out
}

// exponent fits cost = c · size^k by least squares on logarithms and returns k
// with its standard error.
func exponent(sizes, costs []float64) (k, err float64) {
	n := float64(len(sizes))
	var sx, sy, sxx, sxy float64
	for i := range sizes {
		x, y := math.Log(sizes[i]), math.Log(costs[i])
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	d := n*sxx - sx*sx
	k = (n*sxy - sx*sy) / d
	if n < 3 {
		return k, math.NaN()
	}
	c := (sy - k*sx) / n
	var rest float64
	for i := range sizes {
		r := math.Log(costs[i]) - c - k*math.Log(sizes[i])
		rest += r * r
	}
	return k, math.Sqrt(rest / (n - 2) * n / d)
}
