package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence"
)

// placeholderForm is what stands for the value of a flag: a word in capitals, two
// for a setting, or the values to choose from.
var placeholderForm = regexp.MustCompile(`^([A-Z]+(=[A-Z]+)?|[A-Za-z0-9]+(\|[A-Za-z0-9]+)+)$`)

// Every text of the help is a sentence, and every value has a name.
func TestHelpIsWhole(t *testing.T) {
	t.Parallel()
	app := system().parser().Model
	var look func(node *kong.Node)
	look = func(node *kong.Node) {
		texts := map[string]string{node.Path(): node.Help}
		for _, arg := range node.Positional {
			texts[arg.Summary()] = arg.Help
		}
		for _, flag := range node.Flags {
			texts["--"+flag.Name] = flag.Help
			if !flag.IsBool() && !placeholderForm.MatchString(flag.PlaceHolder) {
				t.Errorf("%s --%s has the placeholder %q", node.Path(), flag.Name, flag.PlaceHolder)
			}
			if flag.HasDefault && strings.Count(flag.Help, "default: ") != 1 {
				t.Errorf("%s --%s: found %q, expected one default", node.Path(), flag.Name, flag.Help)
			}
		}
		for name, text := range texts {
			if text == "" || text[0] < 'A' || text[0] > 'Z' || !strings.HasSuffix(text, ".") {
				t.Errorf("%s %s: found %q, expected a sentence", node.Path(), name, text)
			}
		}
		for _, child := range node.Children {
			look(child)
		}
	}
	look(app.Node)
}

// The manual says what the code does.
func TestManual(t *testing.T) {
	t.Parallel()
	text := system().parser().Model.Detail
	for _, want := range []string{
		fmt.Sprintf(": policies %d MiB,", (maxPolicyText-1)>>20),
		fmt.Sprintf("claims files %d MiB,", (maxClaimsFile-1)>>20),
		fmt.Sprintf("evidence %d MiB,", (maxEvidence-1)>>20),
		fmt.Sprintf("revocation lists %d MiB,", evidence.DefaultCRL>>20),
		fmt.Sprintf("envelopes %d MiB.", (maxEnvelope-1)>>20),
		fmt.Sprintf("\n    %d  success: ", exitOK),
		fmt.Sprintf("\n    %d  refused: ", exitRefused),
		fmt.Sprintf("\n    %d  the command line ", exitUsage),
		fmt.Sprintf("\n    %d  an input ", exitFailed),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the manual", want)
		}
	}
}

// A verb that is parsed alone has the arguments and flags that it has among all.
func TestVerbAlone(t *testing.T) {
	t.Parallel()
	var outline func(node *kong.Node) string
	outline = func(node *kong.Node) string {
		text := node.FullPath() + ": " + node.Summary() + "\n" + node.Detail
		for _, flag := range node.Flags {
			text += fmt.Sprintf("\n%s: %s", flag, flag.Help)
		}
		for _, child := range node.Children {
			text += "\n" + outline(child)
		}
		return text
	}
	all := system().parser().Model
	for _, verb := range all.Children {
		alone := system().parserOf(verbOf(verb.Name)).Model
		if len(alone.Children) != 1 {
			t.Fatalf("%s: found %d verbs, expected one", verb.Name, len(alone.Children))
		}
		if diff := cmp.Diff(outline(alone.Children[0]), outline(verb)); diff != "" {
			t.Errorf("%s is another alone (- alone, + among all):\n%s", verb.Name, diff)
		}
		if got, want := len(alone.Flags), len(all.Flags); got != want {
			t.Errorf("%s: found %d flags of all verbs, expected %d", verb.Name, got, want)
		}
	}
}
