package catalog

// commonGroups holds what tokens of every attestation type have (S1, S2.1). What
// is there only if it applies is reserved everywhere all the same: a policy could
// otherwise forge it where it doesn't apply (L6.6).
var commonGroups = []group{{
	title: "All types",
	about: "What the service writes into every token, or into every one it applies to.",
	each:  Entry{Kinds: String, Use: Outgoing, Types: every, Reserved: every, Clause: "S2.1"},
	rows: []Entry{
		{Name: "iss", Form: "URI", Clause: "S1.4",
			Meaning: "The attest URI of the instance that issued the token."},
		{Name: "iat", Kinds: Integer, Clause: "S1.5",
			Meaning: "When the token was issued, in seconds since 1970."},
		{Name: "nbf", Kinds: Integer, Clause: "S1.5",
			Meaning: "From when on the token is valid, in seconds since 1970."},
		{Name: "exp", Kinds: Integer, Clause: "S1.5",
			Meaning: "Until when the token is valid, in seconds since 1970."},
		{Name: "jti", Form: "64 hex digits", Clause: "S1.6",
			Meaning: "A random identifier of the token."},
		{Name: "x-ms-ver", Clause: "S1.6",
			Meaning: "The version of the token's schema, \"1.0\"."},
		{Name: "x-ms-attestation-type", Use: Incoming | Outgoing, Clause: "S2.1, E2.5",
			Meaning: "What was attested: sgx (also Open Enclave), sevsnpvm, tdxvm, azurevm, tpm or vbs."},
		{Name: "x-ms-policy-hash", Form: "BASE64URL", Clause: "L8.1",
			Meaning: "The hash of the policy that was evaluated."},
		{Name: "x-ms-policy", Shape: Object, Clause: "S1.7, S1.8",
			Meaning: "The claims issued by the policy; in the answer about a stored policy, its envelope."},
		{Name: "x-ms-policy-signer", Shape: Object, Clause: "S1.10",
			Meaning: "The key that signed the policy, if it was uploaded signed."},
		{Name: "nonce", Kinds: Integer | String, Use: Incoming | Outgoing, Clause: "E2.4, S5.3",
			Meaning: "The nonce that the client sent, unverified."},
		{Name: "x-ms-runtime", Shape: Object, Use: Incoming | Outgoing, Clause: "E2.3, S2.5",
			Meaning: "The runtime data that the client sent as JSON, proven by the evidence to belong to it."},
		{Name: "x-ms-inittime", Shape: Object, Use: Incoming | Outgoing, Clause: "E2.4, S2.6",
			Meaning: "The init-time data that the client sent as JSON, proven by the evidence to belong to it."},
	},
}}

// unusedGroups holds names that only documentation has (S2.4), for a hint to the
// right one.
var unusedGroups = []group{{
	title: "Names that nothing uses",
	about: "Older documentation lists them; no recorded token has one.",
	each:  Entry{Kinds: String, Types: every, Clause: "S2.4"},
	rows: []Entry{
		{Name: "policy_hash", Form: "BASE64URL", Twin: "x-ms-policy-hash",
			Meaning: "The hash of the policy that was evaluated."},
		{Name: "maa-policyHash", Form: "BASE64URL", Twin: "x-ms-policy-hash",
			Meaning: "The hash of the policy that was evaluated."},
		{Name: "policy_signer", Shape: Object, Twin: "x-ms-policy-signer",
			Meaning: "The key that signed the policy."},
	},
}}
