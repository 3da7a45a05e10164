package lsp

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
)

// hash says what the policy hash of the file on disk is. It is never that of the text
// in the editor, which may hide a byte order mark and line ends (V1.1).
func (h *hovering) hash() string {
	if h.path == "" {
		return "The policy has a hash once it is saved: it is that of the bytes of the file."
	}
	data, err := readFile(h.path, mostFile)
	if err != nil {
		return "The file can't be read, so its policy hash isn't known."
	}
	text := fmt.Sprintf("Policy hash of the file: `%s`", ast.PolicyHash(string(data)))
	if !h.saved {
		text += "\n\nThe text has changes that are not saved: they are not in the hash."
	}
	return text
}
