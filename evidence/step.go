package evidence

// Kind names a kind of evidence, like "snp", or a format in which evidence of a
// kind may come, like "hcl". The package of each has a constant with its name.
type Kind string

// Step is a step of a verification that was passed, or that was skipped.
type Step struct {
	Name    string // as in the kind's list of steps, like "vcek chain"
	Clause  string // of the specification, like "E6.4"
	Detail  string // for people: what the step established, or why it was skipped
	Skipped bool   // there was nothing to check, or an option said not to
}
