package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/assay-policy/assay/internal/gen"
)

// show is a command line to make pages of.
type show struct {
	Show showCmd `cmd:"" help:"Show a file."`
}

type showCmd struct {
	File string `arg:"" help:"The file."`
	As   string `help:"Form." placeholder:"text|json" required:""`
	Deep bool   `help:"All\\any of it."`
	Gone bool   `hidden:""`
}

func (showCmd) Help() string {
	return ".Nothing is changed.\n\nExamples:\n\n    # Show it.\n    tool show file\n\n    # Show 'it' again.\n    tool show -a file"
}

func model(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(&show{}, kong.Name("assay"), kong.Description("Show things."))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// CLI has each verb with its arguments, flags and examples.
func TestCLI(t *testing.T) {
	t.Parallel()
	page := gen.CLI(model(t))
	for _, want := range []string{
		"\n| [show](#show) | Show a file. |\n",
		"\n## show\n\nShow a file.\n\n```text\nassay show --as=text|json <file> [flags]\n```\n",
		"\n| `<file>` | The file. |\n",
		"\n| `--as=text\\|json` | Form. |\n",
		"\n.Nothing is changed.\n\nExamples:\n\n```sh\n# Show it.\ntool show file\n\n# Show 'it' again.\ntool show -a file\n```\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page:\n%s", want, page)
		}
	}
	if strings.Contains(page, "gone") {
		t.Error("a hidden flag is on the page")
	}
}

// Man is a page of man(7), in which nothing of the text is taken for a request.
func TestMan(t *testing.T) {
	t.Parallel()
	page := gen.Man(model(t))
	for _, want := range []string{
		"\n.SH NAME\nassay \\- show things\n",
		"\n.SS show\nShow a file.\n.PP\n.B assay show \\-\\-as=text|json <file> [flags]\n",
		"\n.B \\-\\-deep\nAll\\eany of it.\n",
		"\n.PP\n\\&.Nothing is changed.\n",
		"\n.nf\n# Show it.\ntool show file\n\n# Show \\(aqit\\(aq again.\ntool show \\-a file\n.fi\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page:\n%s", want, page)
		}
	}
}

// The formatter takes the page as it is, without a warning.
func TestManFormats(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("groff"); err != nil {
		const missing = "groff is not installed (scripts/test installs it): TestMan alone looks at the page"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	for name, page := range map[string]string{"model": gen.Man(model(t)), "assay.1": read(t, filepath.Join("..", "..", "docs", "assay.1"))} {
		cmd := exec.Command("groff", "-man", "-Tascii", "-ww", "-P-c")
		cmd.Stdin = strings.NewReader(page)
		var errs strings.Builder
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil || errs.Len() > 0 || !strings.Contains(string(out), "EXAMPLES") && !strings.Contains(string(out), "Examples:") {
			t.Errorf("%s: %v: %s", name, err, errs.String())
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
