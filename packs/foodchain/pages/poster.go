package pages

import "banjie/internal/lang"

// Poster is the one code of a place, to be printed on a sheet of its own and put at the door.
type Poster struct {
	Name    lang.Text
	Address string // in the code
	Href    string // where it leads to here
	Label   lang.Text
	Says    lang.Text // to who scans it
	Number  lang.Text
}
