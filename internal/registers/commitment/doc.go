// Package commitment is what a unit promised in public (公开承诺) and what came of it.
//
//	publish ─▶ open ── report ─▶ reported ── confirm ─▶ settled: kept in time │ kept late │ partly │ not kept
//	            │ ▲ ▲                │
//	            │ │ └──── dispute ───┘
//	            │ └ change: version n+1 with a reason, only before the day has come
//	            └── withdraw: with a reason, only before the day has come
//
// A commitment names its owner, says in plain words what will be done, how that is measured,
// the target, the day and where the proof will come from. The SHA-256 of each version stands on
// the ledger from the moment of publication; [Terms.Bytes] are the bytes it is made of, so that
// anybody computes it again. Reports owed by law, service promises of an item and recurring
// problems (每月一题) are commitments of their own [Kind]; a problem counts as solved only after
// its rate stayed under the limit three full months running.
//
// The unit's head promises and reports; a supervisor of another unit confirms or disputes. What
// is overdue follows from the day alone: nothing has to run for a broken promise to show.
// Commitments rest on what the unit itself made public (law:zyc-12: a promise binds); states,
// terms and the three months are a rule of this house. It judges no person and makes no table
// of units; silence is never taken as delivery.
package commitment
