// Package gs1 reads and writes GS1 identifiers in all the forms food travels with: element
// strings of bar codes, Digital Links, EPC URNs.
//
//	(01)06901234567892(10)L1 ─┐
//	^010690123456789210L1 ────┤              ┌─ Link      https://host/01/06901234567892/10/L1
//	https://any/01/…/10/L1 ───┼─ Elements ───┼─ Canonical https://id.gs1.org/01/…/10/L1
//	urn:epc:class:lgtin:… ────┘      │       ├─ URN       urn:epc:class:lgtin:6901234.056789.L1
//	                               Check     └─ Compress  https://host/DQ…
//
//	Key: whatever URN or Digital Link comes in, the one text a thing is known by
//
// It rests on published standards of GS1, not on law: the General Specifications (table of
// application identifiers, companions, check digits), Digital Link: URI syntax 1.3 and
// compression 1.0, EPC Tag Data Standard 2.0 (URNs), CBV 2.0 section 8.9 (the constrained
// canonical form).
//
// It does not know whether a number was ever issued, and to whom: that is asked of the
// register of the issuing GS1 organisation.
package gs1
