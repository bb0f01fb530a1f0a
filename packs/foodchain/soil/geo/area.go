package geo

import "math"

// The ellipsoid of CGCS2000 (GB 22021-2008): half the long axis in metres, and the flattening.
// That of WGS 84 gives the same areas to ten digits.
const (
	axis       = 6378137.0
	flattening = 1 / 298.257222101
	// SquareMetresPerMu: a mu 亩 is a fifteenth of a hectare.
	SquareMetresPerMu = 10000.0 / 15
)

var (
	e2 = flattening * (2 - flattening)
	e  = math.Sqrt(e2)
)

// zone is the area between the equator and a latitude, on one radian of longitude, in square
// metres: the integral of the radii of curvature, in closed form.
func zone(s float64) float64 { // s is the sine of the latitude
	return axis * axis * (1 - e2) / 2 * (s/(1-e2*s*s) + math.Atanh(e*s)/e)
}

// Area is the area on the ellipsoid, in square metres: outer rings less their holes. The edges
// are straight in the equal-area cylindrical projection; for an edge of a kilometre that lies
// within a millimetre of the straight line on the ground.
func (s Shape) Area() float64 {
	var sum float64
	for _, poly := range s {
		for k, r := range poly {
			a := math.Abs(r.area())
			if k > 0 {
				a = -a
			}
			sum += a
		}
	}
	return max(sum, 0)
}

// Mu is the area in mu 亩.
func (s Shape) Mu() float64 { return s.Area() / SquareMetresPerMu }

func (r Ring) area() (sum float64) {
	if len(r) == 0 {
		return 0
	}
	const radian = math.Pi / 180
	x0, z0 := r[0][0], zone(math.Sin(r[0][1]*radian))
	var ax, az float64
	for _, p := range r[1:] {
		bx, bz := (p[0]-x0)*radian, zone(math.Sin(p[1]*radian))-z0
		sum += ax*bz - bx*az
		ax, az = bx, bz
	}
	return sum / 2
}
