package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/naive"
)

// testdata is the repository's, as seen from this folder.
const testdata = "../testdata"

// eventPolicy is the largest published policy: 70 rules, 30 queries.
const eventPolicy = "policies/408-healthattestation-csp-v12.maa"

// limits let the largest log of the scaling rows through.
var limits = eval.Options{Limits: eval.Limits{Steps: 1 << 40, Elements: 1 << 30}}

func eventRows() []workload {
	return []workload{
		{
			name: "eventlog-corpus", title: "event-log policy 408, log of a Windows boot, 36 events, 7 KB", control: "json-decode",
			make: func() ([]engine, error) {
				claims, err := claimsFile("claims/tpm-events-windows.json")
				if err != nil {
					return nil, err
				}
				return eventEngines(claims)
			},
		},
		{
			name: "eventlog-200", title: "event-log policy 408, made log, 200 events, 28 KB", control: "json-decode",
			make: func() ([]engine, error) { return eventEngines(logClaims(200)) },
		},
	}
}

func claimsFile(name string) ([]claim.Claim, error) {
	data, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		return nil, err
	}
	return claim.ParseFile(data, claim.FileOptions{})
}

func logClaims(events int) []claim.Claim {
	return []claim.Claim{{Type: "events", Value: claim.String(eventLog(events)), Issuer: claim.AttestationService}}
}

// eventLog makes a log with n events of some 140 bytes, in the proportions of a
// Windows boot: half of them extend a PCR and tell no more, the others are
// variables, trust boundaries and loaded modules.
func eventLog(n int) string {
	var b strings.Builder
	b.WriteString(`{"Events":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		pcr, typ, data := eventAt(i, n)
		fmt.Fprintf(&b, `{"EventSeq":%d,"PcrIndex":%d,"EventTypeString":%q,"ProcessedData":{%s}}`, i, pcr, typ, data)
	}
	b.WriteString(`]}`)
	return b.String()
}

func eventAt(i, n int) (pcr int, typ, data string) {
	switch {
	case i == n-2:
		return 12, "EV_SEPARATOR", ""
	case i%10 == 1:
		name := "PK"
		if i == 1 {
			name = "SecureBoot"
		}
		return 7, "EV_EFI_VARIABLE_DRIVER_CONFIG", fmt.Sprintf(`"VariableGuid":"8BE4DF61-93CA-11D2-AA0D-00E098032B8C","UnicodeName":%q,"VariableData":"AQ"`, name)
	case i%10 == 3:
		return 12, "EV_EVENT_TAG", `"EVENT_TRUSTBOUNDARY":{"EVENT_CODEINTEGRITY":true,"EVENT_BOOTDEBUGGING":false,"EVENT_OSKERNELDEBUG":false,"EVENT_TESTSIGNING":false,` +
			`"EVENT_VBS_VSM_REQUIRED":true,"EVENT_BITLOCKER_UNLOCK":{"Value":2},"EVENT_APPLICATION_SVN":3}`
	case i%10 == 6:
		return 13, "EV_EVENT_TAG", fmt.Sprintf(`"EVENT_TRUSTBOUNDARY":{"EVENT_LOADEDMODULE_AGGREGATION":[{"EVENT_FILEPATH":"\\windows\\system32\\drivers\\d%05d.sys","EVENT_IMAGEVALIDATED":true,"EVENT_MODULE_SVN":1}]}`, i)
	}
	return i % 8, "EV_EFI_BOOT_SERVICES_DRIVER", `"RawData":"9f86d081884c7d659a2feaa0"`
}

// eventEngines compare a whole evaluation with what every engine has to do
// first: decode the log once. What must come out, the naive evaluator says.
func eventEngines(claims []claim.Claim) ([]engine, error) {
	checked, want, err := eventWant(claims)
	if err != nil {
		return nil, err
	}
	p, err := compile.Policy(checked)
	if err != nil {
		return nil, err
	}
	var log string
	for _, c := range claims {
		if c.Type == "events" {
			log = c.Value.Text()
		}
	}
	return append(assayForms(want, p, claims, limits), decodeEngines(log)...), nil
}

func eventWant(claims []claim.Claim) (*check.Checked, outcome, error) {
	text, err := os.ReadFile(filepath.Join(testdata, eventPolicy))
	if err != nil {
		return nil, outcome{}, err
	}
	checked, found := check.Source(ast.NewSource("408.maa", string(text)), check.Options{})
	if checked == nil {
		return nil, outcome{}, found.Err()
	}
	r, err := naive.Run(context.Background(), checked, claims, limits)
	if err != nil {
		return nil, outcome{}, err
	}
	if r.Decision != eval.Permitted || len(r.Claims) < 10 {
		return nil, outcome{}, errors.New("the naive evaluator finds too little in the log")
	}
	return checked, outcome{true, pairs(r.Claims)}, nil
}

// decodeEngines decode a log, with the standard library and with ours.
func decodeEngines(log string) []engine {
	data := []byte(log)
	var standard any
	var ours jsondoc.Value
	var errStandard, errOurs error
	return []engine{
		{
			name: "json-decode", form: "encoding/json: one decode of the log into any, no evaluation",
			run: func() { standard = nil; errStandard = json.Unmarshal(data, &standard) },
			check: func() error {
				m, _ := standard.(map[string]any)
				return sameLength(log, m["Events"], errStandard)
			},
		},
		{
			name: "jsondoc", form: "package jsondoc: one decode of the log, no evaluation",
			run: func() { ours, errOurs = jsondoc.Parse(log, jsondoc.Options{}) },
			check: func() error {
				events, _ := ours.Member("Events")
				return sameLength(log, make([]any, events.Len()), errOurs)
			},
		},
	}
}

func sameLength(log string, events any, err error) error {
	if err != nil {
		return err
	}
	list, _ := events.([]any)
	if n := strings.Count(log, `"EventSeq"`); len(list) != n {
		return fmt.Errorf("got %d events, expected %d", len(list), n)
	}
	return nil
}
