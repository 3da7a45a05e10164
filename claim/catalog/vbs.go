package catalog

// vbsGroups holds the claims of VBS enclaves (E9.8, E10.4). They are in use for
// Tpm too, whose policy judges them.
var vbsGroups = []group{{
	title: "VBS enclaves",
	about: "Incoming claims only, in addition to those of the TPM, if the report of an enclave was sent.",
	each:  Entry{Kinds: String, Use: Incoming, Types: tpm, Clause: "E10.4"},
	rows: []Entry{
		{Name: "vbsReportPresent", Kinds: Boolean, Clause: "E9.8, E10",
			Meaning: "Whether a VBS enclave report was sent and is genuine."},
		{Name: "vsmReportPresent", Kinds: Boolean, Clause: "E9.8, E10",
			Meaning: "The same as vbsReportPresent; both names are in use."},
		{Name: "enclaveAuthorId", Form: "BASE64URL",
			Meaning: "The hash of the key that signed the enclave."},
		{Name: "enclaveImageId", Form: "BASE64URL",
			Meaning: "The image identifier that the author gave the enclave."},
		{Name: "enclaveOwnerId", Form: "BASE64URL",
			Meaning: "The identifier of the enclave's owner."},
		{Name: "enclaveFamilyId", Form: "BASE64URL",
			Meaning: "The family identifier that the author gave the enclave."},
		{Name: "enclaveSvn", Kinds: Integer,
			Meaning: "The security version number that the author gave the enclave."},
		{Name: "enclavePlatformSvn", Kinds: Integer,
			Meaning: "The security version number of the platform that runs the enclave."},
		{Name: "enclaveFlags", Kinds: Integer,
			Meaning: "The enclave's flags: 1 full debug, 2 dynamic debug allowed, 4 active."},
	},
}}
