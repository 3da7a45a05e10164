package replay_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/replay"
)

// svn4 permits from svn 4 on, unless the enclave can be debugged.
const svn4 = `version=1.0;
authorizationrules {
    [type=="debug", value==true] => deny();
    [type=="product", value==1] && [type=="svn", value>=4] => permit();
};
issuancerules {
    c:[type=="svn"] => issue(type="level", value=c.value);
};
`

// program compiles a policy that has no error.
func program(t testing.TB, name, text string) *compile.Program {
	t.Helper()
	p, found := compile.Source(name, text)
	if p == nil {
		t.Fatal(found.Err())
	}
	return p
}

// replayed is the report of one policy over some paths, with the lines.
func replayed(t *testing.T, opts replay.Options) (*replay.Report, string) {
	t.Helper()
	var printed bytes.Buffer
	opts.Line = func(line []byte) error { _, err := printed.Write(line); return err }
	r, err := replay.Run(context.Background(), program(t, "p.maa", svn4), nil, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r, printed.String()
}

// written writes files into a new folder, which it returns.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// inputs lists the places of printed lines and what came of each.
func inputs(t *testing.T, folder, printed string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(printed) {
		var l struct{ Input, Reason, Unread, Refused string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(l.Input, filepath.ToSlash(folder)), "/")
		fmt.Fprintf(&out, "%s %s%s%s\n", name, l.Reason, l.Unread, l.Refused)
	}
	return out.String()
}

const (
	good  = `{"product":1,"svn":4}`
	low   = `{"product":1,"svn":3}`
	debug = `{"product":1,"svn":4,"debug":true}`
)

// encoded is a part of a token.
func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// unsigned is a token with a payload.
func unsigned(payload string) string {
	return "eyJhbGciOiJub25lIn0." + encoded(payload) + "."
}

// TestForms: every form of input is replayed, in the order of T6.1.
func TestForms(t *testing.T) {
	t.Parallel()
	folder := written(t, map[string]string{
		"claims.json":          good,
		"array.json":           "[\n  {\"type\":\"product\",\"value\":1},\n  {\"type\":\"svn\",\"value\":3}\n]\n",
		"token.jwt":            unsigned(`{"product":1,"svn":4,"debug":true,"x-ms-policy":{"debug":true}}`) + "\n",
		"payload.json":         `{"product":1,"svn":4,"debug":true,"x-ms-policy":{"debug":true}}`,
		"many.ndjson":          good + "\n\n" + low + "\r\n" + `"` + unsigned(debug) + "\"\n{\"id\":7,\"claims\":" + debug + "}\n" + unsigned(good),
		"sub.d/b.json":         low,
		"sub/a.json":           debug,
		"sub/read.me":          "not an input",
		".hidden/no.json":      "not an input",
		"sub/.seen.json":       good,
		"sub-1.json":           good,
		"bad/broken.json":      "{\"product\":1,\n  \"svn\":}",
		"bad/lines.ndjson":     "nonsense\n" + good + "\n{\n",
		"bad/empty.json":       "",
		"bad/fraction.jwt":     unsigned(`{"svn":1.5}`),
		"bad/parts.jwt":        "eyJhbGciOiJub25lIn0.e30",
		"bad/name.ndjson":      `{"id":[],"claims":{}}`,
		"deep/deeper/x.ndjson": "",
	})
	if err := os.Symlink(filepath.Join(folder, "claims.json"), filepath.Join(folder, "linked.json")); err != nil {
		t.Fatal(err)
	}
	r, printed := replayed(t, replay.Options{
		Paths: []string{folder, "-", filepath.Join(folder, "linked.json"), filepath.Join(folder, "none.json")},
		Stdin: strings.NewReader(low + "\n" + good),
	})
	want := `array.json no-permit
bad/broken.json line 2, column 9: at $.svn: found "}", expected a value
bad/empty.json line 1, column 1: at $: found an empty file, expected an array or an object of claims
bad/fraction.jwt claims file 1:8 ($.svn): found the number 1.5, expected an integer without fraction and exponent
bad/lines.ndjson:1 column 1: at $: found "nonsense", expected a value
bad/lines.ndjson:2 permitted
bad/lines.ndjson:3 column 2: at $: found the end of the text, expected a member's name in double quotes
bad/name.ndjson:1 column 7: at $.id: found an array, expected a string or a number
bad/parts.jwt form: found 2 parts, expected three with a dot between them
claims.json permitted
many.ndjson:1 permitted
many.ndjson:3 no-permit
many.ndjson:4 denied
many.ndjson:5 denied
many.ndjson:6 permitted
payload.json permitted
sub-1.json permitted
sub.d/b.json no-permit
sub/.seen.json permitted
sub/a.json denied
token.jwt permitted
-:1 no-permit
-:2 permitted
linked.json permitted
none.json no such file or directory
`
	if diff := cmp.Diff(want, inputs(t, folder, printed)); diff != "" {
		t.Error(diff)
	}
	if r.Total != 25 || r.Unread.Count != 8 || len(r.Unread.Examples) != 3 || r.Decisions != (replay.Decisions{Permit: 10, Deny: 7}) || r.Unverified != 3 {
		t.Errorf("found %+v", r)
	}
}

// archived packs files, in the order of their names and texts, and an end if it is to
// have one.
func archived(t *testing.T, whole bool, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Mode: 0o600, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg}
		if target, link := strings.CutPrefix(files[i+1], "-> "); link {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, target, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, files[i+1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	finish := w.Flush
	if whole {
		finish = w.Close
	}
	if err := finish(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestArchives: archives are read in one pass, links are left out, and one that is cut
// is counted with its place, after what stands before.
func TestArchives(t *testing.T) {
	t.Parallel()
	files := []string{"b.json", low, "x/a.ndjson", good + "\n" + debug + "\n", "link.json", "-> b.json", "read.me", "x", "c.jwt", unsigned(good)}
	const all = "b.json no-permit\nx/a.ndjson:1 permitted\nx/a.ndjson:2 denied\nc.jwt permitted\n"
	whole := archived(t, true, files...)
	zipped := packed(t, whole)
	damaged := bytes.Clone(zipped)
	damaged[len(damaged)-6] ^= 1 // of the checksum
	second := 1024 + 512         // where the second member's text begins
	const cut = "found the end of the file, expected that of the archive\n"
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"whole.tar", whole, all},
		{"whole.tar.gz", zipped, all},
		{"whole.TGZ", zipped, all},
		{"between.tar", archived(t, false, files...), all + " " + cut},
		{"between.tar.gz", packed(t, archived(t, false, files...)), all + " " + cut},
		{"nothing.tar", nil, " " + cut},
		{"header.tar", whole[:1024+100], "b.json no-permit\n " + cut},
		{"member.tar", whole[:second+len(good)+10], "b.json no-permit\nx/a.ndjson:1 permitted\nx/a.ndjson:2 " + cut},
		{"document.tar", whole[:512+10], "b.json " + cut},
		{"checksum.tar.gz", damaged, all + " found a checksum that is not that of the archive\n"},
		{"short.tar.gz", zipped[:len(zipped)-4], all + " found the end of the file, expected that of the archive\n"},
		{"text.tar.gz", []byte("text"), " " + cut},
		{"nothing.tar.gz", nil, " " + cut},
		{"lines.tar.gz", []byte(strings.Repeat(good, 10)), " found no file of gzip, expected a packed archive\n"},
		{"text.tar", bytes.Repeat([]byte("text"), 200), " found no header of tar, expected an archive\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			folder := written(t, map[string]string{tc.name: string(tc.data)})
			path := filepath.Join(folder, tc.name)
			_, printed := replayed(t, replay.Options{Paths: []string{path}})
			got := inputs(t, folder, printed)
			got = strings.ReplaceAll(strings.ReplaceAll(got, tc.name+"!", ""), tc.name+" ", " ")
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestHugeMember: a member that says to be too long is not read (T6.3).
func TestHugeMember(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := tar.NewWriter(&out).WriteHeader(&tar.Header{Name: "huge.json", Mode: 0o600, Size: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	out.WriteString(good)
	path := filepath.Join(written(t, map[string]string{"a.tar": out.String()}), "a.tar")
	_, printed := replayed(t, replay.Options{Paths: []string{path}})
	want := fmt.Sprintf("a.tar!huge.json found more than %d bytes, expected at most so many in one input\na.tar found the end of the file, expected that of the archive\n", replay.MaxRecord)
	if got := inputs(t, filepath.Dir(path), printed); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

// TestEmpty: folders and archives without an input are named.
func TestEmpty(t *testing.T) {
	t.Parallel()
	folder := written(t, map[string]string{"d/read.me": "", "a.tar": string(archived(t, true, "read.me", ""))})
	paths := []string{filepath.Join(folder, "d"), filepath.Join(folder, "a.tar")}
	r, _ := replayed(t, replay.Options{Paths: paths})
	if r.Total != 0 || cmp.Diff(paths, r.Empty) != "" {
		t.Errorf("found %d inputs, empty %q", r.Total, r.Empty)
	}
}

// endless gives a text again and again.
type endless struct {
	text string
	left int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, e.text)
	e.left -= int64(n)
	return n, nil
}

// TestTooLong: a line that is too long is counted, and the next is read.
func TestTooLong(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader(good+"\n"), &endless{strings.Repeat("x", 1<<20), replay.MaxRecord + 1<<20}, strings.NewReader("\n"+low+"\n"))
	r, printed := replayed(t, replay.Options{Paths: []string{"-"}, Stdin: in})
	want := fmt.Sprintf("-:1 permitted\n-:2 found more than %d bytes, expected at most so many in one input\n-:3 no-permit\n", replay.MaxRecord)
	if got := inputs(t, "", printed); got != want || r.Total != 3 {
		t.Errorf("found %s, want %s", got, want)
	}
}

// failing is a disk that fails after some bytes.
type failing struct{ text io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.text.Read(p)
	if err == io.EOF {
		err = errors.New("input/output error")
	}
	return n, err
}

// TestReadError: what was read whole is replayed, and the place of the error is told.
func TestReadError(t *testing.T) {
	t.Parallel()
	_, printed := replayed(t, replay.Options{Paths: []string{"-"}, Stdin: failing{strings.NewReader(good + "\n" + low)}})
	if got, want := inputs(t, "", printed), "-:1 permitted\n-:2 input/output error\n"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestCancelled: a replay ends with its context, also while a read blocks.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	in, out := io.Pipe()
	go func() {
		for range 1000 {
			if _, err := io.WriteString(out, strings.Repeat(good+"\n", 1000)); err != nil {
				return
			}
		}
	}()
	lines := 0
	_, err := replay.Run(ctx, program(t, "p.maa", svn4), nil, replay.Options{
		Paths: []string{"-"}, Stdin: in,
		Line: func([]byte) error {
			if lines++; lines == 100 {
				cancel()
			}
			return nil
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("found error %v, want that of the context", err)
	}
	in.Close()

	ctx, cancel = context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	in, _ = io.Pipe() // nobody writes
	defer in.Close()
	if _, err := replay.Run(ctx, program(t, "p.maa", svn4), nil, replay.Options{Paths: []string{"-"}, Stdin: in}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("found error %v, want that of the context", err)
	}
}

// TestLineError: a reader of lines that fails ends the replay.
func TestLineError(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	_, err := replay.Run(context.Background(), program(t, "p.maa", svn4), nil, replay.Options{
		Paths: []string{"-"}, Stdin: &endless{strings.Repeat(good+"\n", 10_000), 100 << 20}, Line: func([]byte) error { return lost },
	})
	if !errors.Is(err, lost) {
		t.Errorf("found error %v, want %v", err, lost)
	}
}

// TestNoPolicy: arguments that can't be used are an error.
func TestNoPolicy(t *testing.T) {
	t.Parallel()
	if _, err := replay.Run(context.Background(), nil, nil, replay.Options{}); err == nil {
		t.Error("found no error without a policy")
	}
}
