package token

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Tolerated differences between clocks (S3.9).
const (
	DefaultSkew = 60 * time.Second
	MaxSkew     = 300 * time.Second
)

// NoSkew, as the Skew of a Verifier, tolerates no difference between clocks.
const NoSkew = time.Duration(-1)

// Verifier is a relying party: it verifies tokens of one issuer (S3). Everything
// not set is strict. It is safe for many goroutines.
type Verifier struct {
	Issuer string    // the attest URI that the caller trusts (S3.1); required
	Keys   KeySource // of that issuer, never found through a token (S3.1); required

	// Algorithms are accepted in addition to RS256, each with keys that it fits (S3.3).
	Algorithms []Algorithm
	// Skew is the tolerated difference between clocks: 0 is DefaultSkew, at most
	// MaxSkew, or NoSkew (S3.9).
	Skew time.Duration
	// Roots certify the keys of TPM and VBS tokens, which are not self-signed.
	// Without roots such tokens are refused (S3.7).
	Roots *x509.CertPool
}

// Verify verifies an attestation token at a time and holds it against what the
// caller expects (S3). The first step that fails is the error, a *VerifyError.
func (v Verifier) Verify(ctx context.Context, text string, want Expectations, at time.Time) (*Verified, error) {
	runtime, err := want.checkInput()
	if err != nil {
		return nil, err
	}
	p, err := v.verify(ctx, text, at)
	if err != nil {
		return nil, err
	}
	s, err := want.check(p, runtime)
	if err != nil {
		return nil, err
	}
	return &Verified{proof: *p, subject: s, want: want}, nil
}

// VerifyAnswer verifies an answer of the service about policies or certificates. It
// is a token, too, of which nothing is expected but that it is genuine (S3.11).
func (v Verifier) VerifyAnswer(ctx context.Context, text string, at time.Time) (*Answer, error) {
	p, err := v.verify(ctx, text, at)
	if err != nil {
		return nil, err
	}
	return &Answer{proof: *p}, nil
}

// proof is what verification has established about a token, and on the way there
// what is known of it.
type proof struct {
	compact
	payload       jsondoc.Value
	algorithm     Algorithm
	issuer        string
	key           *Key
	iat, nbf, exp int64
	at            time.Time
}

// verify takes the steps S3.1 to S3.9.
func (v Verifier) verify(ctx context.Context, text string, at time.Time) (*proof, error) {
	p := &proof{at: at}
	var err error
	if p.issuer, err = v.checkInput(at); err != nil {
		return nil, err
	}
	if err := p.checkForm(text); err != nil {
		return nil, err
	}
	if err := v.checkAlgorithm(p); err != nil {
		return nil, err
	}
	if err := p.checkIssuer(); err != nil {
		return nil, err
	}
	if err := p.checkKeyAddress(); err != nil {
		return nil, err
	}
	if err := v.checkKey(ctx, p); err != nil {
		return nil, err
	}
	if err := v.checkCertificate(p); err != nil {
		return nil, err
	}
	if p.algorithm.verify(p.key.public, []byte(p.signed), p.signature) != nil {
		return nil, fail(StepSignature, "not made over these bytes by the key with kid %q", p.key.id)
	}
	if err := v.checkTime(p); err != nil {
		return nil, err
	}
	return p, nil
}

// checkInput looks at what the caller gave, and returns the trusted issuer (S3.1).
func (v Verifier) checkInput(at time.Time) (string, error) {
	if v.Issuer == "" || v.Keys == nil {
		return "", fail(StepInput, "found no trusted issuer or no key set, expected both")
	}
	issuer, err := ParseIssuer(v.Issuer)
	if err != nil {
		return "", fail(StepInput, "%w", err)
	}
	if at.IsZero() {
		return "", fail(StepInput, "found no time of verification")
	}
	if v.Skew > MaxSkew || v.Skew < 0 && v.Skew != NoSkew {
		return "", fail(StepInput, "found a skew of %s, expected at most %s", v.Skew, MaxSkew)
	}
	for _, a := range v.Algorithms {
		if _, err := ParseAlgorithm(string(a)); err != nil {
			return "", fail(StepInput, "%w", err)
		}
	}
	return issuer, nil
}

// checkForm: three parts, strict base64url, JSON objects in valid UTF-8 without
// duplicate member names at any depth, at most 1 MiB (S3.2).
func (p *proof) checkForm(text string) error {
	var err error
	if p.compact, err = parseCompact(text, MaxToken); err != nil {
		return atStep(StepForm, err)
	}
	p.payload, err = parseObject("payload", p.payloadText)
	return atStep(StepForm, err)
}

