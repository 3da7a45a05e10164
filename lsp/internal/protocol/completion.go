package protocol

// CompletionParams is a place to complete at.
type CompletionParams struct {
	TextDocumentPositionParams
	Context *CompletionContext `json:"context,omitempty"`
}

// CompletionContext says which character made the client ask, if one did.
type CompletionContext struct {
	TriggerCharacter string `json:"triggerCharacter,omitempty"`
}

// CompletionList is what can stand at a place.
type CompletionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []CompletionItem `json:"items"`
}

// CompletionItem is one thing that can stand there.
type CompletionItem struct {
	Label               string              `json:"label"`
	Kind                CompletionItemKind  `json:"kind,omitempty"`
	Tags                []CompletionItemTag `json:"tags,omitempty"`
	Detail              string              `json:"detail,omitempty"`
	Documentation       *MarkupContent      `json:"documentation,omitempty"`
	Deprecated          bool                `json:"deprecated,omitempty"`
	SortText            string              `json:"sortText,omitempty"`
	FilterText          string              `json:"filterText,omitempty"`
	InsertTextFormat    InsertTextFormat    `json:"insertTextFormat,omitempty"`
	TextEdit            *TextEdit           `json:"textEdit,omitempty"`
	AdditionalTextEdits []TextEdit          `json:"additionalTextEdits,omitempty"`
	Data                *CompletionItemData `json:"data,omitempty"`
}

// CompletionItemData is what the documentation of an item is found again by.
type CompletionItemData struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// CompletionItemKind is the icon of an item.
type CompletionItemKind int

// The kinds that the server uses.
const (
	FunctionItem   CompletionItemKind = 3
	FieldItem      CompletionItemKind = 5
	VariableItem   CompletionItemKind = 6
	ModuleItem     CompletionItemKind = 9
	PropertyItem   CompletionItemKind = 10
	ValueItem      CompletionItemKind = 12
	KeywordItem    CompletionItemKind = 14
	SnippetItem    CompletionItemKind = 15
	EnumMemberItem CompletionItemKind = 20
	OperatorItem   CompletionItemKind = 24
)

// CompletionItemTag says how an item is shown.
type CompletionItemTag int

// DeprecatedItem strikes an item through.
const DeprecatedItem CompletionItemTag = 1

// InsertTextFormat says whether a text has places to fill in.
type InsertTextFormat int

// The formats.
const (
	PlainTextFormat InsertTextFormat = 1
	SnippetFormat   InsertTextFormat = 2
)
