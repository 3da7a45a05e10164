package dcap_test

import (
	"bytes"
	"encoding/pem"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/dcap"
)

// E3.12, E4.5: collateral is the same in every form it can come in.
func TestE3_12_Canonical(t *testing.T) {
	t.Parallel()
	c := qvlInput(t, 0).Collateral
	want, err := c.Canonical(dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string][]byte{"TCB info": want.TCBInfo, "QE identity": want.QEIdentity} {
		if !bytes.Contains(part, []byte(`,"signature":"`)) {
			t.Errorf("%s has no envelope", name)
		}
	}
	if want.SigningChain == nil || !bytes.Equal(want.IdentityChain, want.SigningChain) || want.RootCRL[0] != 0x30 || want.PCKCRL[0] != 0x30 {
		t.Errorf("got %q", want)
	}
	list := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: want.RootCRL})
	other := want
	other.SigningChain, other.IdentityChain = []byte(url.PathEscape(string(want.SigningChain))), nil
	other.RootCRL, other.PCKCRL = list, []byte(hexOf(want.PCKCRL)+"\n")
	other.TCBInfo = append(bytes.Clone(want.TCBInfo), 0)
	for name, c := range map[string]dcap.Collateral{"itself": want, "other forms": other} {
		got, err := c.Canonical(dcap.Limits{})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: got %v (-want +got):\n%s", name, err, diff)
		}
	}
	if got, err := (dcap.Collateral{}).Canonical(dcap.Limits{}); err != nil || !cmp.Equal(got, dcap.Collateral{}) {
		t.Errorf("got %v, %v for nothing", got, err)
	}
	for name, broken := range map[string]dcap.Collateral{
		"chain": {SigningChain: []byte("-----BEGIN CERTIFICATE-----\n*")},
		"list":  {RootCRL: []byte("ABC")},
	} {
		_, err := broken.Canonical(dcap.Limits{})
		if err == nil {
			t.Errorf("%s: got no error", name)
			continue
		}
		wantStep(t, err, dcap.StepCollateral)
	}
}
