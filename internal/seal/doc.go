// Package seal keeps what a reporter entrusts to the office: who they are and what they
// said, sealed so that no single person and no copy of the database can read it.
//
//	plain words ─▶ data key ─▶ Box on disk
//	                 │ wrapped for
//	                 ├─ three custodians, in pairs: any two open, none alone   (who it is)
//	                 ├─ the intake desk's officers, each alone                  (what was said)
//	                 └─ the reporter's own code                                 (the dialogue)
//
//	the key of the words = HKDF(data key, ingredient): the ingredient is 32 bytes a case that
//	the server (or a witness outside the office) hands out only after the opening stands in
//	the ledger, so that nobody reads off the record.
//
// The three compartments: [Identity], [Story] and the brief, which is not sealed and is
// written by a person. Each box is bound to its division, case, compartment and number:
// a box moved elsewhere does not open.
//
// The server holds public keys only. A custodian's private key is a [KeyFile] sealed with a
// passphrase, and opening runs in a program that needs no network (banjie open).
//
// Suites: [Standard] is HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM; [Hybrid]
// puts ML-KEM-768 beside X25519; [National] is SM2, SM3 and SM4-GCM. Each box and key says
// which one it is of; a suite is chosen by configuration and never mixed silently.
//
// The package stores nothing, knows no case and no law. It does not protect against a
// seized telephone, against guessing from facts that only one person knows, or against
// whoever controls the living server together with two custodians.
package seal
