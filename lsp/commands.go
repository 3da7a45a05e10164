package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// command is something that a client can ask for by its name (V1.33).
type command struct {
	name string
	run  func(ctx context.Context, r *request, a arguments) (any, error)
}

// commands are all there are.
func commands() []command {
	return []command{
		{"assay.evaluate", evaluateCommand},
		{"assay.explain", explainCommand},
		{"assay.runTests", runTestsCommand},
		{"assay.createTest", createTestCommand},
		{"assay.selectClaims", selectClaimsCommand},
		{"assay.hash", hashCommand},
		{"assay.fixAll", fixAllCommand},
		{"assay.showCommandLine", showCommandLineCommand},
		{applyEditCommand, applyEdit},
	}
}

var executeCommandMethod = on("workspace/executeCommand", executeCommand,
	func(c *protocol.ServerCapabilities, _ *client) {
		c.ExecuteCommandProvider = &protocol.ExecuteCommandOptions{}
		for _, command := range commands() {
			c.ExecuteCommandProvider.Commands = append(c.ExecuteCommandProvider.Commands, command.name)
		}
	})

func executeCommand(ctx context.Context, r *request, p *protocol.ExecuteCommandParams) (any, error) {
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == p.Command })
	if i < 0 {
		return nil, rpcError(codeInvalidParams, "unknown command %q", p.Command)
	}
	return all[i].run(ctx, r, p.Arguments)
}

// arguments are those of a command.
type arguments []json.RawMessage

// text returns an argument that is text, "" without.
func (a arguments) text(i int) string {
	var s string
	if i < len(a) && json.Unmarshal(a[i], &s) != nil {
		return ""
	}
	return s
}

// policy is the document that a command is about: the one that it names, or the only
// policy that is open, since some editors send commands without arguments.
func (r *request) policy(a arguments) (*document, error) {
	uri := a.text(0)
	if uri == "" {
		if d := r.snapshot.onlyPolicy(); d != nil {
			return d, nil
		}
		return nil, rpcError(codeInvalidParams, "found no document, expected its URI as the first argument")
	}
	d, err := r.document(protocol.TextDocumentIdentifier{URI: uri})
	if err != nil {
		return nil, err
	}
	if d.kind != policyDocument {
		return nil, rpcError(codeInvalidParams, "%s is no policy", uri)
	}
	return d, nil
}

// onlyPolicy is the policy that is open, nil if there is none or another one.
func (s *snapshot) onlyPolicy() *document {
	var only *document
	for _, d := range s.docs {
		if d.kind != policyDocument {
			continue
		}
		if only != nil {
			return nil
		}
		only = d
	}
	return only
}

// evaluated evaluates the policy that a command is about, over the claims that it names
// or those that belong to the policy. The user is told if there are none.
func (r *request) evaluated(ctx context.Context, a arguments) (*document, *evaluation, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, nil, err
	}
	if uri := a.text(1); uri != "" {
		r.server.choose(d, uri)
	}
	e, err := r.server.evaluate(ctx, r.snapshot, d)
	if err != nil || e != nil {
		return d, e, err
	}
	return d, nil, r.offerClaims(ctx, d)
}

// choose takes a claims file for a policy.
func (s *server) choose(d *document, uri string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chosen[keyOf(d.uri)] = uri
}

// evaluateCommand evaluates a policy and shows the decision; the rest is shown in the
// text.
func evaluateCommand(ctx context.Context, r *request, a arguments) (any, error) {
	d, e, err := r.evaluated(ctx, a)
	if e == nil {
		return nil, err
	}
	text := d.name() + " with " + e.claims.name() + ": " + e.decisionText()
	r.server.show(e.severity(), "%s", text)
	return map[string]string{"decision": e.Decision, "reason": e.Reason, "text": text}, nil
}

// explainCommand explains a decision, in a message unless the client shows the answer.
func explainCommand(ctx context.Context, r *request, a arguments) (any, error) {
	d, e, err := r.evaluated(ctx, a)
	if e == nil {
		return nil, err
	}
	if e.err != nil {
		return nil, rpcError(codeFailed, "%v", e.err)
	}
	text := e.decisionText()
	if r.server.opts.Explain != nil {
		named := *d.policy().in.Checked
		named.Source = ast.NewSource(d.name(), d.Text)
		if text, err = r.server.opts.Explain(ctx, &named, []byte(e.claims.text)); err != nil {
			return nil, rpcError(codeFailed, "%v", err)
		}
	}
	if !r.client.showsExplanations {
		r.server.show(protocol.InfoMessage, "%s", text)
	}
	return map[string]string{"text": text}, nil
}

