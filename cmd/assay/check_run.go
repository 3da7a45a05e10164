package main

import (
	"fmt"
	"io"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval/proof"
)

// checkRun is one run of check over several policies, each under its configuration.
type checkRun struct {
	*checkCmd
	env       *env
	typ       catalog.Type
	arguments map[diag.Code]diag.Severity // by --severity
	configs   *configs
	reviews   map[*config.Config]*config.Review
	order     []*config.Config
	files     []diag.File
	failed    bool
}

// prepare reads the arguments that several policies share.
func (c *checkCmd) prepare(e *env) (*checkRun, error) {
	r := &checkRun{
		checkCmd: c, env: e, configs: e.configs(c.configFlags),
		arguments: map[diag.Code]diag.Severity{}, reviews: map[*config.Config]*config.Review{},
	}
	var err error
	if r.typ, err = attestationType(c.Type); err != nil {
		return nil, err
	}
	for _, text := range c.Severity {
		code, level, err := config.ParseSetting(text, pages())
		if err != nil {
			return nil, usage("--severity: %v", err)
		}
		r.arguments[code] = level
	}
	if c.StdinPath != "" && !hasStdin(c.Policies) {
		return nil, usage("--stdin-path says where standard input belongs: give \"-\", too")
	}
	return r, nil
}

// policy checks one policy, and fixes it if that is asked for.
func (r *checkRun) policy(path string) error {
	src, enveloped, err := r.env.policyInside(path)
	if err != nil {
		return err
	}
	name := path
	if path == "-" && r.StdinPath != "" {
		name = r.StdinPath
		src = ast.NewSource(name, src.Text)
	}
	cfg, err := r.configs.of(name)
	if err != nil {
		return err
	}
	review := r.review(cfg)
	look := func(src *ast.Source) diag.File {
		return review.File(name, src, r.check(src, r.options(review.For(name))))
	}
	file := look(src)
	if r.fixFlags.any() {
		if file, err = r.fix(path, enveloped, file, look); err != nil {
			r.add(file, cfg)
			return err
		}
	}
	r.add(file, cfg)
	return nil
}

// options says how a policy is checked. Arguments are stronger than the
// configuration (T2.9).
func (r *checkRun) options(p config.Policy) config.Policy {
	if r.typ != "" {
		p.Type = r.typ
	}
	return p
}

// check checks a policy of which that is known, and lints it unless that is switched
// off (T2.1).
func (c *checkCmd) check(src *ast.Source, p config.Policy) diag.List {
	opts := check.Options{AttestationType: p.Type}
	if c.NoLint {
		_, found := check.Source(src, opts)
		return found
	}
	_, found := lint.Source(src, lint.Options{
		Check: opts, ClientClaims: lint.ClientClaimsOf(p.ClientClaims), Severities: p.Severities, Evaluate: proof.EvaluateChecked,
	})
	return found
}

// fix fixes one policy. What is in an envelope is signed as it is.
func (r *checkRun) fix(path string, enveloped bool, file diag.File, look func(*ast.Source) diag.File) (diag.File, error) {
	if enveloped {
		fmt.Fprintf(r.env.notes(), "%s: a policy in an envelope is not changed\n", path)
		return file, nil
	}
	before := file.Source
	file, undone := diag.FixAll(file, r.UnsafeFixes, look)
	if err := r.deliver(r.env, path, before, file.Source); err != nil {
		return file, err
	}
	return file, undone
}

// review is the one of a configuration.
func (r *checkRun) review(cfg *config.Config) *config.Review {
	if r.reviews[cfg] == nil {
		r.reviews[cfg] = cfg.NewReview(r.env.now(), r.arguments)
		r.order = append(r.order, cfg)
	}
	return r.reviews[cfg]
}

// add takes in the findings of a file.
func (r *checkRun) add(file diag.File, cfg *config.Config) {
	r.files = append(r.files, file)
	least := diag.Error
	if level := cfg.FailOn(); level != diag.NoSeverity {
		least = level
	}
	if level, ok := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "info": diag.Info}[r.FailOn]; ok {
		least = level
	}
	for _, d := range file.Findings {
		r.failed = r.failed || d.Severity <= least
	}
}

// stale adds what is found in the configurations themselves. Without the lint, an
// acceptance may well fit nothing.
func (r *checkRun) stale() {
	if r.NoLint {
		return
	}
	for _, cfg := range r.order {
		if file := r.reviews[cfg].Stale(); len(file.Findings) > 0 {
			r.add(file, cfg)
		}
	}
}

// print prints the findings, to stderr if stdout has a policy or what changes in it:
// then they are not the answer.
func (r *checkRun) print() error {
	var w io.Writer = r.env.out
	if r.Diff || r.fixFlags.any() && hasStdin(r.Policies) {
		w = r.env.notes()
	}
	opts := r.env.rendering()
	opts.ShowAccepted = r.ShowAccepted
	opts.Color = opts.Color && w == r.env.out
	return diag.Render(w, diag.Format(r.Output), r.files, opts)
}
