package lsp

// Everything is what a client declares that can do all.
const Everything = everything

// Methods are the names of all requests that are answered.
func Methods() (out []string) {
	for _, m := range methods() {
		out = append(out, m.name)
	}
	return out
}