// selectClaimsCommand takes the claims file that a policy is evaluated with; without
// one, it asks which.
func selectClaimsCommand(ctx context.Context, r *request, a arguments) (any, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, err
	}
	uri := a.text(1)
	if uri == "" {
		if uri, err = r.askClaims(ctx, d); uri == "" {
			return nil, err
		}
	}
	r.server.choose(d, uri)
	_, err = r.server.evaluate(ctx, r.snapshot, d)
	return nil, err
}

// hashCommand shows the policy hash of the file, never of what is not saved (V1.1).
func hashCommand(_ context.Context, r *request, a arguments) (any, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, err
	}
	hash, unsaved, err := d.diskHash()
	if err != nil {
		return nil, rpcError(codeFailed, "%s: %v", d.name(), err)
	}
	note := ""
	if unsaved {
		note = " (of the file; there are unsaved changes)"
	}
	r.server.show(protocol.InfoMessage, "policy hash of %s: %s%s", d.name(), hash, note)
	return map[string]any{"hash": hash, "unsaved": unsaved}, nil
}

// errUnsaved is why a document has no hash.
var errUnsaved = errors.New("found no file, expected the policy to be saved before its hash is asked for")

// diskHash is the hash of a policy as it is on the disk, and whether what is open is
// another text: neither what was saved nor what is in the file, from which editors leave
// out the byte order mark. Of a file that isn't on this disk, what was saved counts.
func (d *document) diskHash() (hash string, unsaved bool, err error) {
	file := d.saved
	switch {
	case strings.HasPrefix(d.uri, "untitled:"):
		return "", false, errUnsaved
	case d.path != "":
		data, err := readFile(d.path, mostFile)
		if err != nil {
			return "", false, err
		}
		file = string(data)
	}
	return ast.PolicyHash(file), d.Text != d.saved && d.Text != strings.TrimPrefix(file, ast.BOM), nil
}

// fixAllCommand makes all safe fixes.
func fixAllCommand(ctx context.Context, r *request, a arguments) (any, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, err
	}
	edit := r.fixAll(d, d.policy())
	if edit == nil {
		r.server.show(protocol.InfoMessage, "%s: nothing to fix", d.name())
		return nil, nil
	}
	return nil, r.server.apply(ctx, "Apply all safe fixes", *edit)
}

// applyEdit makes an edit that was offered before.
func applyEdit(ctx context.Context, r *request, a arguments) (any, error) {
	var edit protocol.WorkspaceEdit
	if len(a) != 1 || json.Unmarshal(a[0], &edit) != nil {
		return nil, rpcError(codeInvalidParams, "expected an edit")
	}
	return nil, r.server.apply(ctx, "assay", edit)
}

// apply asks the client to make an edit.
func (s *server) apply(ctx context.Context, label string, edit protocol.WorkspaceEdit) error {
	var result protocol.ApplyWorkspaceEditResult
	if err := s.ask(ctx, "workspace/applyEdit", protocol.ApplyWorkspaceEditParams{Label: label, Edit: edit}, &result); err != nil {
		return err
	}
	if !result.Applied {
		return rpcError(codeFailed, "the editor did not make the change: %s", result.FailureReason)
	}
	return nil
}

// write asks the client to make an edit of one file, and to show it: it may be a new one
// of which nothing is on the disk yet.
func (r *request) write(ctx context.Context, label, uri string, edit protocol.WorkspaceEdit) error {
	if err := r.server.apply(ctx, label, edit); err != nil || !r.client.Window.ShowDocument.Support {
		return err
	}
	return r.server.ask(ctx, "window/showDocument", protocol.ShowDocumentParams{URI: uri, TakeFocus: true}, nil)
}

// showCommandLineCommand shows what a shell would do instead.
func showCommandLineCommand(_ context.Context, r *request, a arguments) (any, error) {
	d, err := r.policy(a)
	if err != nil {
		return nil, err
	}
	line := "assay check " + shellQuote(nameOf(d.uri))
	if claims, ok := r.server.claimsOf(r.snapshot, d); ok {
		line = "assay explain --claims " + shellQuote(nameOf(claims.uri)) + " " + shellQuote(nameOf(d.uri))
	}
	r.server.show(protocol.InfoMessage, "%s", line)
	return map[string]string{"commandLine": line}, nil
}

// shellQuote writes a word as a shell reads it.
func shellQuote(word string) string {
	plain := func(c rune) bool {
		return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.ContainsRune("_-./:@+", c)
	}
	if word != "" && strings.IndexFunc(word, func(c rune) bool { return !plain(c) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// sibling is the URI of a document in the folder of another.
func sibling(uri, name string) string {
	dir, _ := path.Split(uri)
	return dir + url.PathEscape(name)
}
