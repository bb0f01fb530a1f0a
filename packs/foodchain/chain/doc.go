// Package chain is who handles food and what they record of it, in the words of people who have
// never heard of EPCIS: a farm, a factory, a wholesaler, a market stall, a canteen, a village shop,
// the first cold store of the county.
//
//	business registered ─▶ places, products, licences          acts on the ledger
//	       │
//	       └─ step (harvest, make, send, receive, sell, …) ─▶ findings ─▶ one EPCIS event ─▶ capture
//	              on the page │ by the API │ by an agent │ from paper │ without signal, sent later
//
// A step becomes exactly one event. Its eventID is the number that the telephone made when the step
// was recorded, so a step that is sent twice is there once. What the law asks about a step and is
// missing is a [Finding]: it is said, recorded, and the step goes on with a reason, for goods that
// moved have moved. Nothing is refused because a number looks wrong.
//
// It rests on the Food Safety Law arts 50, 51, 53, 65 (purchase checks and records), the Law on
// Quality and Safety of Agricultural Products arts 38–39 (conformity certificates), both in law.go.
// Identifiers are those of GS1 (package gs1); events those of EPCIS 2.0 (package epcis).
//
// It keeps no rows (chainstore does) and judges no food. Names, telephones and addresses are in the
// private half of acts and in no event.
package chain
