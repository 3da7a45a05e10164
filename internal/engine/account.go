package engine

// The prices of memory (L9.3), in bytes: of a claim besides its string value, and of
// a value of an expression or of a document. Literals take none: they are the
// policy's, which a limit of its own bounds.
const (
	claimBytes = 64
	ValueBytes = 32
)

// account is the memory that an evaluation is charged for (L9.3): the same in all
// engines, whatever they really use.
type account struct {
	limit int64
	// room is what is left, or less: what is taken for claims may be more than they
	// need, until it seems to run out.
	room int64
	// rule and documents are what is taken until the rule ends and until the
	// evaluation does, claims apart.
	rule, documents int64
	// claims returns the bytes of all claims in the three sets, exactly.
	claims func() int64
}

// begin makes the account ready for an evaluation.
func (a *account) begin(limit int64) { a.limit, a.room, a.rule, a.documents = limit, limit, 0, 0 }

// ClaimSize is what one claim takes in one set.
func ClaimSize(textLength int) int64 { return claimBytes + int64(textLength) }

// Hold takes n bytes for claims, which are in their sets already. A caller that
// is refused must call FailMemory.
func (a *account) Hold(n int64) bool {
	a.room -= n
	return a.room >= 0 || a.settle()
}

// Reserve takes n bytes if there is room for them, and tells whether there was. They
// may be more than will be needed: claims counts what is.
func (a *account) Reserve(n int64) bool {
	if n > a.room {
		return false
	}
	a.room -= n
	return true
}

// Borrow takes n bytes until the rule ends.
func (a *account) Borrow(n int64) bool {
	a.rule += n
	a.room -= n
	return a.room >= 0 || a.settle()
}

// keep takes n bytes for a document until the evaluation ends.
func (a *account) keep(n int64) bool {
	a.documents += n
	a.room -= n
	return a.room >= 0 || a.settle()
}

// giveBack returns what was borrowed: the rule has ended.
func (a *account) giveBack() {
	a.room += a.rule
	a.rule = 0
}

// settle counts what is taken exactly, and reports whether that is within the limit.
func (a *account) settle() bool {
	a.room = a.limit - a.claims() - a.documents - a.rule
	return a.room >= 0
}
