package content

// date checks a year of two or four digits, month and day. Two digits mean the century that
// lies within fifty years; only its leap days matter here, and those repeat in all of them.
func date(s string, year int, dayZero bool) *Error {
	switch want := year + 4; {
	case len(s) < want:
		return found("DATE_TOO_SHORT", 0, len(s))
	case len(s) > want:
		return found("DATE_TOO_LONG", 0, len(s))
	}
	if e := numeric(s); e != nil {
		return e
	}
	month, day := two(s[year:]), two(s[year+2:])
	if month < 1 || month > 12 {
		return found("ILLEGAL_MONTH", year, year+2)
	}
	if day == 0 && dayZero {
		return nil
	}
	if day < 1 || day > daysIn(s[:year], month) {
		return found("ILLEGAL_DAY", year+2, year+4)
	}
	return nil
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func daysIn(year string, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	}
	return 31
}

func leap(year string) bool {
	if len(year) == 2 {
		return two(year)%4 == 0 // 2000 was one, 1900 and 2100 are no two-digit years yet
	}
	if y := two(year[2:]); y != 0 {
		return y%4 == 0
	}
	return two(year)%4 == 0
}

func hourMinute(s string) *Error {
	switch {
	case len(s) < 4:
		return found("HOUR_WITH_MINUTE_TOO_SHORT", 0, len(s))
	case len(s) > 4:
		return found("HOUR_WITH_MINUTE_TOO_LONG", 0, len(s))
	}
	if e := twoDigits(s[:2], 23, "HOUR"); e != nil {
		return e
	}
	if e := twoDigits(s[2:], 59, "MINUTE"); e != nil {
		return found(e.Finding, e.From+2, e.To+2)
	}
	return nil
}

func twoDigits(s string, most int, name string) *Error {
	switch {
	case len(s) < 2:
		return found(name+"_TOO_SHORT", 0, len(s))
	case len(s) > 2:
		return found(name+"_TOO_LONG", 0, len(s))
	}
	if e := numeric(s); e != nil {
		return e
	}
	if two(s) > most {
		return found("ILLEGAL_"+name, 0, 2)
	}
	return nil
}
