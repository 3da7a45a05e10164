package protocol

// LocationLink is a place that another one leads to.
type LocationLink struct {
	OriginSelectionRange *Range `json:"originSelectionRange,omitempty"`
	TargetURI            string `json:"targetUri"`
	TargetRange          Range  `json:"targetRange"`
	TargetSelectionRange Range  `json:"targetSelectionRange"`
}

// ReferenceParams asks for all places of what is at a place.
type ReferenceParams struct {
	TextDocumentPositionParams
	Context struct {
		IncludeDeclaration bool `json:"includeDeclaration"`
	} `json:"context"`
}

// DocumentHighlightKind says what happens at a place.
type DocumentHighlightKind int

// The kinds.
const (
	ReadHighlight  DocumentHighlightKind = 2
	WriteHighlight DocumentHighlightKind = 3
)

// DocumentHighlight is a place in the same document.
type DocumentHighlight struct {
	Range Range                 `json:"range"`
	Kind  DocumentHighlightKind `json:"kind"`
}

// RenameParams asks for a new name.
type RenameParams struct {
	TextDocumentPositionParams
	NewName string `json:"newName"`
}

// PrepareRenameResult is what can be renamed at a place.
type PrepareRenameResult struct {
	Range       Range  `json:"range"`
	Placeholder string `json:"placeholder"`
}

// LinkedEditingRanges are places that are edited together.
type LinkedEditingRanges struct {
	Ranges      []Range `json:"ranges"`
	WordPattern string  `json:"wordPattern,omitempty"`
}

// SymbolKind says what a symbol is.
type SymbolKind int

// The kinds in use.
const (
	NamespaceSymbol SymbolKind = 3
	MethodSymbol    SymbolKind = 6
	FunctionSymbol  SymbolKind = 12
	VariableSymbol  SymbolKind = 13
	ConstantSymbol  SymbolKind = 14
	KeySymbol       SymbolKind = 20
	NullSymbol      SymbolKind = 21
	EventSymbol     SymbolKind = 24
)

// DocumentSymbol is a part of a document that has a name.
type DocumentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail,omitempty"`
	Kind           SymbolKind       `json:"kind"`
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []DocumentSymbol `json:"children,omitempty"`
}

// SymbolInformation is a symbol for clients that know no other, and of the workspace.
type SymbolInformation struct {
	Name          string     `json:"name"`
	Kind          SymbolKind `json:"kind"`
	Location      Location   `json:"location"`
	ContainerName string     `json:"containerName,omitempty"`
}

// WorkspaceSymbolParams asks for the symbols that a text is in.
type WorkspaceSymbolParams struct {
	Query string `json:"query"`
}

// CallHierarchyItem is a rule, or a claim that no rule makes.
type CallHierarchyItem struct {
	Name           string     `json:"name"`
	Kind           SymbolKind `json:"kind"`
	Detail         string     `json:"detail,omitempty"`
	URI            string     `json:"uri"`
	Range          Range      `json:"range"`
	SelectionRange Range      `json:"selectionRange"`
}

// CallHierarchyCallsParams asks for the neighbours of an item.
type CallHierarchyCallsParams struct {
	Item CallHierarchyItem `json:"item"`
}

// CallHierarchyIncomingCall is what an item gets its claims from.
type CallHierarchyIncomingCall struct {
	From       CallHierarchyItem `json:"from"`
	FromRanges []Range           `json:"fromRanges"`
}

// CallHierarchyOutgoingCall is what gets claims from an item.
type CallHierarchyOutgoingCall struct {
	To         CallHierarchyItem `json:"to"`
	FromRanges []Range           `json:"fromRanges"`
}
