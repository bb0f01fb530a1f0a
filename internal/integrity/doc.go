// Package integrity shows when numbers were made: eighteen indicators (G1–G18) over plain records of
// matters, for complaints, demands and applications alike.
//
//	Records (JSON lines, from the public export or from the store)
//	   ─▶ window: what ended in the last 90 days, and what is open
//	   ─▶ each Indicator: numbers of every unit ─▶ exact test or z ─▶ its own rule
//	   ─▶ Benjamini–Hochberg at 5 % across the units ─▶ Finding: quiet, noted, alarm, not judged
//
// A finding carries its numbers, the formula and the innocent explanations. It is a reason to look,
// never a verdict: no finding lowers a score, none is about an officer, and none is published before
// the unit's reply or its expiry. Units with too few cases are not judged.
//
// Method, printed power and what it cannot show: doc/integrity.md. Below it, package chance has
// the tests, sketch the likeness of texts, league the fair tables, cells the protection of small
// cells. The package reads no database and no clock.
package integrity
