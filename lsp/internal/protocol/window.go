package protocol

import "encoding/json"

// MessageType says how important a message is.
type MessageType int

// The types.
const (
	ErrorMessage   MessageType = 1
	WarningMessage MessageType = 2
	InfoMessage    MessageType = 3
	LogMessage     MessageType = 4
)

// ShowMessageParams is a message for people.
type ShowMessageParams struct {
	Type    MessageType `json:"type"`
	Message string      `json:"message"`
}

// ShowMessageRequestParams is a message with answers to choose from.
type ShowMessageRequestParams struct {
	Type    MessageType         `json:"type"`
	Message string              `json:"message"`
	Actions []MessageActionItem `json:"actions"`
}

// MessageActionItem is such an answer.
type MessageActionItem struct {
	Title string `json:"title"`
}

// ShowDocumentParams asks for a document to be brought before the user.
type ShowDocumentParams struct {
	URI       string `json:"uri"`
	TakeFocus bool   `json:"takeFocus"`
}

// WorkDoneProgressCreateParams announces that the server tells of its progress.
type WorkDoneProgressCreateParams struct {
	Token any `json:"token"`
}

// ProgressParams tells of progress, or brings a part of a result.
type ProgressParams struct {
	Token any `json:"token"`
	Value any `json:"value"`
}

// WorkDoneProgress is a step of some work: its begin, a report, or its end.
type WorkDoneProgress struct {
	Kind        string  `json:"kind"` // "begin", "report", "end"
	Title       string  `json:"title,omitempty"`
	Cancellable bool    `json:"cancellable,omitempty"`
	Message     string  `json:"message,omitempty"`
	Percentage  *uint32 `json:"percentage,omitempty"`
}

// WorkDoneProgressCancelParams asks for the end of such work.
type WorkDoneProgressCancelParams struct {
	Token any `json:"token"`
}

// ExecuteCommandParams asks for a command.
type ExecuteCommandParams struct {
	Command       string            `json:"command"`
	Arguments     []json.RawMessage `json:"arguments,omitempty"`
	WorkDoneToken any               `json:"workDoneToken,omitempty"`
}

// ApplyWorkspaceEditParams asks the client to change documents.
type ApplyWorkspaceEditParams struct {
	Label string        `json:"label,omitempty"`
	Edit  WorkspaceEdit `json:"edit"`
}

// ApplyWorkspaceEditResult says whether it did.
type ApplyWorkspaceEditResult struct {
	Applied       bool   `json:"applied"`
	FailureReason string `json:"failureReason,omitempty"`
}

// ConfigurationParams asks for settings.
type ConfigurationParams struct {
	Items []ConfigurationItem `json:"items"`
}

// ConfigurationItem is a section of them, of a folder.
type ConfigurationItem struct {
	ScopeURI string `json:"scopeUri,omitempty"`
	Section  string `json:"section"`
}

// DidChangeConfigurationParams tells of new settings.
type DidChangeConfigurationParams struct {
	Settings json.RawMessage `json:"settings"`
}

// RegistrationParams asks the client to tell of more.
type RegistrationParams struct {
	Registrations []Registration `json:"registrations"`
}

// Registration is one request of that kind.
type Registration struct {
	ID              string `json:"id"`
	Method          string `json:"method"`
	RegisterOptions any    `json:"registerOptions,omitempty"`
}

// DidChangeWatchedFilesRegistrationOptions say which files the client watches.
type DidChangeWatchedFilesRegistrationOptions struct {
	Watchers []FileSystemWatcher `json:"watchers"`
}

// FileSystemWatcher is a pattern of files.
type FileSystemWatcher struct {
	GlobPattern string `json:"globPattern"`
}

// CancelParams asks for the end of a request.
type CancelParams struct {
	ID json.RawMessage `json:"id"`
}

// SetTraceParams sets how much the server tells of its work.
type SetTraceParams struct {
	Value string `json:"value"`
}
