package tracestore

// DecodePlots reads the kept plots of a lot.
func DecodePlots(b []byte) ([]int64, error) { return decodePlots(b) }

// Derived are the derived tables.
func Derived() (names []string) {
	for _, d := range derived {
		names = append(names, d.table)
	}
	return names
}
