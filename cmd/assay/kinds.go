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
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/sgx"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/tdx"
)

// kind is a kind of evidence, as far as the command knows it.
type kind struct {
	name, help string               // of "attest NAME"
	manual     string               // its help's examples
	example    string               // flags with which the evidence of the examples is verified
	typ        catalog.Type         // whose policies are for it
	flags      func() evidenceFlags // of its own
	forms      string               // what "evidence inspect" reads, for its help
	inspect    func(data []byte) (*inspection, error)
	steps      func() []evidence.Step // by which it is verified
}

// kinds is the table of them.
var kinds = []kind{
	{
		name: "snp", help: "Attest an AMD SEV-SNP guest.", typ: catalog.SevSnpVm,
		manual:  snpManual,
		example: "--report report.bin --chain vcek.pem --at 2024-01-01T12:00:00Z --insecure-skip-revocation",
		flags:   func() evidenceFlags { return new(snpFlags) },
		forms:   "an SEV-SNP report, raw, as a request to the service, or in an Azure HCL report",
		inspect: inspectSNP,
		steps:   snp.Steps,
	},
	{
		name: "sgx", help: "Attest an Intel SGX enclave by its quote.", typ: catalog.SgxEnclave,
		manual:  sgxManual,
		example: "--quote enclave-quote.bin --collateral enclave-collateral --accept-tcb ConfigurationAndSWHardeningNeeded --at 2025-07-01T12:00:00Z",
		flags:   func() evidenceFlags { return new(sgxFlags) },
		forms:   "an Intel SGX quote",
		inspect: inspectSGX,
		steps:   func() []evidence.Step { return sgx.Steps(sgx.FormQuote) },
	},
	{
		name: "openenclave", help: "Attest an Intel SGX enclave by its Open Enclave report.", typ: catalog.OpenEnclave,
		manual:  openEnclaveManual,
		example: "--report oe-report.bin --collateral oe-collateral --accept-tcb OutOfDate --at 2022-05-01T12:00:00Z",
		flags:   func() evidenceFlags { return new(openEnclaveFlags) },
		forms:   "an Open Enclave report with such a quote",
		inspect: inspectOpenEnclave,
		steps:   func() []evidence.Step { return sgx.Steps(sgx.FormOpenEnclave) },
	},
	{
		name: "tdx", help: "Attest an Intel TDX trust domain.", typ: catalog.TdxVm,
		manual:  tdxManual,
		example: "--quote quote.bin --collateral collateral --at 2025-07-01T12:00:00Z",
		flags:   func() evidenceFlags { return new(tdxFlags) },
		forms:   "an Intel TDX quote, or the Azure HCL report that goes with one",
		inspect: inspectTDX,
		steps:   tdx.Steps,
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
	typ        catalog.Type    // whose policies are for it
	title      string          // for people, like "AMD SEV-SNP report, version 2"
	claims     json.RawMessage // those that it would give once verified
}

// inspect asks each kind about the evidence. All say why they don't take it if
// none does.
func inspect(kinds []kind, data []byte) (*inspection, error) {
	refusals := []error{errors.New("found no evidence of a kind that is known")}
	for _, k := range kinds {
		got, err := k.inspect(data)
		if err == nil {
			got.typ = k.typ
			return got, nil
		}
		refusals = append(refusals, fmt.Errorf("as %s: %w", k.name, err))
	}
	return nil, errors.Join(refusals...)
}

// attestCommands are the commands "attest NAME".
func attestCommands(kinds []kind) kong.Plugins {
	return kindCommands(kinds, func(k kind) (any, string) { return attestKindCmd{kind: k, Evidence: k.flags()}, k.help })
}

// verifyCommands are the commands "evidence verify NAME".
func verifyCommands(kinds []kind) kong.Plugins {
	return kindCommands(kinds, func(k kind) (any, string) { return verifyKindCmd{kind: k, Evidence: k.flags()}, verifyHelp(k) })
}

// kindCommands are the commands of a verb with one for each kind. Their names and help
// come from the table, so kong gets a structure for each whose tags are made here.
func kindCommands(kinds []kind, command func(kind) (cmd any, help string)) kong.Plugins {
	var commands kong.Plugins
	for _, k := range kinds {
		cmd, help := command(k)
		field := reflect.StructField{Name: "Command", Type: reflect.TypeOf(cmd), Tag: reflect.StructTag(fmt.Sprintf(`cmd:"" name:%q help:%q`, k.name, help))}
		holder := reflect.New(reflect.StructOf([]reflect.StructField{field}))
		holder.Elem().Field(0).Set(reflect.ValueOf(cmd))
		commands = append(commands, holder.Interface())
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
