// Package snptest is a virtual AMD: roots, issuers, chips and guests with keys of
// their own that really sign. With it a test changes one thing in a guest that
// would verify, and sees which step notices. It is for tests only.
package snptest
