package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// staleAcceptances are the acceptances of a configuration that is open which fit nothing
// any more, or are past their day (MAA3051), as far as the policies are known that they
// are about.
func (s *server) staleAcceptances(ctx context.Context, snap *snapshot, d *document) ([]protocol.Diagnostic, error) {
	c, err := config.Parse(nameOf(d.uri), []byte(d.Text), pages())
	if err != nil || len(c.File.Lint.Accept) == 0 {
		return nil, nil // what is wrong in it is shown by itself
	}
	review := c.NewReview(s.opts.Now(), snap.settingsOf(d.uri).severities())
	for _, p := range snap.policies() {
		if used := snap.configOf(p).Source; used == nil || used.Name != nameOf(d.uri) {
			continue
		}
		found, err := s.search(ctx, p.policy())
		if err != nil {
			return nil, err
		}
		review.File(nameOf(p.uri), p.Source, found.all)
	}
	return snap.diagnostics(d, review.Stale().Findings), nil
}

// configProblem says in a policy that its configuration can't be read, so that it is
// looked at without. What is wrong is shown where the configuration is open.
func (s *snapshot) configProblem(d *document) []protocol.Diagnostic {
	err := s.configOf(d).err
	if err == nil {
		return nil
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return []protocol.Diagnostic{d.problem(d.heading(), fmt.Sprintf("%s can't be read, so it doesn't count here: %s", config.Name, first))}
}
