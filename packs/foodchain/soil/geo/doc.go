// Package geo is the shape of a plot: polygons with holes, in degrees of longitude and latitude
// as measured.
//
//	GeoJSON (RFC 7946), shapefile ─▶ Shape ─▶ Check ─▶ Area, Box, Middle
//
// Coordinates are CGCS2000 or WGS 84 degrees, which agree within centimetres; nothing is shifted
// to a map provider's offset system, and nothing is projected. What is given in another system
// is refused. Check works on whole billionths of a degree (a tenth of a millimetre), where it is
// exact. Areas are on the ellipsoid of CGCS2000.
//
// It knows no plot, no owner and no database.
package geo
