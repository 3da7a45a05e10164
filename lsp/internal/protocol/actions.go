package protocol

// CodeActionParams asks what can be done about a range.
type CodeActionParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
	Context      struct {
		Diagnostics []Diagnostic     `json:"diagnostics"`
		Only        []CodeActionKind `json:"only,omitempty"`
	} `json:"context"`
}

// CodeAction is something that can be done: an edit, or a command.
type CodeAction struct {
	Title       string          `json:"title"`
	Kind        CodeActionKind  `json:"kind,omitempty"`
	Diagnostics []Diagnostic    `json:"diagnostics,omitempty"`
	IsPreferred bool            `json:"isPreferred,omitempty"`
	Edit        *WorkspaceEdit  `json:"edit,omitempty"`
	Command     *Command        `json:"command,omitempty"`
	Data        *CodeActionData `json:"data,omitempty"`
}

// CodeActionData is what an action carries whose edit is made when it is resolved.
type CodeActionData struct {
	URI string `json:"uri"`
}

// CodeLens is a line above some text: a command, or a note.
type CodeLens struct {
	Range   Range         `json:"range"`
	Command *Command      `json:"command,omitempty"`
	Data    *CodeLensData `json:"data,omitempty"`
}

// CodeLensData is what a lens carries whose command is made when it is resolved.
type CodeLensData struct {
	URI  string `json:"uri"`
	Kind string `json:"kind"`
}

// InlayHintParams asks for the hints of a range.
type InlayHintParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
}

// InlayHintKind says what a hint is about.
type InlayHintKind int

// TypeHint is a hint about a type.
const TypeHint InlayHintKind = 1

// InlayHint is text shown at a place that is not in the document.
type InlayHint struct {
	Position     Position       `json:"position"`
	Label        string         `json:"label"`
	Kind         InlayHintKind  `json:"kind,omitempty"`
	Tooltip      *MarkupContent `json:"tooltip,omitempty"`
	PaddingLeft  bool           `json:"paddingLeft,omitempty"`
	PaddingRight bool           `json:"paddingRight,omitempty"`
	Data         *InlayHintData `json:"data,omitempty"`
}

// InlayHintData is what a hint carries whose tooltip is made when it is resolved.
type InlayHintData struct {
	URI string `json:"uri"`
	At  int    `json:"at"`
}
