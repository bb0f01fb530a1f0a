// Package soil is the soil archive 土壤档案 of farmland: plots, what a laboratory found in them,
// and what the national standard says of it.
//
//	parcel ─▶ sample ─▶ value … ─▶ Judge(standard) ─▶ verdict ─▶ History
//	   │ split, merged                                   │ a newer standard judges anew,
//	   ▼                                                 ▼ the old verdict keeps its days
//	parcel of another day                     the class on the day of a harvest
//
// A verdict rests on GB 15618-2018 (soil of farmland, risk control; in force since 1 August
// 2018): at or below the screening value the risk is low; above it and up to the intervention
// value farming is safe with measures and crop checks; above the intervention value use is
// strictly controlled. Selenium is no part of it and has a verdict of its own, see [Rich].
//
// The class here is the soil's half only. The official class of a plot (law on soil pollution,
// articles 49 to 54) also weighs what the crop was found to hold; this package does not. It
// neither measures nor samples, reads no file (see labsheet, geo), and stores nothing
// (see soilstore). The name of whoever farms a plot has no place in it; the credit code of
// an enterprise or cooperative that works one may have, see [User].
package soil
