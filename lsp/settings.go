package lsp

import (
	"encoding/json"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/claim/catalog"
)

// settings are those of a client (V1.52), under the name assay. All are optional.
type settings struct {
	// AttestationType is the one that policies are for; "" and "auto" leave it to the
	// configuration and what the policy says (V1.5).
	AttestationType string `json:"attestationType"`
	// Claims leads from globs of policies to the claims files that they are evaluated
	// with.
	Claims map[string]string `json:"claims"`
	// Severity sets severities of codes or checks: off, info, warning, error.
	Severity   map[string]string  `json:"severity"`
	InlayHints inlayHintsSettings `json:"inlayHints"`
	CodeLens   codeLensSettings   `json:"codeLens"`
	// Diagnostics is "push" for clients that say they pull findings but never do; of
	// initializationOptions only (V2.7).
	Diagnostics string `json:"diagnostics"`
	// Commands are those that the client has itself; of initializationOptions only.
	Commands []string `json:"commands"`
}

// inlayHintsSettings say which hints are shown; nil is yes.
type inlayHintsSettings struct {
	Types   *bool `json:"types"`
	Issuers *bool `json:"issuers"`
	Matches *bool `json:"matches"`
}

// codeLensSettings say which lenses are shown; nil is yes.
type codeLensSettings struct {
	Evaluate *bool `json:"evaluate"`
	Tests    *bool `json:"tests"`
	Uses     *bool `json:"uses"`
	Hash     *bool `json:"hash"`
}

// on reports whether a setting is on, which is what it is unless it says otherwise.
func isOn(setting *bool) bool { return setting == nil || *setting }

// readSettings reads settings, as they are or under their name. What can't be read is
// as if it were absent, and the problem is returned for the user to see.
func readSettings(raw json.RawMessage) (settings, error) {
	var named struct {
		Assay json.RawMessage `json:"assay"`
	}
	if json.Unmarshal(raw, &named) == nil && named.Assay != nil {
		raw = named.Assay
	}
	var s settings
	if len(raw) == 0 || string(raw) == "null" {
		return s, nil
	}
	err := json.Unmarshal(raw, &s)
	return s, err
}

// typ is the attestation type that is set, "" for none.
func (s settings) typ() catalog.Type {
	t, _ := catalog.ParseType(s.AttestationType)
	return t
}

// severities are those that are set, in the words of the configuration.
func (s settings) severities() map[diag.Code]diag.Severity {
	out := map[diag.Code]diag.Severity{}
	for check, level := range s.Severity {
		if code, severity, err := config.ParseSetting(check+"="+level, pages()); err == nil {
			out[code] = severity
		}
	}
	return out
}
