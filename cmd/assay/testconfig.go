package main

import "github.com/assay-policy/assay/check/config"

// files returns the test files that the paths name (T7.2), by default those below
// the working directory. What a configuration excludes is left out of directories,
// and its thresholds apply (T2.8).
func (t *tests) files() ([]string, error) {
	paths := t.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	configs := t.env.configs(t.configFlags)
	files, err := pathsOf(testFiles, paths, configs.excluded)
	if configs.err != nil {
		return nil, configs.err
	}
	if err != nil {
		return nil, err
	}
	return files, t.thresholds(configs, files)
}

// thresholds takes over those of the configurations where no flag has one: of several
// configurations the highest. One for mutants applies where mutants are made, and none
// where --run leaves cases out.
func (t *tests) thresholds(configs *configs, files []string) error {
	if t.Only != "" {
		return nil
	}
	var coverage, mutation config.Percent
	for _, file := range files {
		c, err := configs.of(file)
		if err != nil {
			return err
		}
		coverage, mutation = max(coverage, c.File.Test.Coverage), max(mutation, c.File.Test.Mutation)
	}
	t.coverage = least(t.Threshold, coverage, true)
	t.mutation = least(t.MutationThreshold, mutation, t.mutates())
	t.runner.Coverage = t.runner.Coverage || t.coverage != nil
	return nil
}

// least is a threshold: what a flag says, else the configuration's if it applies; nil
// is none.
func least(flag *float64, configured config.Percent, applies bool) *float64 {
	if flag != nil || configured == 0 || !applies {
		return flag
	}
	return (*float64)(&configured)
}
