package policygen

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
)

// Claims draws the claims that come in: of the types that policies name, of all
// issuers, some read-only, some equal to others, with documents that suit the
// queries and some that are not documents.
func Claims(t *rapid.T) []claim.Claim { return claimSets.Draw(t, "claims") }

var claimSets = rapid.Custom(func(t *rapid.T) []claim.Claim { return draw{t}.claims() })

// claims draws claims.
func (d draw) claims() []claim.Claim {
	var all []claim.Claim
	if d.below(24) == 23 {
		return nil
	}
	for _, ct := range claimTypes {
		for range d.count(ct.most) {
			all = append(all, d.claim(ct))
		}
	}
	for range d.weighted(10, 4, 2) {
		if len(all) > 0 {
			again := pick(d, all)
			again.ReadOnly = d.chance(4)
			all = append(all, again)
		}
	}
	if d.chance(8) {
		shuffle(d, all)
	}
	return all
}

// count draws how many claims of a type come in.
func (d draw) count(most int) int {
	if most == 1 {
		return d.weighted(3, 12, 1)
	}
	return d.below(most + 1)
}

func (d draw) claim(ct claimType) claim.Claim {
	c := claim.Claim{Type: ct.name, Value: d.value(ct.theme)}
	switch d.weighted(8, 5, 3) {
	case 0:
		c.Issuer = claim.AttestationService
	case 1:
		c.Issuer = claim.CustomClaim
	case 2:
		c.Issuer = claim.AttestationPolicy
	}
	c.ReadOnly = d.chance(2)
	c.JSON = ct.theme == documents && d.chance(4)
	return c
}

// value draws a value of a theme, now and then of none.
func (d draw) value(th theme) claim.Value {
	if d.below(32) == 31 {
		th = anything
	}
	switch th {
	case flags:
		return claim.Bool(d.below(2) == 1)
	case numbers:
		return claim.Int(pick(d, integers64))
	case names:
		return claim.String(pick(d, plainStrings))
	case documents:
		return claim.String(d.documentText())
	case lists:
		return claim.String(d.listText())
	case queries:
		return claim.String(d.queryText())
	case anything:
	}
	return d.value([]theme{numbers, names, flags, lists}[d.below(4)])
}

// queryText draws a query, mostly one that compiles.
func (d draw) queryText() string {
	switch d.weighted(12, 2, 1) {
	case 0:
		return pick(d, goodQueries)
	case 1:
		return pick(d, failingQueries)
	}
	return pick(d, badQueries)
}

// listText draws a document that can become claim values, mostly.
func (d draw) listText() string {
	if d.chance(2) {
		return pick(d, unfitLists)
	}
	return pick(d, listDocuments).text
}

// documentText draws a document, mostly an object that the queries suit.
func (d draw) documentText() string {
	switch d.weighted(24, 5, 3) {
	case 1:
		return pick(d, unfitDocuments)
	case 2:
		return pick(d, deepDocuments)
	}
	return d.object()
}

// object draws an object with the members that the queries ask for, most of
// them, with odd white space and odd ways to write numbers and strings.
func (d draw) object() string {
	members := []string{
		`"n":` + pick(d, []string{"1", "5", "-7", "1.50", "1e2", "-0", "9007199254740993", "9223372036854775807"}),
		`"s":` + pick(d, []string{`"a"`, `"AB"`, `"caf\u00e9"`, `"\"\/\n"`, `"日本"`, `null`, `"7"`}),
		`"b":` + pick(d, []string{"true", "false"}),
		`"events":[` + d.events() + "]",
		`"list":[` + pick(d, []string{"1,2,3", `"b","a"`, "", `1,"x",null,true`, "3, 1, 2, 1"}) + "]",
		`"o":{"k":` + pick(d, []string{"1", `"v"`, "[1,{}]", "null"}) + "}",
	}
	members = append([]string(nil), members[:len(members)-d.weighted(8, 2, 1, 1)]...)
	if d.chance(4) {
		shuffle(d, members)
	}
	comma := pick(d, []string{",", " ,\n "})
	return "{" + strings.Join(members, comma) + "}" + pick(d, []string{"", " ", "\n"})
}

func (d draw) events() string {
	var all []string
	for range d.below(4) {
		idx := strconv.Itoa(pick(d, []int{20, 7, 3}))
		name := pick(d, []string{"boot", "a", "bx"})
		all = append(all, `{"idx":`+idx+`,"name":"`+name+`","ok":`+pick(d, []string{"true", "false"})+"}")
	}
	return strings.Join(all, ",")
}
