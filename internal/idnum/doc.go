// Package idnum reads the identifiers of public service in China: it parses them,
// checks them, and says why not.
//
//	what a person typed ─ Normalize ─► length ─► characters ─► check digit ─► area ─► date ─► a typed value
//	                                     └──────────┴─────── *Error: reason, position, remedy ──┘
//
// One small string type stands for each identifier. A value that came from a Parse
// function has its canonical form: ASCII, capitals, no spaces, no hyphens. Converting any
// other string to the type is safe (parts come back empty) but proves nothing.
//
// What each rests on, and how sure we are:
//
//   - [USCC] unified social credit code, GB 32100-2015; [Organisation] code inside it, GB 11714-1997.
//     Codes whose inner check digit is wrong are said to exist, so that is a warning, never a refusal.
//   - [ResidentID] citizen's identity number, GB 11643-1999, also the 15-digit form of GB 11643-1989.
//     The division is the one of first registration; abolished and unknown counties are accepted.
//   - [Division] administrative divisions, GB/T 2260, with the years of use; see the table's own note.
//   - [BaseCode], [ImplCode], [HandlingCode], [CaseNo]: GB/T 39046-2020 and the interface tables of the
//     national platform. The 33-digit handling code was not read in a standard; it is unverified.
//   - [ECert] electronic certificates, GB/T 36904-2018, check character ISO 7064 MOD 37,36.
//   - [PermanentResidence] foreigner's permanent-residence card. The 18-character form of 1 December 2023
//     was read in the card's machine-reading rules (first digit 9, MOD 11-2). The check digit of the
//     15-character form (weights 7, 3, 1 as in passports) was confirmed by one published sample and one
//     public implementation, not by the rule's own text.
//   - [ResidencePermit] of residents of Hong Kong, Macao and Taiwan: a citizen's number with the divisions
//     810000, 820000 and 830000. [HomeReturnPermit], [TaiwanPermit] and [Passport]: shapes only, they
//     have no public check digit, and the lists of letters were not read in a regulation: unverified.
//
// The package does not know whether a number was ever issued and to whom. It keeps nothing,
// asks nobody, and its errors never repeat the number, so that they can be logged.
package idnum
