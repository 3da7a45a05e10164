// Package position converts between byte offsets, in which every other package
// counts, and the lines and characters of an editor (V2.8), and applies the
// edits that an editor sends.
//
// Lines end at LF, CRLF or a lone CR, as the protocol says; the grammar of
// policies doesn't matter here. A character is a unit of the negotiated
// [Encoding]: a byte of UTF-8, a unit of UTF-16, or a code point.
//
// Bytes that are not UTF-8 count as the replacement characters that an editor
// shows in their place, one each.
//
// A byte order mark counts as a character if the client sent it: then its own
// text has it. VS Code, Neovim, Emacs and Helix take the mark off when they open a
// file, and send the text without it. So in a text that was read from the disk
// ([NewFile]) a leading mark has no width.
package position
