// Package linkset knows what a GS1 resolver knows of a thing, its links, and decides what a
// request gets. Nothing here listens on a network: pages ask [Resolve] and carry it out.
//
//	request ─▶ levels: …/10/L/21/S, …/21/S, …/10/L, …/01/G   first that has what is asked for
//	               │
//	linkset asked ─┼─▶ 200 the linkset of all levels (RFC 9264)
//	type asked ────┼─▶ its links ─▶ media type ─▶ language ─▶ context ─▶ 307 one, 300 several
//	nothing asked ─┴─▶ default link, or a variant of it that the request decides
//	none of it ──────▶ 404, with what there is
//
// It rests on the GS1-Conformant Resolver standard 1.2, RFC 9264 (linksets), RFC 9110 section
// 12 (content negotiation) and RFC 4647 section 3.4 (lookup of languages); on no law.
//
// It does not store links, and it does not judge where they lead.
package linkset
