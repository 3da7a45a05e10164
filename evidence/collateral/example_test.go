package collateral_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence/collateral"
)

// Fetch what a quote needs into a directory. The service here has nothing; without
// Options, Intel's own and AMD's are asked.
func Example() {
	quote, err := os.ReadFile("../../testdata/evidence/tdx/dcap-qvl/tdx_quote")
	if err != nil {
		log.Fatal(err)
	}
	need, err := collateral.NeedOf(quote, collateral.Told{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(need)

	service := httptest.NewServer(http.NotFoundHandler())
	defer service.Close()
	client := collateral.NewClient(collateral.ClientOptions{Timeout: 10 * time.Second})
	cache := collateral.NewCache(client, collateral.CacheOptions{Dir: os.TempDir()})
	fetcher := collateral.NewFetcher(cache, collateral.Options{PCCS: service.URL})
	files, err := fetcher.Fetch(context.Background(), need, time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC))
	if err == nil {
		err = files.Write("collateral")
	}
	if failed := (*collateral.Error)(nil); errors.As(err, &failed) {
		fmt.Println(failed.Document, failed.Err)
	}
	// Output:
	// Intel TDX, FMSPC B0C06F000000, PCK certificate of the platform CA
	// TCB info the service answered 404 Not Found: 404 page not found
}
