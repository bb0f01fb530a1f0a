// Package resolver answers Digital Links over HTTP: who scans a code is led to what is known
// of the thing.
//
//	GET /01/06901234567892/10/L1 ──▶ linkset.Resolve ──▶ 307 Location: where the link leads
//	     ?linkType=gs1:traceability                 ├──▶ 300 several fit: a page, or a linkset
//	     ?linkType=linkset, or Accept               ├──▶ 200 application/linkset+json
//	GET /.well-known/gs1resolver                    └──▶ 400 404 what is wrong, and what to do
//
// It rests on the GS1-Conformant Resolver standard 1.2, RFC 9264 (linksets), RFC 9457
// (problems) and the Fetch standard (CORS); on no law. Links come from a [Source]; nothing is
// kept here. Addresses with a wrong check digit are 400, those that are no Digital Link 404.
package resolver