// checkAlgorithm: alg is RS256 or one the caller lists; none is a draft; crit is
// refused, and b64, which would change what is signed; typ is JWT (S3.3).
func (v Verifier) checkAlgorithm(p *proof) error {
	alg, given, err := stringMember(p.header, "alg")
	switch {
	case err != nil:
		return atStep(StepAlgorithm, err)
	case !given:
		return fail(StepAlgorithm, "found no alg")
	case alg == "none":
		return fail(StepAlgorithm, "found alg \"none\": %w", ErrDraft)
	}
	p.algorithm = Algorithm(alg)
	if p.algorithm != RS256 && !slices.Contains(v.Algorithms, p.algorithm) {
		return fail(StepAlgorithm, "found alg %q, expected %q", alg, append([]Algorithm{RS256}, v.Algorithms...))
	}
	if err := checkNoExtension(p.header); err != nil {
		return atStep(StepAlgorithm, err)
	}
	if typ, given, err := stringMember(p.header, "typ"); err != nil || given && typ != "JWT" {
		return fail(StepAlgorithm, "found typ %q, expected \"JWT\"", typ)
	}
	return nil
}

// checkIssuer: iss is there and equals the trusted attest URI byte for byte,
// since tenants may share a signing key (S3.4).
func (p *proof) checkIssuer() error {
	iss, given, err := stringMember(p.payload, "iss")
	switch {
	case err != nil:
		return atStep(StepIssuer, err)
	case !given:
		return fail(StepIssuer, "found no iss, expected %q", p.issuer)
	case iss != p.issuer:
		return fail(StepIssuer, "found iss %q, expected %q", iss, p.issuer)
	}
	return nil
}

// checkKeyAddress: jku, and x5u likewise, name the issuer's own address, and are
// not followed all the same (S3.1, S3.5).
func (p *proof) checkKeyAddress() error {
	for _, name := range []string{"jku", "x5u"} {
		address, given, err := stringMember(p.header, name)
		if err != nil {
			return atStep(StepKeyAddress, err)
		}
		if want := certsAddress(p.issuer); given && address != want {
			return fail(StepKeyAddress, "found %s %q, expected %q", name, address, want)
		}
	}
	return nil
}

// checkTime: iat, nbf and exp are there and integers, in an order that makes
// sense; nbf − skew ≤ now < exp + skew, and iat − skew ≤ now (S3.9).
func (v Verifier) checkTime(p *proof) error {
	if err := p.readTimes(); err != nil {
		return atStep(StepTime, err)
	}
	skew := v.Skew
	switch skew {
	case 0:
		skew = DefaultSkew
	case NoSkew:
		skew = 0
	}
	if begin := time.Unix(p.nbf, 0); p.at.Before(begin.Add(-skew)) {
		return fail(StepTime, "the token is not valid before %s, the time of verification is %s", stamp(begin), stamp(p.at))
	}
	if issued := time.Unix(p.iat, 0); p.at.Before(issued.Add(-skew)) {
		return fail(StepTime, "the token was issued at %s, after the time of verification, %s", stamp(issued), stamp(p.at))
	}
	if end := time.Unix(p.exp, 0); !p.at.Before(end.Add(skew)) {
		return fail(StepTime, "the token expired at %s, the time of verification is %s", stamp(end), stamp(p.at))
	}
	return nil
}

// readTimes reads iat, nbf and exp. A token that ends before it begins, or before
// it was issued, was never valid: no skew makes it so (S3.9).
func (p *proof) readTimes() error {
	var err error
	for _, member := range []struct {
		name string
		to   *int64
	}{{"iat", &p.iat}, {"nbf", &p.nbf}, {"exp", &p.exp}} {
		if *member.to, err = seconds(p.payload, member.name); err != nil {
			return err
		}
	}
	if p.exp <= p.nbf {
		return fmt.Errorf("found exp %d and nbf %d, expected exp to be later", p.exp, p.nbf)
	}
	if p.exp <= p.iat {
		return fmt.Errorf("found exp %d and iat %d, expected exp to be later", p.exp, p.iat)
	}
	return nil
}

// seconds returns a member that must be a time (S1.5, S3.9).
func seconds(payload jsondoc.Value, name string) (int64, error) {
	member, given := payload.Member(name)
	if !given {
		return 0, fmt.Errorf("found no %s", name)
	}
	n, ok := integer(payload, name)
	if !ok || n < 0 || n > maxSeconds {
		return 0, fmt.Errorf("found %s %s, expected an integer of seconds since 1970", name, describe(member))
	}
	return n, nil
}

// maxSeconds is the end of the year 9999: beyond, times can't be written.
const maxSeconds = 253402300799
