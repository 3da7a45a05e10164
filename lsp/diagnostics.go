package lsp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var documentDiagnosticMethod = on("textDocument/diagnostic", pullDocument,
	func(c *protocol.ServerCapabilities, client *client) {
		if client.pulls {
			c.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: "assay", InterFileDependencies: true, WorkspaceDiagnostics: true}
		}
	})

var workspaceDiagnosticMethod = on("workspace/diagnostic", pullWorkspace, nil)

// pullDocument returns the findings of a document, with those that take a search, so
// that they are those of a check of the same bytes (V1.12).
func pullDocument(ctx context.Context, r *request, p *protocol.DocumentDiagnosticParams) (any, error) {
	d, err := r.document(p.TextDocument)
	if err != nil {
		return nil, err
	}
	snap, d := r.withSettings(ctx, d)
	found, err := r.server.findings(ctx, snap, d)
	if err != nil {
		return nil, err
	}
	return report(found, p.PreviousResultID), nil
}

// settingsWithin is how long findings wait for settings. Some clients never say them.
const settingsWithin = 2 * time.Second

// withSettings returns a document as it is seen with the settings of the client, once they
// are known. Some clients ask for findings before that, and not again while the text stays.
func (r *request) withSettings(ctx context.Context, d *document) (*snapshot, *document) {
	s := r.server
	s.mu.Lock()
	known := s.settingsKnown
	s.mu.Unlock()
	if known != nil {
		select {
		case <-known:
		case <-ctx.Done():
		case <-time.After(settingsWithin):
			s.mu.Lock()
			s.settingsKnown = nil
			s.mu.Unlock()
		}
	}
	if now := s.snap.Load(); now.docs[keyOf(d.uri)] != nil && now.docs[keyOf(d.uri)].Source == d.Source {
		return now, now.docs[keyOf(d.uri)]
	}
	return r.snapshot, d
}

// report is a list of findings, or says that it is the one that the client has.
func report(found []protocol.Diagnostic, previous string) any {
	text, err := json.Marshal(found)
	if err != nil {
		panic(err) // of plain values
	}
	sum := sha256.Sum256(text)
	id := base64.RawURLEncoding.EncodeToString(sum[:12])
	if id == previous {
		return protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: id}
	}
	return protocol.DocumentDiagnosticReport{Kind: "full", ResultID: id, Items: found}
}

// pullWorkspace returns the findings of all documents: those that are open, and the
// policies of the workspace.
func pullWorkspace(ctx context.Context, r *request, p *protocol.WorkspaceDiagnosticParams) (any, error) {
	previous := map[string]string{}
	for _, id := range p.PreviousResultIDs {
		previous[keyOf(id.URI)] = id.Value
	}
	items := []any{}
	for _, d := range r.everything() {
		found, err := r.server.findings(ctx, r.snapshot, d)
		if err != nil {
			return nil, err
		}
		var item any
		switch rep := report(found, previous[keyOf(d.uri)]).(type) {
		case protocol.DocumentDiagnosticReport:
			item = protocol.WorkspaceFullDocumentDiagnosticReport{URI: d.uri, Version: r.versionOf(d), DocumentDiagnosticReport: rep}
		case protocol.UnchangedDocumentDiagnosticReport:
			item = protocol.WorkspaceUnchangedDocumentDiagnosticReport{URI: d.uri, Version: r.versionOf(d), UnchangedDocumentDiagnosticReport: rep}
		}
		if p.PartialResultToken == nil {
			items = append(items, item)
			continue
		}
		r.server.notify("$/progress", protocol.ProgressParams{
			Token: p.PartialResultToken, Value: protocol.WorkspaceDiagnosticReport{Items: []any{item}},
		})
	}
	return protocol.WorkspaceDiagnosticReport{Items: items}, nil
}

// findings are all of a document.
func (s *server) findings(ctx context.Context, snap *snapshot, d *document) ([]protocol.Diagnostic, error) {
	switch d.kind {
	case policyDocument:
		found, err := s.search(ctx, d.policy())
		if err != nil {
			return nil, err
		}
		return append(snap.diagnostics(d, found.file.Findings), s.problems(snap, d)...), nil
	case configurationDocument:
		stale, err := s.staleAcceptances(ctx, snap, d)
		return append(configProblems(d), stale...), err
	}
	return s.quickFindings(snap, d), nil
}

// problems are what a check would report of a policy beside its findings, and what the
// last evaluation of it failed at.
func (s *server) problems(snap *snapshot, d *document) []protocol.Diagnostic {
	return append(snap.configProblem(d), s.evaluationProblems(d)...)
}

// quickFindings are those of a document that take no search.
func (s *server) quickFindings(snap *snapshot, d *document) []protocol.Diagnostic {
	switch d.kind {
	case policyDocument:
		return append(snap.diagnostics(d, d.policy().shown().Findings), s.problems(snap, d)...)
	case testDocument:
		return append(testProblems(d), s.failures(d)...)
	case configurationDocument:
		return configProblems(d)
	}
	return []protocol.Diagnostic{}
}

// source is what findings of the server are marked with.
const source = "assay"

// fixData is what a finding carries so that its fixes are found again.
type fixData struct {
	Fixes int `json:"fixes"`
}

// diagnostics are findings in the form of the protocol.
func (s *snapshot) diagnostics(d *document, found diag.List) []protocol.Diagnostic {
	out := make([]protocol.Diagnostic, len(found))
	for i, f := range found {
		out[i] = s.diagnostic(d, f)
	}
	return out
}

func (s *snapshot) diagnostic(d *document, f diag.Diagnostic) protocol.Diagnostic {
	can := s.client.TextDocument.PublishDiagnostics
	out := protocol.Diagnostic{
		Range: d.rangeOf(f.Span), Severity: severities[f.Severity], Code: string(f.Code), Source: source, Message: f.Message,
	}
	if can.CodeDescriptionSupport || s.client.pulls {
		out.CodeDescription = &protocol.CodeDescription{Href: f.Code.DocURL()}
	}
	out.Tags = s.client.tags(tags[f.Code])
	if can.RelatedInformation {
		for _, r := range f.Related {
			out.RelatedInformation = append(out.RelatedInformation,
				protocol.DiagnosticRelatedInformation{Location: d.location(r.Span), Message: r.Message})
		}
	}
	if can.DataSupport && len(f.Fixes) > 0 {
		out.Data = fixData{Fixes: len(f.Fixes)}
	}
	return out
}

var severities = map[diag.Severity]protocol.DiagnosticSeverity{
	diag.Error: protocol.SeverityError, diag.Warning: protocol.SeverityWarning,
	diag.Info: protocol.SeverityInformation, diag.Hint: protocol.SeverityHint,
}

// tags are of findings about text that could go, or that is out of date (V1.11).
var tags = map[diag.Code][]protocol.DiagnosticTag{
	"MAA3008": {protocol.Deprecated},
	"MAA3015": {protocol.Unnecessary},
	"MAA3034": {protocol.Unnecessary},
	"MAA3036": {protocol.Unnecessary},
	"MAA3037": {protocol.Unnecessary},
	"MAA3040": {protocol.Unnecessary},
	"MAA3041": {protocol.Unnecessary},
}
