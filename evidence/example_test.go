package evidence_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/snp"
)

// Evidence that is refused names the step that failed.
func ExampleError() {
	report, err := os.ReadFile("../testdata/evidence/maa-snp/azure-samples/snp-report.bin")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2025, 4, 8, 12, 0, 0, 0, time.UTC)
	_, err = snp.Verify(context.Background(), snp.Input{Report: report[:1000]}, at, snp.Options{})

	var refused *evidence.Error
	if errors.As(err, &refused) {
		fmt.Printf("kind %s, step %q, clause %s, byte %d\n", refused.Kind, refused.Step, refused.Clause, refused.Offset)
		fmt.Println(refused.Err)
	}
	// Output:
	// kind snp, step "parse", clause E6.2, byte 1000
	// report has 1000 bytes, expected 1184
}
