package shapefile

import (
	"archive/zip"
	"regexp"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// system is the outermost part of the text and its name: GEOGCS["GCS_WGS_1984",…
var system = regexp.MustCompile(`(?i)^\s*(?:\x{FEFF})?([A-Z]+)\s*\[\s*"([^"]*)"`)

// known are names of systems in degrees that are taken, without punctuation.
var known = []string{"CHINAGEODETICCOORDINATESYSTEM2000", "CGCS2000", "GCSCHINA2000", "GCSCHINAGEODETICCOORDINATESYSTEM2000", "GCSCGCS2000", "WGS84", "GCSWGS1984", "WGS1984", "WORLDGEODETICSYSTEM1984"}

func knownProjection(f *zip.File) error {
	text, err := small(f, 16<<10)
	if err != nil {
		return bad("打不开.prj", "its .prj cannot be opened").With(err)
	}
	m := system.FindStringSubmatch(text)
	if m == nil {
		return bad(".prj里没有坐标系", "its .prj names no coordinate system")
	}
	kind, name := strings.ToUpper(m[1]), m[2]
	if kind == "GEOGCS" || kind == "GEOGCRS" || kind == "GEODCRS" {
		plain := strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToUpper(name))
		for _, k := range known {
			if plain == k {
				return nil
			}
		}
	}
	if len(name) > 80 {
		name = name[:80]
	}
	name = strings.ToValidUTF8(name, "?")
	return geo.BadFile(lang.T("坐标系是“"+name+"”，不是CGCS2000或WGS84经纬度", "its coordinate system is “"+name+"”, not degrees of CGCS2000 or WGS 84"), convert)
}
