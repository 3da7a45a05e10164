package protocol

// CompletionOptions say what completion can do.
type CompletionOptions struct {
	TriggerCharacters []string `json:"triggerCharacters,omitempty"`
	ResolveProvider   bool     `json:"resolveProvider"`
}

// SignatureHelpOptions say where help on arguments is asked for.
type SignatureHelpOptions struct {
	TriggerCharacters   []string `json:"triggerCharacters,omitempty"`
	RetriggerCharacters []string `json:"retriggerCharacters,omitempty"`
}

// CodeActionOptions list the kinds of code actions.
type CodeActionOptions struct {
	CodeActionKinds []CodeActionKind `json:"codeActionKinds"`
	ResolveProvider bool             `json:"resolveProvider"`
}

// CodeActionKind names a sort of code action.
type CodeActionKind string

// The kinds that the server offers.
const (
	QuickFix        CodeActionKind = "quickfix"
	Refactor        CodeActionKind = "refactor"
	RefactorExtract CodeActionKind = "refactor.extract"
	RefactorInline  CodeActionKind = "refactor.inline"
	RefactorRewrite CodeActionKind = "refactor.rewrite"
	Source          CodeActionKind = "source"
	FixAll          CodeActionKind = "source.fixAll.assay"
)

// RenameOptions say that a rename can be prepared.
type RenameOptions struct {
	PrepareProvider bool `json:"prepareProvider"`
}

// SemanticTokensOptions say which tokens there are, and how they can be asked for.
type SemanticTokensOptions struct {
	Legend SemanticTokensLegend `json:"legend"`
	Range  bool                 `json:"range"`
	Full   SemanticTokensFull   `json:"full"`
}

// SemanticTokensFull says whether changes can be asked for.
type SemanticTokensFull struct {
	Delta bool `json:"delta"`
}

// SemanticTokensLegend gives types and modifiers their numbers.
type SemanticTokensLegend struct {
	TokenTypes     []string `json:"tokenTypes"`
	TokenModifiers []string `json:"tokenModifiers"`
}
