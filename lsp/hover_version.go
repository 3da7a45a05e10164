package lsp

import (
	"errors"
	"fmt"
)

// hash says what the policy hash of the file on disk is. It is never that of the text
// in the editor, which may hide a byte order mark and line ends (V1.1).
func (h *hovering) hash() string {
	hash, unsaved, err := h.diskHash()
	switch {
	case errors.Is(err, errUnsaved):
		return "The policy has a hash once it is saved: it is that of the bytes of the file."
	case err != nil:
		return "The file can't be read, so its policy hash isn't known."
	case unsaved:
		return fmt.Sprintf("Policy hash of the file: `%s`\n\nThe text has changes that are not saved: they are not in the hash.", hash)
	}
	return fmt.Sprintf("Policy hash of the file: `%s`", hash)
}
