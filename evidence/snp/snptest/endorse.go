package snptest

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/assay-policy/assay/evidence/cose/cosetest"
)

// Feed is that of real endorsements of Azure's confidential containers (E6.11).
const Feed = "ContainerPlat-AMD-UVM"

// Endorse makes an endorsement of the guest's measurement, with an SVN, signed at
// a time once Sign is called.
func (g *Guest) Endorse(by *cosetest.Issuer, svn uint64, at time.Time) *cosetest.Message {
	payload := fmt.Appendf(nil, "{\n  \"x-ms-sevsnpvm-guestsvn\": \"%d\",\n  \"x-ms-sevsnpvm-launchmeasurement\": \"%x\"\n}", svn, g.Report[0x90:0xC0])
	return by.Message(Feed, payload, at)
}

// UVM writes the object that endorsements are in (E6.11).
func UVM(message []byte) []byte {
	return fmt.Appendf(nil, `{"Uvm":[%q]}`, base64.RawURLEncoding.EncodeToString(message))
}
