package catalog

// propertyGroups holds what issueproperty sets (L5.6, S2.11, E4.4).
var propertyGroups = []group{{
	title: "Properties that steer verification",
	about: "Set in configurationrules by a rule without condition: they are needed before any claim exists.",
	each:  Entry{Use: Property | Steering, Clause: "L5.6"},
	rows: []Entry{
		{Name: "x-ms-sgx-tcbidentifier", Kinds: String, Use: Incoming | Outgoing | Property | Steering,
			Types: sgx, Reserved: sgx, Clause: "L5.6, E4.4, E4.6, S9.6",
			Meaning: "The TCB baseline that the platform must reach, such as \"11\" or \"azuredefault\"; " +
				"once set, also a claim and in the token."},
		{Name: "require_valid_aik_cert", Kinds: Boolean, Types: tpm, Clause: "L5.6, E9.2",
			Meaning: "Whether evidence without a genuine certificate of the attestation identity key is refused (default true)."},
		{Name: "required_pcr_mask", Kinds: Integer, Most: 1<<24 - 1, Types: tpm, Clause: "L5.6, E9.5",
			Meaning: "The PCRs that must be quoted, a bit for each (default 16777215, PCRs 0 to 23)."},
	},
}, {
	title: "Properties of the token",
	about: "Set in issuancerules; for other types they have no effect.",
	each:  Entry{Use: Property, Types: tpm, Clause: "S2.11"},
	rows: []Entry{
		{Name: "report_validity_in_minutes", Kinds: Integer, Least: 1, Most: 525600,
			Meaning: "How long the token is valid, 1 to 525600 minutes (default 1440)."},
		{Name: "omit_x5c", Kinds: Boolean,
			Meaning: "Whether the token names its certificate by hash in place of carrying the chain (default false)."},
	},
}}
