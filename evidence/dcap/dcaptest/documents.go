package dcaptest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Envelope signs a document and returns both as Intel serves them: the document as
// that member, and the signature.
func (a *Authority) Envelope(t testing.TB, member string, document []byte) []byte {
	t.Helper()
	return fmt.Appendf(nil, `{%q:%s,"signature":"%x"}`, member, document, Sign(t, a.Key, document))
}

// TCBInfo is what a TCB info says. The platform's defaults describe it as up to
// date, and a level below as out of date.
type TCBInfo struct {
	ID               string // left out in version 2
	Version          int
	IssueDate        time.Time
	NextUpdate       time.Time
	FMSPC, PCEID     string // hex
	TCBType          int
	EvaluationNumber int
	Levels           []Level
	Module           *Module // of TDX 1.0
	Modules          []Module
}

// Level is a level of a TCB info, or, with ISVSVN alone, one of a TDX module or of
// a QE identity.
type Level struct {
	SGX    [16]uint8
	PCESVN int
	TDX    [16]uint8
	ISVSVN int

	Status     dcap.Status
	Date       string
	Advisories []string
}

// Module is what a TDX module must be.
type Module struct {
	ID         string // like TDX_01; "" for that of TDX 1.0
	MRSigner   [48]byte
	Attributes [8]byte
	Levels     []Level
}

// QEIdentity is what a QE identity says.
type QEIdentity struct {
	ID               string
	Version          int
	IssueDate        time.Time
	NextUpdate       time.Time
	EvaluationNumber int
	MiscSelect       string // hex, as the next ones
	MiscSelectMask   string
	Attributes       string
	AttributesMask   string
	MRSigner         string
	ISVProdID        int
	Levels           []Level
}

func newTCBInfo(tee dcap.TEE) TCBInfo {
	top := Level{
		SGX: [16]uint8{11, 11, 2, 2, 255, 1, 12, 5}, PCESVN: 13, TDX: [16]uint8{5, 0, 3},
		Status: dcap.UpToDate, Date: "2025-05-14T00:00:00Z",
	}
	old := top
	old.PCESVN, old.Status, old.Date, old.Advisories = 10, dcap.OutOfDate, "2023-08-09T00:00:00Z", []string{"INTEL-SA-00001"}
	info := TCBInfo{
		ID: tee.String(), Version: 3, IssueDate: Now.AddDate(0, 0, -15), NextUpdate: Now.AddDate(0, 0, 15),
		FMSPC: "00A067110001", PCEID: "0000", EvaluationNumber: 19, Levels: []Level{top, old},
	}
	if tee == dcap.TDX {
		info.Module = &Module{}
		info.Modules = []Module{
			{ID: "TDX_03", Levels: []Level{{ISVSVN: 3, Status: dcap.UpToDate, Date: "2025-05-14T00:00:00Z"}}},
			{ID: "TDX_01", Levels: []Level{
				{ISVSVN: 6, Status: dcap.UpToDate, Date: "2025-05-14T00:00:00Z"},
				{ISVSVN: 4, Status: dcap.OutOfDate, Date: "2024-03-13T00:00:00Z", Advisories: []string{"INTEL-SA-00002"}},
			}},
		}
	}
	return info
}

func newQEIdentity(tee dcap.TEE) QEIdentity {
	q := QEIdentity{
		ID: "QE", Version: 2, IssueDate: Now.AddDate(0, 0, -14), NextUpdate: Now.AddDate(0, 0, 16), EvaluationNumber: 19,
		MiscSelect: "00000000", MiscSelectMask: "FFFFFFFF",
		Attributes: "11000000000000000000000000000000", AttributesMask: "FBFFFFFFFFFFFFFF0000000000000000",
		MRSigner: strings.Repeat("8C", 32), ISVProdID: 1,
		Levels: []Level{
			{ISVSVN: 8, Status: dcap.UpToDate, Date: "2025-05-14T00:00:00Z"},
			{ISVSVN: 6, Status: dcap.OutOfDate, Date: "2021-11-10T00:00:00Z", Advisories: []string{"INTEL-SA-00003"}},
		},
	}
	if tee == dcap.TDX {
		q.ID, q.ISVProdID = "TD_QE", 2
	}
	return q
}

