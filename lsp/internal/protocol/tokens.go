package protocol

// SemanticTokensRangeParams asks for the tokens of a range.
type SemanticTokensRangeParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
}

// SemanticTokensDeltaParams asks for what changed since an answer.
type SemanticTokensDeltaParams struct {
	TextDocument     TextDocumentIdentifier `json:"textDocument"`
	PreviousResultID string                 `json:"previousResultId"`
}

// SemanticTokens are tokens, five numbers each.
type SemanticTokens struct {
	ResultID string   `json:"resultId,omitempty"`
	Data     []uint32 `json:"data"`
}

// SemanticTokensDelta are edits of the numbers of an earlier answer.
type SemanticTokensDelta struct {
	ResultID string               `json:"resultId"`
	Edits    []SemanticTokensEdit `json:"edits"`
}

// SemanticTokensEdit replaces some of them.
type SemanticTokensEdit struct {
	Start       uint32   `json:"start"`
	DeleteCount uint32   `json:"deleteCount"`
	Data        []uint32 `json:"data,omitempty"`
}

// FoldingRangeKind says what is folded.
type FoldingRangeKind string

// CommentFold is a block of comments.
const CommentFold FoldingRangeKind = "comment"

// FoldingRange are lines that can be folded.
type FoldingRange struct {
	StartLine      uint32           `json:"startLine"`
	StartCharacter *uint32          `json:"startCharacter,omitempty"`
	EndLine        uint32           `json:"endLine"`
	EndCharacter   *uint32          `json:"endCharacter,omitempty"`
	Kind           FoldingRangeKind `json:"kind,omitempty"`
}

// SelectionRangeParams asks for what is around places.
type SelectionRangeParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Positions    []Position             `json:"positions"`
}

// SelectionRange is a range with the one around it.
type SelectionRange struct {
	Range  Range           `json:"range"`
	Parent *SelectionRange `json:"parent,omitempty"`
}

// DocumentRangeFormattingParams asks for the formatting of a range.
type DocumentRangeFormattingParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
}

// DocumentOnTypeFormattingParams asks for formatting after a character.
type DocumentOnTypeFormattingParams struct {
	TextDocumentPositionParams
	Ch string `json:"ch"`
}
