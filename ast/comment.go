package ast

// Attached are the comments that belong to one node.
type Attached struct {
	// Leading stand before the node, on lines of their own or before it.
	Leading []*Comment
	// Trailing stand after the node on its last line.
	Trailing []*Comment
	// Inner stand inside the node after its last child: the comments of an
	// empty section, or before a closing brace.
	Inner []*Comment
}

// AttachComments gives each comment of the policy to a node, in one pass: one
// on the last line of a node belongs to the node before it, others to the node
// that follows, and what follows nothing to the node around it. Only package
// grammar calls it, once, when the tree is complete.
func AttachComments(p *Policy, src *Source) {
	if len(p.Comments) == 0 {
		return
	}
	p.Attached = map[Node]*Attached{}
	a := attacher{policy: p, src: src, left: p.Comments}
	a.within(p)
	if len(a.left) > 0 {
		at := a.of(p)
		at.Inner = append(at.Inner, a.left...)
	}
}

// attacher walks the tree while it consumes the comments in order.
type attacher struct {
	policy *Policy
	src    *Source
	left   []*Comment
}

func (a *attacher) of(n Node) *Attached {
	at := a.policy.Attached[n]
	if at == nil {
		at = &Attached{}
		a.policy.Attached[n] = at
	}
	return at
}

// within places the comments that stand inside n.
func (a *attacher) within(n Node) {
	var before Node
	for c := range Children(n) {
		a.between(before, c)
		a.within(c)
		before = c
	}
	for len(a.left) > 0 && a.left[0].From < n.End() {
		if before != nil && a.sameLine(before, a.left[0]) {
			a.trail(before)
			continue
		}
		at := a.of(n)
		at.Inner = append(at.Inner, a.take())
	}
}

// between places the comments that stand before the node next.
func (a *attacher) between(before, next Node) {
	for len(a.left) > 0 && a.left[0].From < next.Pos() {
		if before != nil && a.sameLine(before, a.left[0]) {
			a.trail(before)
			continue
		}
		at := a.of(next)
		at.Leading = append(at.Leading, a.take())
	}
}

func (a *attacher) trail(n Node) {
	at := a.of(n)
	at.Trailing = append(at.Trailing, a.take())
}

func (a *attacher) take() *Comment {
	c := a.left[0]
	a.left = a.left[1:]
	return c
}

// sameLine reports whether c starts on the line of the last byte of n.
func (a *attacher) sameLine(n Node, c *Comment) bool {
	last := max(n.Pos(), n.End()-1)
	return a.src.lineAt(a.src.clamp(last)) == a.src.lineAt(a.src.clamp(c.From))
}
