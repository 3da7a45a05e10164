package ast

// Each closed set of words stands here once: checker, formatter, editor and
// spelling suggestions read these tables.

var (
	sectionNames  = []string{"", "configurationrules", "authorizationrules", "issuancerules"}
	propertyNames = []string{"", "type", "value", "valueType", "issuer"}
	opNames       = []string{"", "==", "!=", "<", "<=", ">", ">="}
	actionNames   = []string{"", "permit", "deny", "add", "issue", "issueproperty"}
)

// lookup returns the index of a name, 0 if it is none.
func lookup(names []string, name string) int {
	for i := 1; i < len(names); i++ {
		if names[i] == name {
			return i
		}
	}
	return 0
}

// String returns the section's name as written in a policy.
func (k SectionKind) String() string { return sectionNames[k] }

// String returns the property's name as written in a policy.
func (p Property) String() string { return propertyNames[p] }

// String returns the operator as written in a policy.
func (o Op) String() string { return opNames[o] }

// String returns the action's name as written in a policy.
func (k ActionKind) String() string { return actionNames[k] }

// SectionNamed returns the section of that name, case sensitive (L1.7).
func SectionNamed(name string) SectionKind { return SectionKind(lookup(sectionNames, name)) }

// PropertyNamed returns the property of that name.
func PropertyNamed(name string) Property { return Property(lookup(propertyNames, name)) }

// OpNamed returns the operator of that spelling.
func OpNamed(text string) Op { return Op(lookup(opNames, text)) }

// ActionNamed returns the action of that name.
func ActionNamed(name string) ActionKind { return ActionKind(lookup(actionNames, name)) }

// SectionNames returns the names of all sections, in their order.
func SectionNames() []string { return append([]string(nil), sectionNames[1:]...) }

// PropertyNames returns the names of all properties of a claim.
func PropertyNames() []string { return append([]string(nil), propertyNames[1:]...) }

// ActionNames returns the names of all actions.
func ActionNames() []string { return append([]string(nil), actionNames[1:]...) }
