// Package simtown is a county that does not exist and lives: Chengxi (澄溪县), made-up
// code 330599, with 28 units, its officers, a hall of 12 windows, its service items and
// invented people, and a history made by the real commands under a moved clock.
//
//	County() ─▶ units, officers, windows, items, people     (literal tables, embedded JSON)
//	Grow()   ─▶ births by calendar and hour ─▶ batches: clock moves ─▶ turns in parallel ─▶ Engine.Do
//	                                             └─ each midnight: Engine.Sweep
//
// Each case has a random source of its own, made from the seed and its number, and
// decides by nothing else than its own state. Turns of one batch run side by side and
// cannot see one another, so the same seed and end date give the same county, apart
// from ids, keys, serial numbers and the order of leaves; [Digest] compares two.
//
// Nobody here is real. The division code 330599 was never given to a place, so an
// identity number or a credit code that carries it cannot belong to anybody; area code
// 0500 and mobile numbers beginning with 100 are not in use. Legal bases that nobody
// read are marked not verified and shown so.
//
// It prints nothing, opens no database and serves no page; it does not pretend that a
// figure made of this history says anything about a real county.
package simtown
