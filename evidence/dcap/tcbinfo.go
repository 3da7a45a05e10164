package dcap

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// TCBInfo is a document of Intel's that says what security versions a line of
// platforms had, and what each was good for. What is read from one proves
// nothing until its signature is checked.
type TCBInfo struct {
	TEE              TEE // version 2 is for SGX
	Version          int // 2 or 3
	FMSPC            FMSPC
	PCEID            PCEID
	EvaluationNumber int64
	IssueDate        time.Time
	NextUpdate       time.Time

	hasPCEID bool // documents of version 2 may have none, and then fit no platform

	levels  []tcbLevel   // highest first
	module  tdxIdentity  // for TEE_TCB_SVN[1] = 0
	modules []*tdxModule // for the others
}

// tcbLevel is what a platform with at least those security versions is.
type tcbLevel struct {
	sgx    [16]uint8
	pceSVN uint16
	tdx    [16]uint8
	rating
}

// rating is what Intel says of a level.
type rating struct {
	status     Status
	date       time.Time
	advisories []string
}

// svnLevel is what a quoting enclave or TDX module of at least that version is.
type svnLevel struct {
	svn uint16
	rating
}

// tdxIdentity is what a TDX module must be (E3.8).
type tdxIdentity struct {
	mrSigner   [48]byte
	attributes [8]byte
}

// tdxModule is one line of TDX modules.
type tdxModule struct {
	id string
	tdxIdentity
	levels []svnLevel // highest first
}

// maxLevels bounds the levels of a document: Intel's have less than 40.
const maxLevels = 1000

// ReadTCBInfo reads a TCB info as Intel serves it, or the document in it alone.
// No signature is checked.
func ReadTCBInfo(data []byte, limits Limits) (*TCBInfo, error) {
	d, err := tcbInfoDocument.open(data, nil, limits)
	if err != nil {
		return nil, err
	}
	return readTCBInfo(d.signed, limits)
}

func readTCBInfo(text []byte, limits Limits) (*TCBInfo, error) {
	o, err := document("the TCB info", text, frame.Limits(limits.Limits).JSONDepth)
	if err != nil {
		return nil, err
	}
	t := &TCBInfo{TEE: SGX}
	t.Version = int(o.number("version", 1<<15))
	switch t.Version {
	case 2: // has no id
	case 3:
		t.TEE = teeOf(o, SGX.String(), TDX.String())
	default:
		o.fail("\"version\" is %d, expected 2 or 3", t.Version)
	}
	t.IssueDate, t.NextUpdate = o.time("issueDate"), o.time("nextUpdate")
	o.bytes("fmspc", t.FMSPC[:])
	if t.hasPCEID = t.Version == 3 || o.has("pceId"); t.hasPCEID {
		o.bytes("pceId", t.PCEID[:])
	}
	if n := o.number("tcbType", 1<<15); n != 0 {
		o.fail("\"tcbType\" is %d, expected 0", n)
	}
	t.EvaluationNumber = o.number("tcbEvaluationDataNumber", 1<<31)
	o.objects("tcbLevels", func(l *object) { t.levels = append(t.levels, t.readLevel(l)) })
	if t.TEE == TDX {
		t.readModules(o)
	}
	if len(t.levels) > maxLevels || len(t.modules) > maxLevels {
		o.fail("found %d levels, the limit is %d", len(t.levels), maxLevels)
	}
	sortLevels(o, t.levels, func(a, b tcbLevel) int {
		return cmp.Or(slices.Compare(a.sgx[:], b.sgx[:]), cmp.Compare(a.pceSVN, b.pceSVN), slices.Compare(a.tdx[:], b.tdx[:]))
	})
	return t, o.err
}

// sortLevels puts the highest level first (E3.9). Of two that are equal nobody could
// say which counts, so that a document with such is refused; Intel's library does
// both alike.
func sortLevels[L any](o *object, levels []L, compare func(a, b L) int) {
	slices.SortFunc(levels, func(a, b L) int { return compare(b, a) })
	for i := 1; i < len(levels); i++ {
		if compare(levels[i-1], levels[i]) == 0 {
			o.fail("two of \"tcbLevels\" are for the same security versions")
			return
		}
	}
}

// teeOf reads the id of a document, which is one of two names.
func teeOf(o *object, sgx, tdx string) TEE {
	switch id := o.text("id"); id {
	case sgx:
		return SGX
	case tdx:
		return TDX
	default:
		o.fail("\"id\" is %q, expected %q or %q", clip(id), sgx, tdx)
		return 0
	}
}

func (t *TCBInfo) readLevel(o *object) (l tcbLevel) {
	o.object("tcb", func(tcb *object) {
		l.pceSVN = uint16(tcb.number("pcesvn", 1<<16-1))
		if t.Version == 2 {
			for i := range l.sgx {
				l.sgx[i] = uint8(tcb.number(fmt.Sprintf("sgxtcbcomp%02dsvn", i+1), 255))
			}
			return
		}
		readComponents(tcb, "sgxtcbcomponents", &l.sgx)
		if t.TEE == TDX {
			readComponents(tcb, "tdxtcbcomponents", &l.tdx)
		}
	})
	l.rating = readRating(o)
	return l
}

// readComponents reads 16 security versions.
func readComponents(o *object, name string, to *[16]uint8) {
	n := 0
	o.objects(name, func(c *object) {
		if n < len(to) {
			to[n] = uint8(c.number("svn", 255))
		}
		n++
	})
	if o.err == nil && n != len(to) {
		o.fail("%q has %d entries, expected %d", name, n, len(to))
	}
}

func readRating(o *object) rating {
	return rating{status: o.status("tcbStatus"), date: o.time("tcbDate"), advisories: o.texts("advisoryIDs")}
}

// readSVNLevels reads the levels of a quoting enclave or TDX module. Those have
// three statuses; with another it would be unclear what the whole is (E3.10).
func readSVNLevels(o *object) (levels []svnLevel) {
	o.objects("tcbLevels", func(l *object) {
		var level svnLevel
		l.object("tcb", func(tcb *object) { level.svn = uint16(tcb.number("isvsvn", 1<<16-1)) })
		level.rating = readRating(l)
		if !level.status.info().part {
			l.fail("\"tcbStatus\" is %q, expected %q, %q or %q", clip(string(level.status)), UpToDate, OutOfDate, Revoked)
		}
		levels = append(levels, level)
	})
	sortLevels(o, levels, func(a, b svnLevel) int { return cmp.Compare(a.svn, b.svn) })
	return levels
}

// readModules reads what a TCB info of TDX says of modules (E3.8).
func (t *TCBInfo) readModules(o *object) {
	o.object("tdxModule", t.module.readFrom)
	if !o.has("tdxModuleIdentities") { // those before TDX 1.5
		return
	}
	o.objects("tdxModuleIdentities", func(m *object) {
		module := &tdxModule{id: m.text("id")}
		module.readFrom(m)
		module.levels = readSVNLevels(m)
		t.modules = append(t.modules, module)
	})
}

func (t *tdxIdentity) readFrom(o *object) {
	o.bytes("mrsigner", t.mrSigner[:])
	o.bytes("attributes", t.attributes[:])
}
