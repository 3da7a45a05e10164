package snp

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// The feed and the issuer of endorsements that a zero Endorser stands for: those
// of the utility VMs of Azure's confidential containers (E6.11). The authority is
// Microsoft Supply Chain RSA Root CA 2022.
const (
	aciFeed   = "ContainerPlat-AMD-UVM"
	aciIssuer = "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.2"
)

// Endorser says which endorsements of the launch measurement are good (E6.11). A
// zero field, in Issuer too, stands for that of Azure's confidential containers.
type Endorser struct {
	Issuer cose.Issuer // who must have signed
	Feed   string      // such as "ConfAKS-AMD-UVM"
	// LowestSVN refuses endorsements with a lower SVN. That is a number of their own,
	// not GUEST_SVN.
	LowestSVN uint64
}

// Endorsement is what an endorsement of the launch measurement established.
type Endorsement struct {
	Issuer      string // a did:x509
	Feed        string
	SVN         uint64
	SigningTime time.Time
}

// issuer returns who must have signed.
func (e Endorser) issuer() (cose.Issuer, error) {
	issuer, err := cose.ParseIssuer(aciIssuer)
	issuer.CA = cmp.Or(e.Issuer.CA, issuer.CA)
	issuer.EKU = cmp.Or(e.Issuer.EKU, issuer.EKU)
	return issuer, err
}

// endorsement checks that the launch measurement was endorsed (E6.11).
func (r *run) endorsement() (string, error) {
	data, err := r.endorsements()
	if err != nil {
		return "", err
	}
	if data == nil {
		if r.options.RequireEndorsement {
			return "", errors.New("no endorsement of the launch measurement was given, and RequireEndorsement is set")
		}
		return frame.Skip("none was given")
	}
	m, err := cose.Parse(data, r.options.Limits.cose())
	if bad := (*cose.Error)(nil); errors.As(err, &bad) {
		return "", frame.ErrorfAt(Kind, StepEndorsement, "E6.11", bad.Offset, "the endorsement: %w", bad.Err)
	}
	if err != nil {
		return "", err
	}
	svn, err := r.endorsedBy(m)
	if err != nil {
		return "", err
	}
	r.endorsed = &Endorsement{Issuer: m.Issuer, Feed: m.Feed, SVN: svn, SigningTime: m.SigningTime}
	return fmt.Sprintf("MEASUREMENT is that of %s, SVN %d, signed at %s", m.Feed, svn, frame.Stamp(m.SigningTime)), nil
}

// endorsedBy checks that a message is of the endorser, and endorses the report's
// measurement. It returns the SVN.
func (r *run) endorsedBy(m *cose.Message) (svn uint64, err error) {
	endorser := r.options.Endorser
	issuer, err := endorser.issuer()
	if err != nil {
		return 0, err
	}
	if err := m.Verify(issuer, r.at); err != nil {
		return 0, err
	}
	if want := cmp.Or(endorser.Feed, aciFeed); m.Feed != want {
		return 0, fmt.Errorf("feed is %q, expected %q", clip(m.Feed), want)
	}
	if svn, err = r.payload(m.Payload); err != nil {
		return 0, err
	}
	if svn < endorser.LowestSVN {
		return 0, fmt.Errorf("SVN of the endorsement is %d, expected %d or more", svn, endorser.LowestSVN)
	}
	return svn, nil
}

// Members of the payload of an endorsement (E6.11).
const (
	memberMeasurement = "x-ms-sevsnpvm-launchmeasurement"
	memberSVN         = "x-ms-sevsnpvm-guestsvn"
)

// payload checks that a payload names the report's measurement, and returns its
// SVN. Other members have no meaning here.
func (r *run) payload(payload []byte) (svn uint64, err error) {
	v, err := frame.Document(payload, r.options.Limits.Limits)
	if err != nil {
		return 0, fmt.Errorf("the payload: %w", err)
	}
	text, err := textMember(v, memberMeasurement)
	if err != nil {
		return 0, err
	}
	if want := r.got.Report.Measurement; !strings.EqualFold(text, hex.EncodeToString(want)) {
		return 0, fmt.Errorf("the endorsement is of the measurement %q, the report has %x", clip(text), want)
	}
	if text, err = textMember(v, memberSVN); err != nil {
		return 0, err
	}
	svn, err = strconv.ParseUint(text, 10, 64)
	if err != nil || strconv.FormatUint(svn, 10) != text {
		return 0, fmt.Errorf("%s of the payload is %q, expected a decimal number", memberSVN, clip(text))
	}
	return svn, nil
}

// textMember returns a member of a payload that must be a string.
func textMember(v jsondoc.Value, name string) (string, error) {
	m, ok := v.Member(name)
	if !ok {
		return "", fmt.Errorf("the payload has no %s", name)
	}
	if m.Kind() != jsondoc.String {
		return "", fmt.Errorf("%s of the payload is JSON of type %s, expected a string", name, m.Kind())
	}
	return m.Text(), nil
}

// coseStart is the head of tag 18, with which a COSE_Sign1 message begins.
const coseStart = 0xD2

// endorsements returns the message that was given, or that the request has; nil
// if there is none.
func (r *run) endorsements() ([]byte, error) {
	data, sent := r.in.Endorsements, r.got.Endorsements
	if err := frame.CheckSize("the text of the endorsements", max(len(data), len(sent)), 2*r.options.Limits.endorsement()); err != nil {
		return nil, err
	}
	switch {
	case data == nil && sent == "":
		return nil, nil
	case sent != "" && data != nil:
		return nil, errors.New("endorsements were given with a request that has its own")
	case sent != "":
		text, err := frame.DecodeBase64URL(sent)
		if err != nil {
			return nil, fmt.Errorf("the endorsements: %w", err)
		}
		return readUVM(text, r.options.Limits)
	}
	return unwrapEndorsements(data, r.options.Limits)
}

// unwrapEndorsements takes what a file holds: a message, the object around it, or
// either in base64 or base64url, with white space around it.
func unwrapEndorsements(data []byte, limits Limits) ([]byte, error) {
	if len(data) > 0 && data[0] != coseStart && !isObject(data) {
		text := bytes.TrimSpace(data)
		decode := frame.DecodeBase64URL
		if bytes.ContainsAny(text, "+/=") {
			decode = frame.DecodeBase64
		}
		var err error
		if data, err = decode(string(text)); err != nil {
			return nil, fmt.Errorf("the endorsements: %w", err)
		}
	}
	if isObject(data) {
		return readUVM(data, limits)
	}
	return data, nil
}

// readUVM reads {"Uvm": [BASE64URL of a message]} (E6.11). Other members, and
// more messages than one, are refused: they could be meant to be verified.
func readUVM(data []byte, limits Limits) ([]byte, error) {
	v, err := frame.ParseJSON(string(data), maxValues, limits.Limits)
	if err != nil {
		return nil, fmt.Errorf("the endorsements: %w", err)
	}
	list, ok := v.Member("Uvm")
	if !ok || v.Len() != 1 {
		return nil, errors.New(`the endorsements: expected an object with the one member "Uvm"`)
	}
	if list.Kind() != jsondoc.Array || list.Len() != 1 || list.At(0).Kind() != jsondoc.String {
		return nil, errors.New(`the endorsements: expected one string in the array "Uvm"`)
	}
	message, err := frame.DecodeBase64URL(list.At(0).Text())
	if err != nil {
		return nil, fmt.Errorf("the endorsement in Uvm: %w", err)
	}
	return message, nil
}