// JSON writes the document.
func (i TCBInfo) JSON(t testing.TB) []byte {
	t.Helper()
	doc := object{}
	if i.Version != 2 {
		doc.add("id", i.ID)
	}
	doc.add("version", i.Version)
	doc.add("issueDate", stamp(i.IssueDate))
	doc.add("nextUpdate", stamp(i.NextUpdate))
	doc.add("fmspc", i.FMSPC)
	doc.add("pceId", i.PCEID)
	doc.add("tcbType", i.TCBType)
	doc.add("tcbEvaluationDataNumber", i.EvaluationNumber)
	if i.Module != nil {
		doc.add("tdxModule", i.Module.object())
	}
	if i.Modules != nil {
		var list []object
		for _, m := range i.Modules {
			list = append(list, m.object())
		}
		doc.add("tdxModuleIdentities", list)
	}
	var list []object
	for _, l := range i.Levels {
		list = append(list, l.object(l.tcb(i.ID, i.Version)))
	}
	doc.add("tcbLevels", list)
	return doc.json(t)
}

// JSON writes the document.
func (q QEIdentity) JSON(t testing.TB) []byte {
	t.Helper()
	doc := object{}
	doc.add("id", q.ID)
	doc.add("version", q.Version)
	doc.add("issueDate", stamp(q.IssueDate))
	doc.add("nextUpdate", stamp(q.NextUpdate))
	doc.add("tcbEvaluationDataNumber", q.EvaluationNumber)
	doc.add("miscselect", q.MiscSelect)
	doc.add("miscselectMask", q.MiscSelectMask)
	doc.add("attributes", q.Attributes)
	doc.add("attributesMask", q.AttributesMask)
	doc.add("mrsigner", q.MRSigner)
	doc.add("isvprodid", q.ISVProdID)
	doc.add("tcbLevels", svnLevels(q.Levels))
	return doc.json(t)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (m Module) object() (o object) {
	if m.ID != "" {
		o.add("id", m.ID)
	}
	o.add("mrsigner", hex.EncodeToString(m.MRSigner[:]))
	o.add("attributes", hex.EncodeToString(m.Attributes[:]))
	o.add("attributesMask", "FFFFFFFFFFFFFFFF")
	if m.Levels != nil {
		o.add("tcbLevels", svnLevels(m.Levels))
	}
	return o
}

func svnLevels(levels []Level) (list []object) {
	for _, l := range levels {
		var tcb object
		tcb.add("isvsvn", l.ISVSVN)
		list = append(list, l.object(tcb))
	}
	return list
}

// tcb writes the security versions of a level of a TCB info.
func (l Level) tcb(id string, version int) (o object) {
	if version == 2 {
		for i, svn := range l.SGX {
			o.add(fmt.Sprintf("sgxtcbcomp%02dsvn", i+1), svn)
		}
	} else {
		o.add("sgxtcbcomponents", components(l.SGX))
	}
	o.add("pcesvn", l.PCESVN)
	if id == dcap.TDX.String() {
		o.add("tdxtcbcomponents", components(l.TDX))
	}
	return o
}

func components(svns [16]uint8) (list []object) {
	for _, svn := range svns {
		var c object
		c.add("svn", svn)
		list = append(list, c)
	}
	return list
}

func (l Level) object(tcb object) (o object) {
	o.add("tcb", tcb)
	o.add("tcbDate", l.Date)
	o.add("tcbStatus", l.Status)
	if l.Advisories != nil {
		o.add("advisoryIDs", l.Advisories)
	}
	return o
}

// object is a JSON object whose members keep their order.
type object []struct {
	name  string
	value any
}

func (o *object) add(name string, value any) {
	*o = append(*o, struct {
		name  string
		value any
	}{name, value})
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte("{")
	for i, m := range o {
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%s", m.name, value)
	}
	return append(out, '}'), nil
}

func (o object) json(t testing.TB) []byte {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
