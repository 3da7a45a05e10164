package diag

import (
	"io"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
)

// The objects of SARIF 2.1.0 (OASIS Standard, "Static Analysis Results
// Interchange Format") that a log of findings needs, named as in section 3.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   Code         `json:"id"`
		Name                 string       `json:"name"`
		ShortDescription     sarifMessage `json:"shortDescription"`
		FullDescription      sarifMessage `json:"fullDescription"`
		HelpURI              string       `json:"helpUri"`
		Help                 sarifMessage `json:"help"`
		DefaultConfiguration sarifLevel   `json:"defaultConfiguration"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID           Code              `json:"ruleId"`
		RuleIndex        int               `json:"ruleIndex"`
		Level            string            `json:"level"`
		Message          sarifMessage      `json:"message"`
		Locations        []sarifLocation   `json:"locations"`
		RelatedLocations []sarifLocation   `json:"relatedLocations,omitempty"`
		Fixes            []sarifFix        `json:"fixes,omitempty"`
		Suppressions     []sarifSuppressed `json:"suppressions,omitempty"`
	}
	sarifSuppressed struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct {
		Description     sarifMessage  `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion   `json:"deletedRegion"`
		InsertedContent *sarifMessage `json:"insertedContent,omitempty"`
	}
)

// renderSARIF writes one run over all files.
func renderSARIF(w io.Writer, files []File, opts Options) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "assay", Version: opts.Version,
			InformationURI: "https://github.com/assay-policy/assay", Rules: sarifRules(opts.Registry),
		}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, f := range files {
		for _, d := range f.merged() {
			run.Results = append(run.Results, sarifResultOf(f, d, opts.Registry))
		}
	}
	return writeJSON(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func sarifRules(pages Registry) []sarifRule {
	rules := []sarifRule{}
	for _, e := range pages.pages {
		rules = append(rules, sarifRule{
			ID: e.Code, Name: e.Name,
			ShortDescription:     sarifText(sentence(e.Title)),
			FullDescription:      sarifText(e.Why),
			HelpURI:              e.Code.DocURL(),
			Help:                 sarifText(e.Why),
			DefaultConfiguration: sarifLevel{sarifLevelOf(e.Severity)},
		})
	}
	return rules
}

// sentence makes a title one.
func sentence(title string) string {
	r, n := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[n:] + "."
}

func sarifLevelOf(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case NoSeverity, Info, Hint:
	}
	return "note"
}

// sarifText escapes what has a meaning in a message: braces, which enclose
// placeholders (3.11.5), and the middle of what would be a link (3.11.6).
func sarifText(text string) sarifMessage {
	return sarifMessage{strings.NewReplacer("{", "{{", "}", "}}", "](", `\](`).Replace(text)}
}

func sarifResultOf(file File, d Diagnostic, pages Registry) sarifResult {
	src := file.Source
	out := sarifResult{
		RuleID: d.Code, RuleIndex: pages.indexOf(d.Code), Level: sarifLevelOf(d.Severity), Message: sarifText(d.Message),
		Locations: []sarifLocation{{PhysicalLocation: sarifPlace(src, d.Span)}},
	}
	for _, r := range d.Related {
		message := sarifText(r.Message)
		out.RelatedLocations = append(out.RelatedLocations, sarifLocation{sarifPlace(src, r.Span), &message})
	}
	for _, f := range d.Fixes {
		if expressible(src, f) {
			out.Fixes = append(out.Fixes, sarifFixOf(src, f))
		}
	}
	if reason, ok := file.justification(d); ok {
		out.Suppressions = []sarifSuppressed{{"external", "accepted", reason}}
	}
	return out
}

func sarifFixOf(src *ast.Source, f Fix) sarifFix {
	change := sarifChange{ArtifactLocation: sarifArtifact{artifactURI(src.Name)}}
	for _, e := range f.Edits {
		r := sarifReplacement{DeletedRegion: sarifRegionOf(src, e.Span)}
		if e.NewText != "" {
			r.InsertedContent = &sarifMessage{e.NewText} // content, not a message: nothing to escape
		}
		change.Replacements = append(change.Replacements, r)
	}
	return sarifFix{sarifText(f.Title), []sarifChange{change}}
}

func sarifPlace(src *ast.Source, span ast.Span) sarifPhysical {
	return sarifPhysical{sarifArtifact{artifactURI(src.Name)}, sarifRegionOf(src, span)}
}

func sarifRegionOf(src *ast.Source, span ast.Span) sarifRegion {
	p := place(src, span)
	return sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn}
}

// artifactURI returns a file name as a URI reference: absolute names as file
// URIs, others relative to wherever the log is read, all percent-encoded.
func artifactURI(name string) string {
	path := ast.SlashPath(name)
	if drive(name) {
		path = "/" + strings.ReplaceAll(name, `\`, "/")
	}
	u := url.URL{Path: path}
	if strings.HasPrefix(path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}

// drive reports whether a name starts like an absolute one of Windows: C:\.
func drive(name string) bool {
	return len(name) > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/') && unicode.IsLetter(rune(name[0]))
}
