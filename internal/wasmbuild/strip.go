package wasmbuild

// Strip returns a module that runs like one that Go's linker wrote, and is smaller once it
// is compressed.
func Strip(module []byte) ([]byte, error) {
	sections, err := split(module)
	if err != nil {
		return nil, err
	}
	memory, err := image(sections[dataSection])
	if err != nil {
		return nil, err
	}
	t, err := findTables(memory)
	if err != nil {
		return nil, err
	}
	functions, err := t.functions()
	if err != nil {
		return nil, err
	}
	columns, err := t.rewrite(functions)
	if err != nil {
		return nil, err
	}
	for _, c := range columns {
		c.difference(memory)
	}
	if err := addStart(sections, sums(columns)); err != nil {
		return nil, err
	}
	sections[dataSection] = oneSegment(memory)
	return sections.module(), nil
}
