package token_test

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/token"
)

// A relying party needs the issuer's attest URI and key set, from elsewhere than
// the token, and says what it expects.
func ExampleVerifier_Verify() {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256, Issuer: "https://attest.example"}, now)
	if err != nil {
		panic(err)
	}
	text, err := token.Issue(signer, token.Body{
		AttestationType: "sevsnpvm",
		PolicyHash:      "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco",
		Evidence: []claim.Claim{
			{Type: "x-ms-sevsnpvm-is-debuggable", Value: claim.Bool(false), Issuer: claim.AttestationService},
			{Type: "x-ms-sevsnpvm-guestsvn", Value: claim.Int(7), Issuer: claim.AttestationService},
		},
	}, now)
	if err != nil {
		panic(err)
	}

	verifier := token.Verifier{
		Issuer:     "https://attest.example",
		Keys:       signer.KeySet(),
		Algorithms: []token.Algorithm{token.ES256},
	}
	want := token.Expectations{AttestationType: "sevsnpvm", LowestSVN: 7}
	verified, err := verifier.Verify(context.Background(), text, want, now)
	if err != nil {
		panic(err)
	}
	fmt.Println(verified.PolicyHash(), verified.Facts().SVN)

	_, err = verifier.Verify(context.Background(), text, want, now.Add(9*time.Hour))
	fmt.Println(err)
	// Output:
	// 9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco 7
	// time: the token expired at 2026-01-02T11:04:05Z, the time of verification is 2026-01-02T12:04:05Z
}

// A policy travels in an envelope, which leaves its hash as it is.
func ExampleUnpack() {
	packed, err := token.Pack("version= 1.0;authorizationrules{=> permit();};")
	if err != nil {
		panic(err)
	}
	envelope, err := token.Unpack(packed, token.UnpackOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(envelope.Text)
	fmt.Println(envelope.PolicyHash)

	_, err = token.Unpack("version= 1.0;", token.UnpackOptions{})
	fmt.Println(err)
	// Output:
	// version= 1.0;authorizationrules{=> permit();};
	// 9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco
	// policy envelope: found a policy text, expected it in an envelope
}
