package wasmbuild

// What tests look at, beside Strip.
var (
	Link       = link // builds a module as Go does
	Image      = image
	OneSegment = oneSegment
)
