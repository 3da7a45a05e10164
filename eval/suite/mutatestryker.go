package suite

import (
	"io"
	"strconv"

	"github.com/assay-policy/assay/ast"
)

// The report of Stryker, schema 2 (T3.11): what its viewers read.
type (
	strykerReport struct {
		SchemaVersion string                     `json:"schemaVersion"`
		Framework     strykerName                `json:"framework"`
		Thresholds    strykerThresholds          `json:"thresholds"`
		Files         map[string]strykerFile     `json:"files"`
		TestFiles     map[string]strykerTestFile `json:"testFiles"`
	}
	strykerName struct {
		Name string `json:"name"`
	}
	strykerThresholds struct {
		High int `json:"high"`
		Low  int `json:"low"`
	}
	strykerFile struct {
		Language string          `json:"language"`
		Source   string          `json:"source"`
		Mutants  []strykerMutant `json:"mutants"`
	}
	strykerMutant struct {
		ID             string          `json:"id"`
		MutatorName    string          `json:"mutatorName"`
		Description    string          `json:"description"`
		Replacement    string          `json:"replacement"`
		Location       strykerLocation `json:"location"`
		Status         MutantStatus    `json:"status"`
		StatusReason   string          `json:"statusReason,omitempty"`
		CoveredBy      []string        `json:"coveredBy,omitempty"`
		KilledBy       []string        `json:"killedBy,omitempty"`
		TestsCompleted int             `json:"testsCompleted"`
	}
	strykerLocation struct {
		Start strykerPlace `json:"start"`
		End   strykerPlace `json:"end"`
	}
	strykerPlace struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	strykerTestFile struct {
		Source string        `json:"source"`
		Tests  []strykerTest `json:"tests"`
	}
	strykerTest struct {
		ID       string       `json:"id"`
		Name     string       `json:"name"`
		Location strykerStart `json:"location"`
	}
	strykerStart struct {
		Start strykerPlace `json:"start"`
	}
)

// The scores from which viewers colour a report: those that Stryker has by default.
const (
	strykerHigh = 80
	strykerLow  = 60
)

// Stryker writes the mutants as a report of schema 2 of Stryker's mutation-testing
// elements (T3.11).
func (m *Mutation) Stryker(w io.Writer) error {
	r := &strykerReport{
		SchemaVersion: "2", Framework: strykerName{"assay"}, Thresholds: strykerThresholds{strykerHigh, strykerLow},
		Files: map[string]strykerFile{}, TestFiles: map[string]strykerTestFile{},
	}
	for _, t := range m.targets {
		r.Files[ast.SlashPath(t.path)] = strykerFile{Language: "maa", Source: t.program.Source().Text, Mutants: []strykerMutant{}}
		for _, j := range t.cases {
			r.add(j)
		}
	}
	for i := range m.Mutants {
		x := &m.Mutants[i]
		file := ast.SlashPath(x.File)
		f := r.Files[file]
		f.Mutants = append(f.Mutants, x.stryker(strconv.Itoa(i+1)))
		r.Files[file] = f
	}
	return writeJSON(w, r)
}

// add adds a case.
func (r *strykerReport) add(j *job) {
	file := ast.SlashPath(j.file.name)
	f := r.TestFiles[file]
	f.Source = j.file.source.Text
	f.Tests = append(f.Tests, strykerTest{
		ID: j.done.Label(file), Name: j.test.Name.Text, Location: strykerStart{strykerAt(j.file.source, j.test.Start())},
	})
	r.TestFiles[file] = f
}

// strykerAt is a place as the viewers count: in UTF-16 code units, from 1.
func strykerAt(src *ast.Source, p ast.Pos) strykerPlace {
	at := src.UTF16(p)
	return strykerPlace{at.Line + 1, at.Column + 1}
}

func (m *Mutant) stryker(id string) strykerMutant {
	t := m.trial
	src := t.target.program.Source()
	out := strykerMutant{
		ID: id, MutatorName: m.Mutator, Description: m.change(), Replacement: m.Replacement,
		Location:     strykerLocation{strykerAt(src, t.mutant.Place.From), strykerAt(src, t.mutant.Place.To)},
		Status:       m.Status,
		StatusReason: m.reason(), TestsCompleted: t.ran,
	}
	for _, j := range t.covered {
		out.CoveredBy = append(out.CoveredBy, j.done.Label(ast.SlashPath(j.file.name)))
	}
	if t.killer != nil && m.Status.detected() {
		out.KilledBy = []string{t.killer.done.Label(ast.SlashPath(t.killer.file.name))}
	}
	return out
}

// reason says why the mutant has its status, "" if the status says it all.
func (m *Mutant) reason() string {
	switch m.Status {
	case MutantIgnored:
		return "proved equivalent to the policy"
	case MutantPending:
		return "the budget was spent"
	case MutantTimeout:
		return "out of steps"
	case MutantSurvived, MutantNotCovered:
		if m.TestCase != "" {
			return "this case would kill it:\n" + m.TestCase
		}
	case MutantKilled:
	}
	return ""
}
