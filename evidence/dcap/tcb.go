package dcap

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// levels are those that a platform reaches.
type levels struct {
	platform *tcbLevel // the first whose SGX part fits
	tdx      *tcbLevel // the first that fits in whole; nil for SGX
	module   *svnLevel // of the TDX module; nil for SGX and for modules without one
	qe       *svnLevel
}

// matched returns the level that gives date and advisories.
func (l *levels) matched() *tcbLevel {
	if l.tdx != nil {
		return l.tdx
	}
	return l.platform
}

// fitsSGX reports whether the platform has the security versions of the level.
func (l *tcbLevel) fitsSGX(p *PCK) bool {
	for i, svn := range p.Components {
		if svn < l.sgx[i] {
			return false
		}
	}
	return p.PCESVN >= l.pceSVN
}

// fitsTDX does the same for the TDX part. The first two bytes are those of the
// module, which is judged by itself if it has an identity (E3.9).
func (l *tcbLevel) fitsTDX(svns []byte) bool {
	first := 0
	if svns[1] > 0 {
		first = 2
	}
	for i := first; i < len(l.tdx); i++ {
		if svns[i] < l.tdx[i] {
			return false
		}
	}
	return true
}

// match finds the levels of the TCB info that a platform reaches (E3.9).
func (t *TCBInfo) match(p *PCK, td *TDReport) (platform, tdx *tcbLevel, err error) {
	for i := range t.levels {
		l := &t.levels[i]
		if !l.fitsSGX(p) {
			continue
		}
		if platform == nil {
			platform = l
		}
		if td == nil {
			return platform, nil, nil
		}
		if l.fitsTDX(td.TEETCBSVN) {
			return platform, l, nil
		}
	}
	if platform == nil {
		return nil, nil, fmt.Errorf("components %v and PCESVN %d are below every level of the TCB info", p.Components, p.PCESVN)
	}
	return nil, nil, fmt.Errorf("TEE_TCB_SVN %x is below every level of the TCB info that fits the platform", td.TEETCBSVN)
}

// moduleOf returns the line of TDX modules with a major version; nil if there is
// none.
func (t *TCBInfo) moduleOf(major byte) *tdxModule {
	id := "TDX_" + hex.EncodeToString([]byte{major})
	for _, m := range t.modules {
		if strings.EqualFold(m.id, id) {
			return m
		}
	}
	return nil
}

// matchModule finds the level of the TDX module, nil if it has none of its own,
// and checks who made it (E3.8).
func (t *TCBInfo) matchModule(td *TDReport) (*svnLevel, error) {
	minor, major := td.TEETCBSVN[0], td.TEETCBSVN[1]
	if major == 0 {
		return nil, t.module.check(td)
	}
	m := t.moduleOf(major)
	if m == nil {
		return nil, noModule(major)
	}
	if err := m.check(td); err != nil {
		return nil, err
	}
	level := firstAtMost(m.levels, uint16(minor))
	if level == nil {
		return nil, fmt.Errorf("version %d of the TDX module %s is below every level", minor, m.id)
	}
	return level, nil
}

func noModule(major byte) error {
	return fmt.Errorf("the TCB info knows no TDX module TDX_%02X", major)
}

// check compares signer and attributes of the module (E3.8).
func (i *tdxIdentity) check(td *TDReport) error {
	switch {
	case string(td.MRSignerSEAM) != string(i.mrSigner[:]):
		return fmt.Errorf("MRSIGNERSEAM is %x, expected %x", td.MRSignerSEAM, i.mrSigner)
	case string(td.SEAMAttributes) != string(i.attributes[:]):
		return fmt.Errorf("SEAMATTRIBUTES are %x, expected %x", td.SEAMAttributes, i.attributes)
	case i.attributes != [8]byte{}:
		return errors.New("SEAMATTRIBUTES are not zero")
	}
	return nil
}

// firstAtMost returns the first of the levels, highest first, that is not above a
// version; nil if all are.
func firstAtMost(levels []svnLevel, svn uint16) *svnLevel {
	for i := range levels {
		if levels[i].svn <= svn {
			return &levels[i]
		}
	}
	return nil
}

// check compares a quoting enclave with its identity, and returns its level
// (E3.7).
func (q *QEIdentity) check(e *EnclaveReport) (*svnLevel, error) {
	switch {
	case !equalMasked(e.MiscSelect, q.miscMask[:], q.miscSelect[:]):
		return nil, fmt.Errorf("MISCSELECT is %x, expected %x under the mask %x", e.MiscSelect, q.miscSelect, q.miscMask)
	case !equalMasked(e.Attributes, q.attrMask[:], q.attributes[:]):
		return nil, fmt.Errorf("ATTRIBUTES are %x, expected %x under the mask %x", e.Attributes, q.attributes, q.attrMask)
	case string(e.MRSigner) != string(q.mrSigner[:]):
		return nil, fmt.Errorf("MRSIGNER is %x, expected %x", e.MRSigner, q.mrSigner)
	case e.ISVProdID != q.isvProdID:
		return nil, fmt.Errorf("ISVPRODID is %d, expected %d", e.ISVProdID, q.isvProdID)
	}
	level := firstAtMost(q.levels, e.ISVSVN)
	if level == nil {
		return nil, fmt.Errorf("ISVSVN %d is below every level", e.ISVSVN)
	}
	return level, nil
}

// equalMasked reports whether value has the bits wanted, as far as the mask goes.
func equalMasked(value, mask, want []byte) bool {
	for i := range value {
		if value[i]&mask[i] != want[i] {
			return false
		}
	}
	return true
}

// converge returns what the levels come to (E3.10). The error is that of a module
// which a relaunch would need (E3.8).
func (t *TCBInfo) converge(l *levels, td *TDReport) (Status, error) {
	status := l.matched().status
	if l.module != nil {
		status = join(status, l.module.status)
	}
	if td != nil && td.TEETCBSVN2 != nil && l.mayRelaunch(status) {
		newest, err := t.reachesNewest(td.TEETCBSVN2)
		if err != nil {
			return "", err
		}
		if newest {
			configuration := l.platform.status.info().configuration || status.info().configuration
			status = TDRelaunchAdvised
			if configuration {
				status = TDRelaunchAdvisedConfigurationNeeded
			}
		}
	}
	return join(status, l.qe.status), nil
}

// mayRelaunch reports whether it is the TDX module alone that is out of date, so
// that launching the TD anew under a newer one would help (E3.10).
func (l *levels) mayRelaunch(status Status) bool {
	if l.module == nil || l.module.status != OutOfDate || l.qe.status == OutOfDate || l.qe.status == Revoked {
		return false
	}
	switch l.platform.status {
	case UpToDate, SWHardeningNeeded, ConfigurationNeeded, ConfigurationAndSWHardeningNeeded:
		return status == OutOfDate || status == OutOfDateConfigurationNeeded
	}
	return false
}

// reachesNewest reports whether the TDX module that runs now is the newest that the
// TCB info knows.
func (t *TCBInfo) reachesNewest(svns []byte) (bool, error) {
	top, major := &t.levels[0], svns[1]
	if major == 0 {
		return svns[0] >= top.tdx[0] && svns[2] >= top.tdx[2], nil
	}
	m := t.moduleOf(major)
	if m == nil {
		return false, noModule(major)
	}
	return uint16(svns[0]) >= m.levels[0].svn && svns[2] >= top.tdx[2], nil
}
