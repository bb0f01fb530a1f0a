// Package ecert holds the electronic certificate 电子证照: a signed, dated, revocable
// statement with an identifier and a QR that verifies offline. Licences, decision
// letters, receipt slips and test certificates are certificates of different types.
//
// The life of one version of a certificate:
//
//	          amend 变更 ──▶ amended   (a new version takes its place)
//	valid ──▶ renew 延续 ──▶ renewed   (a new version takes its place)
//	  │       rescind 撤销 ─▶ rescinded ─┐  it should never have been granted
//	  │       revoke 吊销 ──▶ revoked ───┤  taken away as a penalty
//	  │       deregister 注销 ───────────┴▶ deregistered: struck off the register
//	  └─ past its last day ─▶ expired   (computed from the day, never stored)
//
// What travels in the QR is a [Payload]: a small signed extract with the masked
// holder and the hash of the whole content. It stands behind the # of the verify
// page's address, so a server never receives it. What has become of the certificate
// since then is in the [StatusList], a small signed file anyone may copy.
// A [Presentation] shows chosen fields to one audience for a few minutes; the only
// trace is a [PresentationRecord] that its holder alone may read.
//
// It rests on: State Council Provisions on Online Government Services art. 10 (zwx-10,
// same force as paper); Administrative Licensing Law art. 50 (renewal), 69 (rescind),
// 70 (deregister); GB/T 36904-2018 for the identifier.
//
// It does not store, number or publish anything: the one certificate of a case, its
// serial number and the list's sequence are unique constraints of the store. It has
// no notion of 撤回 (withdrawal of a lawful licence for the public interest).
package ecert
