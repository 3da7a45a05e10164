package eval_test

import (
	"strings"

	"github.com/assay-policy/assay/claim"
)

// byHand is Go written for one policy: what an engine can reach at best. It
// decides and issues as the policy does, with sets where the language has sets,
// into memory that it uses again.
type byHand struct {
	permit bool
	issued []claim.Claim
	values [6][]claim.Value
	set    map[claim.Value]struct{}
	rows   map[string]handRow
}

type handRow struct {
	value claim.Value
	name  string
}

func (h *byHand) issue(name string, v claim.Value) {
	h.issued = append(h.issued, claim.Claim{Type: name, Value: v, Issuer: claim.AttestationPolicy})
}

func has(values []claim.Value, v claim.Value) bool {
	for i := range values {
		if values[i] == v {
			return true
		}
	}
	return false
}

var handNames = [6]string{"is-debuggable", "product-id", "svn", "sgx-mrsigner", "sgx-mrenclave", "tee"}

// sgx is sgxPolicy: one pass that sorts values by type, four tests, six loops.
func (h *byHand) sgx(claims []claim.Claim) {
	for i := range h.values {
		h.values[i] = h.values[i][:0]
	}
	for i := range claims {
		c := &claims[i]
		k := 0
		switch c.Type {
		case "x-ms-sgx-is-debuggable":
		case "x-ms-sgx-product-id":
			k = 1
		case "x-ms-sgx-svn":
			k = 2
		case "x-ms-sgx-mrsigner":
			k = 3
		case "x-ms-sgx-mrenclave":
			k = 4
		case "x-ms-attestation-type":
			k = 5
		default:
			continue
		}
		if !has(h.values[k], c.Value) {
			h.values[k] = append(h.values[k], c.Value)
		}
	}
	h.permit = has(h.values[0], claim.Bool(false)) && has(h.values[1], claim.Int(1)) && has(h.values[2], claim.Int(3)) &&
		has(h.values[3], claim.String("83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e"))
	h.issued = h.issued[:0]
	if !h.permit {
		return
	}
	for i := range h.values {
		for _, v := range h.values[i] {
			h.issue(handNames[i], v)
		}
	}
}

// join is joinPolicy: a hash join.
func (h *byHand) join(claims []claim.Claim) {
	clear(h.set)
	for i := range claims {
		if claims[i].Type == "a" {
			h.set[claims[i].Value] = struct{}{}
		}
	}
	h.permit, h.issued = true, h.issued[:0]
	for i := range claims {
		c := &claims[i]
		if c.Type != "b" {
			continue
		}
		if _, ok := h.set[c.Value]; ok {
			h.issue("hit", c.Value)
			delete(h.set, c.Value) // a value is issued once
		}
	}
}

// wide is widePolicy as a table: for each type the value wanted and the new name.
func (h *byHand) wide(claims []claim.Claim) {
	h.permit, h.issued = true, h.issued[:0]
	for i := range claims {
		c := &claims[i]
		if r, ok := h.rows[c.Type]; ok && r.value == c.Value {
			h.issue(r.name, c.Value)
		}
	}
}

// wideRows are the rows for claims such as wideClaims makes.
func wideRows(claims []claim.Claim) map[string]handRow {
	rows := map[string]handRow{}
	for _, c := range claims {
		rows[c.Type] = handRow{c.Value, strings.Replace(c.Type, "t", "o", 1)}
	}
	return rows
}

// closures is the plain way to an engine: a closure for each condition and
// action over a Go map from type to bucket. It has sets, but no budget, no
// collapsing of equal claims and no messages.
type closures struct {
	slots   map[string]int
	rules   []func()
	buckets [][]claim.Value
	bound   []claim.Value
	issued  []claim.Claim
}

// wideClosures is widePolicy.
func wideClosures(claims []claim.Claim) *closures {
	p := &closures{slots: map[string]int{}}
	for i, c := range claims {
		p.slots[c.Type] = i
		name := strings.Replace(c.Type, "t", "o", 1)
		condition := func() bool {
			p.bound = p.bound[:0]
			for _, v := range p.buckets[i] {
				if v == c.Value {
					p.bound = append(p.bound, v)
				}
			}
			return len(p.bound) > 0
		}
		action := func() {
			for _, v := range p.bound {
				p.issued = append(p.issued, claim.Claim{Type: name, Value: v, Issuer: claim.AttestationPolicy})
			}
		}
		p.rules = append(p.rules, func() {
			if condition() {
				action()
			}
		})
	}
	p.buckets = make([][]claim.Value, len(p.slots))
	return p
}

func (p *closures) run(claims []claim.Claim) {
	p.issued = p.issued[:0]
	for i := range p.buckets {
		p.buckets[i] = p.buckets[i][:0]
	}
	for i := range claims {
		if slot, ok := p.slots[claims[i].Type]; ok {
			p.buckets[slot] = append(p.buckets[slot], claims[i].Value)
		}
	}
	for _, rule := range p.rules {
		rule()
	}
}
