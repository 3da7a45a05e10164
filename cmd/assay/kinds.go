package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/claim/catalog"
)

// kind is a kind of evidence, as far as the command knows it.
type kind struct {
	name, help string               // of "attest NAME"
	manual     string               // its help's examples
	typ        catalog.Type         // whose policies are for it
	flags      func() evidenceFlags // of its own
	forms      string               // what "evidence inspect" reads, for its help
	inspect    func(data []byte) (*inspection, error)
}

// kinds is the table of them.
var kinds = []kind{
	{
		name: "snp", help: "Attest an AMD SEV-SNP guest.", typ: catalog.SevSnpVm,
		manual:  snpManual,
		flags:   func() evidenceFlags { return new(snpFlags) },
		forms:   "an SEV-SNP report, raw, as a request to the service, or in an Azure HCL report",
		inspect: inspectSNP,
	},
	{
		name: "sgx", help: "Attest an Intel SGX enclave by its quote.", typ: catalog.SgxEnclave,
		manual:  sgxManual,
		flags:   func() evidenceFlags { return new(sgxFlags) },
		forms:   "an Intel SGX quote",
		inspect: inspectSGX,
	},
	{
		name: "openenclave", help: "Attest an Intel SGX enclave by its Open Enclave report.", typ: catalog.OpenEnclave,
		manual:  openEnclaveManual,
		flags:   func() evidenceFlags { return new(openEnclaveFlags) },
		forms:   "an Open Enclave report with such a quote",
		inspect: inspectOpenEnclave,
	},
	{
		name: "tdx", help: "Attest an Intel TDX trust domain.", typ: catalog.TdxVm,
		manual:  tdxManual,
		flags:   func() evidenceFlags { return new(tdxFlags) },
		forms:   "an Intel TDX quote, or the Azure HCL report that goes with one",
		inspect: inspectTDX,
	},
}

// evidenceFlags are the flags of a kind that name its evidence, and say how it is
// verified.
type evidenceFlags interface {
	// files are the files that the flags name, "" for those that they don't.
	files() []string
	// evidence reads those files.
	evidence(e *env) (attest.Evidence, error)
	// advice says what to do about a refusal, where that isn't plain; else it is "".
	advice(err error) string
}

// inspection is what evidence says of itself.
type inspection struct {
	kind, form string
	title      string          // for people, like "AMD SEV-SNP report, version 2"
	claims     json.RawMessage // those that it would give once verified
}

// inspect asks each kind about the evidence. All say why they don't take it if
// none does.
func inspect(kinds []kind, data []byte) (*inspection, error) {
	var refusals []error
	for _, k := range kinds {
		got, err := k.inspect(data)
		if err == nil {
			return got, nil
		}
		refusals = append(refusals, err)
	}
	return nil, errors.Join(refusals...)
}

// attestCommands are the commands "attest NAME". Their names and help come from
// the table, so kong gets a structure for each whose tags are made here.
func attestCommands(kinds []kind) kong.Plugins {
	var commands kong.Plugins
	for _, k := range kinds {
		tag := fmt.Sprintf(`cmd:"" name:%q help:%q`, k.name, k.help)
		command := reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "Command", Type: reflect.TypeFor[attestKindCmd](), Tag: reflect.StructTag(tag)},
		}))
		command.Elem().Field(0).Set(reflect.ValueOf(attestKindCmd{kind: k, Evidence: k.flags()}))
		commands = append(commands, command.Interface())
	}
	return commands
}

// inspected says in a help text what "evidence inspect" reads.
func inspected(kinds []kind) string {
	var forms []string
	for _, k := range kinds {
		forms = append(forms, k.forms)
	}
	return strings.Join(forms, "; ")
}
