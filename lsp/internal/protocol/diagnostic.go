package protocol

// DiagnosticSeverity says how bad a finding is.
type DiagnosticSeverity int

// The severities.
const (
	SeverityError       DiagnosticSeverity = 1
	SeverityWarning     DiagnosticSeverity = 2
	SeverityInformation DiagnosticSeverity = 3
	SeverityHint        DiagnosticSeverity = 4
)

// DiagnosticTag says how a finding is shown.
type DiagnosticTag int

// The tags.
const (
	Unnecessary DiagnosticTag = 1
	Deprecated  DiagnosticTag = 2
)

// Diagnostic is a finding.
type Diagnostic struct {
	Range              Range                          `json:"range"`
	Severity           DiagnosticSeverity             `json:"severity,omitempty"`
	Code               string                         `json:"code,omitempty"`
	CodeDescription    *CodeDescription               `json:"codeDescription,omitempty"`
	Source             string                         `json:"source,omitempty"`
	Message            string                         `json:"message"`
	Tags               []DiagnosticTag                `json:"tags,omitempty"`
	RelatedInformation []DiagnosticRelatedInformation `json:"relatedInformation,omitempty"`
	Data               any                            `json:"data,omitempty"`
}

// CodeDescription leads to the page of a code.
type CodeDescription struct {
	Href string `json:"href"`
}

// DiagnosticRelatedInformation is another place that explains a finding.
type DiagnosticRelatedInformation struct {
	Location Location `json:"location"`
	Message  string   `json:"message"`
}

// PublishDiagnosticsParams are the findings of a version of a document.
type PublishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int32       `json:"version,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// DiagnosticOptions say how findings can be pulled.
type DiagnosticOptions struct {
	Identifier            string `json:"identifier,omitempty"`
	InterFileDependencies bool   `json:"interFileDependencies"`
	WorkspaceDiagnostics  bool   `json:"workspaceDiagnostics"`
}

// DocumentDiagnosticParams pulls the findings of a document.
type DocumentDiagnosticParams struct {
	TextDocument     TextDocumentIdentifier `json:"textDocument"`
	PreviousResultID string                 `json:"previousResultId,omitempty"`
}

// DocumentDiagnosticReport are the findings, or says that they are as they were.
type DocumentDiagnosticReport struct {
	Kind     string       `json:"kind"` // "full" or "unchanged"
	ResultID string       `json:"resultId,omitempty"`
	Items    []Diagnostic `json:"items"`
}

// UnchangedDocumentDiagnosticReport says that findings are as they were.
type UnchangedDocumentDiagnosticReport struct {
	Kind     string `json:"kind"` // "unchanged"
	ResultID string `json:"resultId"`
}

// WorkspaceDiagnosticParams pulls the findings of all documents.
type WorkspaceDiagnosticParams struct {
	PreviousResultIDs []struct {
		URI   string `json:"uri"`
		Value string `json:"value"`
	} `json:"previousResultIds"`
	PartialResultToken any `json:"partialResultToken,omitempty"`
}

// WorkspaceDiagnosticReport are those, each a WorkspaceFullDocumentDiagnosticReport or
// a WorkspaceUnchangedDocumentDiagnosticReport.
type WorkspaceDiagnosticReport struct {
	Items []any `json:"items"`
}

// WorkspaceFullDocumentDiagnosticReport are the findings of one document.
type WorkspaceFullDocumentDiagnosticReport struct {
	URI     string `json:"uri"`
	Version *int32 `json:"version"`
	DocumentDiagnosticReport
}

// WorkspaceUnchangedDocumentDiagnosticReport says that they are as they were.
type WorkspaceUnchangedDocumentDiagnosticReport struct {
	URI     string `json:"uri"`
	Version *int32 `json:"version"`
	UnchangedDocumentDiagnosticReport
}
