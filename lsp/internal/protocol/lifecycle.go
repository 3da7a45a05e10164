package protocol

import "encoding/json"

// InitializeParams is what a client says of itself.
type InitializeParams struct {
	ProcessID             *int64             `json:"processId"`
	ClientInfo            *ClientInfo        `json:"clientInfo,omitempty"`
	RootPath              string             `json:"rootPath,omitempty"`
	RootURI               string             `json:"rootUri,omitempty"`
	WorkspaceFolders      []WorkspaceFolder  `json:"workspaceFolders,omitempty"`
	Capabilities          ClientCapabilities `json:"capabilities"`
	InitializationOptions json.RawMessage    `json:"initializationOptions,omitempty"`
}

// ClientInfo names a client.
type ClientInfo struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// WorkspaceFolder is a root of the workspace.
type WorkspaceFolder struct {
	URI  string `json:"uri"`
	Name string `json:"name"`
}

// InitializeResult is what the server says of itself.
type InitializeResult struct {
	Capabilities ServerCapabilities `json:"capabilities"`
	ServerInfo   ClientInfo         `json:"serverInfo"`
}

// ClientCapabilities are what a client can do: what the server goes by.
type ClientCapabilities struct {
	General struct {
		PositionEncodings []string `json:"positionEncodings"`
	} `json:"general"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
		ShowDocument     struct {
			Support bool `json:"support"`
		} `json:"showDocument"`
	} `json:"window"`
	Workspace    WorkspaceClientCapabilities    `json:"workspace"`
	TextDocument TextDocumentClientCapabilities `json:"textDocument"`
}

// Refresh is whether a client can be asked to forget what it was told.
type Refresh struct {
	RefreshSupport bool `json:"refreshSupport"`
}

// Dynamic is whether a client takes registrations.
type Dynamic struct {
	DynamicRegistration bool `json:"dynamicRegistration"`
}

// WorkspaceClientCapabilities are those about the workspace.
type WorkspaceClientCapabilities struct {
	ApplyEdit     bool `json:"applyEdit"`
	WorkspaceEdit struct {
		DocumentChanges         bool      `json:"documentChanges"`
		ResourceOperations      []string  `json:"resourceOperations"`
		ChangeAnnotationSupport *struct{} `json:"changeAnnotationSupport"`
	} `json:"workspaceEdit"`
	Configuration          bool    `json:"configuration"`
	DidChangeConfiguration Dynamic `json:"didChangeConfiguration"`
	DidChangeWatchedFiles  Dynamic `json:"didChangeWatchedFiles"`
	WorkspaceFolders       bool    `json:"workspaceFolders"`
	SemanticTokens         Refresh `json:"semanticTokens"`
	CodeLens               Refresh `json:"codeLens"`
	InlayHint              Refresh `json:"inlayHint"`
	Diagnostics            Refresh `json:"diagnostics"`
}

// ResolveSupport lists the properties that a client can ask for later.
type ResolveSupport struct {
	Properties []string `json:"properties"`
}

// TextDocumentClientCapabilities are those about documents.
type TextDocumentClientCapabilities struct {
	Synchronization    Dynamic `json:"synchronization"`
	PublishDiagnostics struct {
		RelatedInformation     bool `json:"relatedInformation"`
		VersionSupport         bool `json:"versionSupport"`
		CodeDescriptionSupport bool `json:"codeDescriptionSupport"`
		DataSupport            bool `json:"dataSupport"`
		TagSupport             *struct {
			ValueSet []DiagnosticTag `json:"valueSet"`
		} `json:"tagSupport"`
	} `json:"publishDiagnostics"`
	Diagnostic *struct {
		RelatedDocumentSupport bool `json:"relatedDocumentSupport"`
	} `json:"diagnostic"`
	Completion struct {
		CompletionItem struct {
			SnippetSupport      bool         `json:"snippetSupport"`
			DocumentationFormat []MarkupKind `json:"documentationFormat"`
			DeprecatedSupport   bool         `json:"deprecatedSupport"`
			TagSupport          *struct {
				ValueSet []CompletionItemTag `json:"valueSet"`
			} `json:"tagSupport"`
			InsertReplaceSupport    bool            `json:"insertReplaceSupport"`
			ResolveSupport          *ResolveSupport `json:"resolveSupport"`
			LabelDetailsSupport     bool            `json:"labelDetailsSupport"`
			CommitCharactersSupport bool            `json:"commitCharactersSupport"`
		} `json:"completionItem"`
	} `json:"completion"`
	Hover struct {
		ContentFormat []MarkupKind `json:"contentFormat"`
	} `json:"hover"`
	SignatureHelp struct {
		SignatureInformation struct {
			DocumentationFormat  []MarkupKind `json:"documentationFormat"`
			ParameterInformation struct {
				LabelOffsetSupport bool `json:"labelOffsetSupport"`
			} `json:"parameterInformation"`
			ActiveParameterSupport bool `json:"activeParameterSupport"`
		} `json:"signatureInformation"`
	} `json:"signatureHelp"`
	Definition struct {
		LinkSupport bool `json:"linkSupport"`
	} `json:"definition"`
	DocumentSymbol struct {
		HierarchicalDocumentSymbolSupport bool `json:"hierarchicalDocumentSymbolSupport"`
	} `json:"documentSymbol"`
	CodeAction struct {
		CodeActionLiteralSupport *struct{}       `json:"codeActionLiteralSupport"`
		IsPreferredSupport       bool            `json:"isPreferredSupport"`
		DisabledSupport          bool            `json:"disabledSupport"`
		DataSupport              bool            `json:"dataSupport"`
		ResolveSupport           *ResolveSupport `json:"resolveSupport"`
	} `json:"codeAction"`
	Rename struct {
		PrepareSupport           bool `json:"prepareSupport"`
		HonorsChangeAnnotations  bool `json:"honorsChangeAnnotations"`
		PrepareSupportDefaultBeh int  `json:"prepareSupportDefaultBehavior"`
	} `json:"rename"`
	FoldingRange struct {
		RangeLimit      uint32 `json:"rangeLimit"`
		LineFoldingOnly bool   `json:"lineFoldingOnly"`
	} `json:"foldingRange"`
	SemanticTokens struct {
		OverlappingTokenSupport bool `json:"overlappingTokenSupport"`
		MultilineTokenSupport   bool `json:"multilineTokenSupport"`
	} `json:"semanticTokens"`
	InlayHint struct {
		ResolveSupport *ResolveSupport `json:"resolveSupport"`
	} `json:"inlayHint"`
	DocumentLink struct {
		TooltipSupport bool `json:"tooltipSupport"`
	} `json:"documentLink"`
}

// ServerCapabilities are what the server can do. Each row of the table of features
// fills in its own.
type ServerCapabilities struct {
	PositionEncoding                string                           `json:"positionEncoding"`
	TextDocumentSync                *TextDocumentSyncOptions         `json:"textDocumentSync,omitempty"`
	CompletionProvider              *CompletionOptions               `json:"completionProvider,omitempty"`
	HoverProvider                   bool                             `json:"hoverProvider,omitempty"`
	SignatureHelpProvider           *SignatureHelpOptions            `json:"signatureHelpProvider,omitempty"`
	DeclarationProvider             bool                             `json:"declarationProvider,omitempty"`
	DefinitionProvider              bool                             `json:"definitionProvider,omitempty"`
	ReferencesProvider              bool                             `json:"referencesProvider,omitempty"`
	DocumentHighlightProvider       bool                             `json:"documentHighlightProvider,omitempty"`
	DocumentSymbolProvider          bool                             `json:"documentSymbolProvider,omitempty"`
	WorkspaceSymbolProvider         bool                             `json:"workspaceSymbolProvider,omitempty"`
	CodeActionProvider              any                              `json:"codeActionProvider,omitempty"` // bool or *CodeActionOptions
	CodeLensProvider                *ResolveOptions                  `json:"codeLensProvider,omitempty"`
	DocumentLinkProvider            *ResolveOptions                  `json:"documentLinkProvider,omitempty"`
	DocumentFormattingProvider      bool                             `json:"documentFormattingProvider,omitempty"`
	DocumentRangeFormattingProvider bool                             `json:"documentRangeFormattingProvider,omitempty"`
	DocumentOnTypeFormatting        *DocumentOnTypeFormattingOptions `json:"documentOnTypeFormattingProvider,omitempty"`
	RenameProvider                  any                              `json:"renameProvider,omitempty"` // bool or *RenameOptions
	FoldingRangeProvider            bool                             `json:"foldingRangeProvider,omitempty"`
	SelectionRangeProvider          bool                             `json:"selectionRangeProvider,omitempty"`
	LinkedEditingRangeProvider      bool                             `json:"linkedEditingRangeProvider,omitempty"`
	CallHierarchyProvider           bool                             `json:"callHierarchyProvider,omitempty"`
	SemanticTokensProvider          *SemanticTokensOptions           `json:"semanticTokensProvider,omitempty"`
	InlayHintProvider               *ResolveOptions                  `json:"inlayHintProvider,omitempty"`
	DiagnosticProvider              *DiagnosticOptions               `json:"diagnosticProvider,omitempty"`
	ExecuteCommandProvider          *ExecuteCommandOptions           `json:"executeCommandProvider,omitempty"`
	Workspace                       *WorkspaceServerCapabilities     `json:"workspace,omitempty"`
}

// WorkspaceServerCapabilities are those about the workspace.
type WorkspaceServerCapabilities struct {
	WorkspaceFolders WorkspaceFoldersServerCapabilities `json:"workspaceFolders"`
}

// WorkspaceFoldersServerCapabilities say that the server wants to know of folders.
type WorkspaceFoldersServerCapabilities struct {
	Supported           bool `json:"supported"`
	ChangeNotifications bool `json:"changeNotifications"`
}

// ResolveOptions say whether what was left out can be asked for.
type ResolveOptions struct {
	ResolveProvider bool `json:"resolveProvider"`
}

// DocumentOnTypeFormattingOptions say after which characters text is formatted.
type DocumentOnTypeFormattingOptions struct {
	FirstTriggerCharacter string   `json:"firstTriggerCharacter"`
	MoreTriggerCharacter  []string `json:"moreTriggerCharacter,omitempty"`
}

// ExecuteCommandOptions list the commands.
type ExecuteCommandOptions struct {
	Commands []string `json:"commands"`
}
