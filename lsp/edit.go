package lsp

import "github.com/assay-policy/assay/lsp/internal/protocol"

// edit is a change of one document, in a form that the client takes (V1.3). It is asked
// about first, if there is a doubt and the client can ask.
func (s *snapshot) edit(d *document, edits []protocol.TextEdit, doubt *protocol.ChangeAnnotation) *protocol.WorkspaceEdit {
	can := s.client.Workspace.WorkspaceEdit
	if !can.DocumentChanges {
		return &protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{d.uri: edits}}
	}
	out := &protocol.WorkspaceEdit{}
	if doubt != nil && can.ChangeAnnotationSupport != nil {
		const id = "doubt"
		out.ChangeAnnotations = map[string]protocol.ChangeAnnotation{id: *doubt}
		for i := range edits {
			edits[i].AnnotationID = id
		}
	}
	out.DocumentChanges = []any{protocol.TextDocumentEdit{
		TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{URI: d.uri, Version: &d.version}, Edits: edits,
	}}
	return out
}
