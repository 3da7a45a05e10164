package jmespath

// unknownFunction is the message about a name, with a guess at what was meant.
func unknownFunction(name string) string {
	message := "unknown function " + quote(name)
	best, least := "", min(2, (len(name)+1)/3)+1 // a slip for each three letters, at most two
	for i := range functions {
		if d := slips(name, functions[i].name); d < least {
			best, least = functions[i].name, d
		}
	}
	if best != "" {
		message += `, did you mean "` + best + `"?`
	}
	return message
}

// slips counts the letters to change, add, drop or swap with their neighbour that
// make b of a; case and underscores are forgiven. Long names are not compared.
func slips(a, b string) int {
	a, b = plainName(a), plainName(b)
	if len(a) > 32 {
		return len(a)
	}
	var rows [3][33]int
	for j := range b {
		rows[1][j+1] = j + 1
	}
	for i := range a {
		before, last, row := &rows[i%3], &rows[(i+1)%3], &rows[(i+2)%3]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// plainName drops underscores and case.
func plainName(s string) string {
	var plain []byte
	for _, c := range []byte(s) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != '_' {
			plain = append(plain, c)
		}
	}
	return string(plain)
}
