// Package ledger is the tamper-evident ledger 账本 of a division: a Merkle tree with one
// leaf for each act, the receipts 回执 made from it, and the checkpoints by which people
// outside the office can see that nothing in it was changed or taken away.
//
//	event ─▶ Leaf ─▶ Grow ─▶ nodes, Head          in the transaction of the act
//	                          │
//	                          ├─▶ SignHead ─▶ checkpoint ─▶ witnesses (package witness), hourly
//	                          └─▶ ProveInclusion ─▶ Make ─▶ Receipt ─▶ paper, file, QR code
//	                                                           │
//	                                                Verify ◀───┘ anybody, offline
//
// A leaf names no person. What an act says is hashed under salts that derive from a key of
// its case; once that key is deleted the hashes say nothing, while the tree, and every proof
// ever given, stays whole. The lines printed on a receipt are themselves a line of what was
// hashed (see [Body]), so that a changed word is a broken receipt.
//
// Hashing is RFC 6962, texts follow c2sp.org: signed-note, tlog-checkpoint, tlog-cosignature
// and tlog-proof, so that other tools verify them. Profile gm adds a signature line with SM2
// and SM3, which tools that know only Ed25519 pass over.
//
// It rests on no article of its own. Receipts serve article 32 of the Administrative
// Licensing Law, last paragraph (a dated written proof of acceptance or refusal, 行政许可法第三十二条);
// erasure serves the right to deletion of the Personal Information Protection Law
// (个人信息保护法, article 47; the text was not read: not verified).
//
// The package knows no SQL, no HTTP and no clock. A ledger proves that what was written
// stays; it cannot prove that everything was written. For that there is the receipt: 没有回执,就不算受理.
package ledger
