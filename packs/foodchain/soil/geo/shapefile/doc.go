// Package shapefile reads the polygons of an ESRI shapefile in a zip archive: .shp with the
// shapes, .dbf with the fields, .prj with the coordinate system, .cpg with the encoding.
//
//	zip ─▶ layer (one) ─▶ .prj known? ─▶ records of .shp and .dbf side by side ─▶ geo.Feature
//
// It follows the ESRI Shapefile Technical Description (July 1998) and dBASE III tables. Text is
// UTF-8 or GBK: what .cpg says, else the language byte of the table, else UTF-8 where every
// text of the row is valid UTF-8. Only degrees of CGCS2000 and WGS 84 are taken; other systems
// are refused with what to do. Every length in the file is checked against what is really
// there before anything is made of it. It reads no index (.shx), no points, no lines.
package shapefile
