package main

import (
	"strings"

	"github.com/assay-policy/assay/evidence"
)

// evidenceFile is a file of evidence, or one that goes with it: the value of its
// flag, how much is read of it, and where its bytes go.
type evidenceFile struct {
	path  word
	limit int64 // of E1.8
	into  *[]byte
}

// evidenceFiles reads the files whose flags are given. The others stay nil, which
// no file that is there gives.
func (e *env) evidenceFiles(files ...evidenceFile) error {
	for _, f := range files {
		if f.path == "" {
			continue
		}
		data, err := e.evidence(string(f.path), f.limit+1)
		if err != nil {
			return err
		}
		*f.into = data
	}
	return nil
}

// boundData reads runtime or init-time data, whose type a flag names as requests
// do in small letters (E2.3); nil if there is no file.
func (e *env) boundData(path word, dataType string) (*evidence.Data, error) {
	if path == "" {
		return nil, nil
	}
	data := &evidence.Data{Type: evidence.JSON}
	if dataType == "binary" {
		data.Type = evidence.Binary
	}
	return data, e.evidenceFiles(evidenceFile{path, evidence.DefaultRuntimeData, &data.Bytes})
}

// shellWord writes a path as a word of a command line.
func shellWord(path string) string {
	odd := func(r rune) bool {
		return !strings.ContainsRune("/._-+:@%,=", r) && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	}
	if strings.ContainsFunc(path, odd) {
		return quoted(path)
	}
	return path
}
