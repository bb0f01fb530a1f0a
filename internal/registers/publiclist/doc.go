// Package publiclist is the four lists that a government publishes about itself (四张清单):
// powers, duties, what investors may not do without leave (负面清单), and special funds.
//
//	file (CSV, XLSX) ─▶ Read ─▶ PlanNext: what is added, taken out, changed ─▶ confirmed by its hash
//	                                                            └─▶ version n+1 on the ledger
//	version a ── Diff ─▶ changes ── Apply ─▶ version b, and the hash of b again
//
// A published version never changes. Its SHA-256 stands on the ledger; [Version.Bytes] are the
// bytes it is made of, one entry a line in order of code, so that anybody computes it from the
// export and compares two versions with any tool. The act on the ledger holds only what changed.
// Powers and duties meet the catalogue by their codes: [Check] finds what is asked for without
// standing on the list of powers, and what stands there without a guide.
//
// The lists rest on what the county publishes; who must publish what is for its own lawyers
// (the story is that of 25 June 2014). The package grants no power and takes none away, judges
// no entry, and names no person.
package publiclist
