package policygen

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// decisions is how many bits a fuzz target hands to a property: more than the
// largest policy with its claims takes.
const decisions = 1 << 14

// Fuzz makes a fuzz target of a property. Each bit of the fuzzer's bytes is a
// decision; what they leave open follows from them by a generator of pseudo-
// random numbers, so that short inputs are whole cases too.
func Fuzz(property func(*rapid.T)) func(*testing.T, []byte) {
	run := rapid.MakeFuzz(property)
	return func(t *testing.T, data []byte) {
		var seed [32]byte
		copy(seed[:], data)
		rest := rand.NewChaCha8(seed)
		words := make([]byte, 0, 8*decisions) // rapid takes one word for each bit
		for i := range decisions {
			word := rest.Uint64()
			if i < 8*len(data) {
				word = uint64(data[i/8] >> (i % 8))
			}
			words = binary.LittleEndian.AppendUint64(words, word)
		}
		run(t, words)
	}
}
