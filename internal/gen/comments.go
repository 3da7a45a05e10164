package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"reflect"
	"strings"
)

// Comments are the comments of types and fields, by "package.Type" and
// "package.Type.Field".
type Comments map[string]string

// ReadComments reads the comments of the Go files in a folder.
func ReadComments(folders ...fs.FS) (Comments, error) {
	c := Comments{}
	for _, folder := range folders {
		names, err := fs.Glob(folder, "*.go")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				return nil, err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			c.file(file)
		}
	}
	return c, nil
}

// file takes in the comments of a file.
func (c Comments) file(file *ast.File) {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, spec := range group.Specs {
			t := spec.(*ast.TypeSpec)
			name := file.Name.Name + "." + t.Name.Name
			c.add(name, t.Doc, group.Doc)
			if s, ok := t.Type.(*ast.StructType); ok {
				for _, f := range s.Fields.List {
					for _, id := range f.Names {
						c.add(name+"."+id.Name, f.Doc, f.Comment)
					}
				}
			}
		}
	}
}

// add keeps the first comment that there is.
func (c Comments) add(name string, groups ...*ast.CommentGroup) {
	for _, g := range groups {
		if text := strings.Join(strings.Fields(g.Text()), " "); text != "" && c[name] == "" {
			c[name] = text
		}
	}
}

// of returns the comment of a type or of a field, without the name of Go that it
// begins with: "Paths says which they are" becomes "Says which they are".
func (c Comments) of(t reflect.Type, field string) string {
	name := path.Base(t.PkgPath()) + "." + t.Name()
	called := t.Name()
	if field != "" {
		name, called = name+"."+field, field
	}
	rest, found := strings.CutPrefix(c[name], called+" ")
	for _, verb := range []string{"is ", "are "} {
		rest = strings.TrimPrefix(rest, verb)
	}
	if !found || rest == "" {
		return c[name]
	}
	return strings.ToUpper(rest[:1]) + rest[1:]
}
