package collateral_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/collateral"
)

// now is when the tests fetch.
var now = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)

// serve starts a service that answers everything with one handler.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// fast is a client that doesn't wait between attempts, but lists how long it would.
func fast(o collateral.ClientOptions) (*collateral.Client, *[]time.Duration) {
	c, pauses := collateral.NewClient(o), new([]time.Duration)
	collateral.SetWait(c, func(_ context.Context, pause time.Duration) error {
		*pauses = append(*pauses, pause)
		return nil
	})
	return c, pauses
}

// tcbInfo asks a service for TCB info.
func tcbInfo(s *httptest.Server) collateral.Request {
	return collateral.Request{Document: collateral.TCBInfo, URL: s.URL + "/tcb?fmspc=00606A000000", At: now}
}

// TestE3_14_ClientGets wants the bytes as they were served, and the header.
func TestE3_14_ClientGets(t *testing.T) {
	t.Parallel()
	var asked http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = *r
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("TCB-Info-Issuer-Chain", "chain")
		fmt.Fprint(w, `{"tcbInfo" : {}}`)
	})
	got, err := collateral.NewClient(collateral.ClientOptions{UserAgent: "assay/1.2"}).Get(context.Background(), tcbInfo(s))
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != `{"tcbInfo" : {}}` || got.Header.Get("Tcb-Info-Issuer-Chain") != "chain" {
		t.Errorf("got %q, %v", got.Body, got.Header)
	}
	if asked.Method != "GET" || asked.URL.String() != "/tcb?fmspc=00606A000000" || asked.UserAgent() != "assay/1.2" {
		t.Errorf("asked %s %s as %q", asked.Method, asked.URL, asked.UserAgent())
	}
}

// TestE3_14_ClientRefuses has services that fail and lie: none of it is a document.
func TestE3_14_ClientRefuses(t *testing.T) {
	t.Parallel()
	json := func(w http.ResponseWriter) { w.Header().Set("Content-Type", "application/json") }
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"not found, as PCCS says it", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "No cache data for this platform.")
		}, "the service answered 404 Not Found: No cache data for this platform."},
		{"not found, as PCS says it", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Error-Message", "FMSPC\u202eis unknown")
			w.WriteHeader(http.StatusNotFound)
		}, "the service answered 404 Not Found: FMSPCis unknown"},
		{"status of its own", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(461) },
			"the service answered 461"},
		{"page of an error", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, "<html>Access denied</html>")
		}, "the service answered 403 Forbidden"},
		{"no content", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
			"the service answered 204 No Content"},
		{"page instead of a document", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in</html>") },
			`found content of type "text/html", expected application/json`},
		{"malformed type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/")
			fmt.Fprint(w, "{}")
		}, `found the content type "application/", which is malformed`},
		{"announced too large", func(w http.ResponseWriter, _ *http.Request) {
			json(w)
			w.Header().Set("Content-Length", "1048577")
		}, "found a document of 1048577 bytes, the limit is 1048576"},
		{"too large", func(w http.ResponseWriter, r *http.Request) {
			json(w)
			for range 1<<10 + 1 {
				if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<10)); err != nil {
					return
				}
			}
		}, "found a document of more than 1048576 bytes, the limit"},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			json(w)
			for {
				if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<16)); err != nil {
					return
				}
			}
		}, "found a document of more than 1048576 bytes, the limit"},
		{"compressed", func(w http.ResponseWriter, r *http.Request) {
			json(w)
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(bytes.Repeat([]byte(" "), 8<<20))
			z.Close()
		}, `found content coded as "gzip", expected none`},
		{"cut short", func(w http.ResponseWriter, r *http.Request) {
			json(w)
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `{"tcbInfo":`)
		}, "found the end of the answer after 11 bytes, expected more"},
		{"empty", func(w http.ResponseWriter, r *http.Request) { json(w) }, "found an empty answer"},
		{"header without end", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("TCB-Info-Issuer-Chain", strings.Repeat("A", 1<<20))
		}, "net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded 262144 bytes; aborted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			got, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(), tcbInfo(s))
			var failed *collateral.Error
			if got != nil || !errors.As(err, &failed) {
				t.Fatalf("got %v, %v", got, err)
			}
			if failed.Err.Error() != c.want || failed.Document != collateral.TCBInfo {
				t.Errorf("got %q,\nexpected %q", failed.Err, c.want)
			}
			if want := "TCB info from " + s.URL + "/tcb?fmspc=00606A000000: " + c.want; err.Error() != want {
				t.Errorf("got %q,\nexpected %q", err, want)
			}
		})
	}
}

// TestE3_14_ClientAsksAgain does so for 429 and 5xx only, and waits in between: as
// long as it was asked to, or longer each time.
func TestE3_14_ClientAsksAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		status  int
		header  http.Header
		answers int // which of the attempts has the document, 0 for none
		pauses  []time.Duration
		err     string
	}{
		{"busy once", 429, nil, 2, []time.Duration{time.Second}, ""},
		{"out of order, then not", 500, nil, 4, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, ""},
		{"out of order", 503, nil, 0, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, "the service answered 503 Service Unavailable"},
		{"as long as asked", 503, http.Header{"Retry-After": {"7"}}, 2, []time.Duration{-7 * time.Second}, ""},
		{"until the time asked", 429, http.Header{"Retry-After": {"Tue, 01 Jul 2025 00:00:09 GMT"}, "Date": {"Tue, 01 Jul 2025 00:00:00 GMT"}}, 2,
			[]time.Duration{-9 * time.Second}, ""},
		{"longer than allowed", 503, http.Header{"Retry-After": {"3600"}}, 2, nil,
			"the service answered 503 Service Unavailable, and asks to wait 1h0m0s"},
		{"malformed", 503, http.Header{"Retry-After": {"soon"}}, 2, []time.Duration{time.Second}, ""},
		{"not found", 404, http.Header{"Retry-After": {"1"}}, 2, nil, "the service answered 404 Not Found, and asks to wait 1s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked++; asked == c.answers {
					w.Header().Set("Content-Type", "application/json")
					fmt.Fprint(w, "{}")
					return
				}
				for name, values := range c.header {
					w.Header()[name] = values
				}
				w.WriteHeader(c.status)
			})
			client, pauses := fast(collateral.ClientOptions{})
			_, err := client.Get(context.Background(), tcbInfo(s))
			checkMessage(t, err, c.err)
			if len(*pauses) != len(c.pauses) || asked != len(c.pauses)+1 {
				t.Fatalf("asked %d times with the pauses %v, expected %v", asked, *pauses, c.pauses)
			}
			for i, got := range *pauses {
				// What is asked for is exact (negative here), the rest has its upper half to vary in.
				if want := c.pauses[i]; want < 0 && got != -want || want > 0 && (got < want/2 || got > want) {
					t.Errorf("pause %d is %v, expected %v", i, got, want)
				}
			}
		})
	}
}

// TestE3_14_ClientDeadline says what the service answered, rather than wait for the end
// of the context.
func TestE3_14_ClientDeadline(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "20")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, pauses := fast(collateral.ClientOptions{})
	_, err := client.Get(ctx, tcbInfo(s))
	checkMessage(t, err, "the service answered 503 Service Unavailable, and asks to wait 20s")
	if len(*pauses) > 0 {
		t.Errorf("paused for %v", *pauses)
	}
}

// checkMessage wants an *Error with that reason, "" for none.
func checkMessage(t *testing.T, err error, want string) {
	t.Helper()
	var failed *collateral.Error
	got := ""
	if errors.As(err, &failed) {
		got = failed.Err.Error()
	} else if err != nil {
		t.Fatalf("got %v, expected an *Error", err)
	}
	if got != want {
		t.Errorf("got %q,\nexpected %q", got, want)
	}
}

// TestE3_14_ClientKeepsToTheHost follows redirects there, and to no other.
func TestE3_14_ClientKeepsToTheHost(t *testing.T) {
	t.Parallel()
	var calls []string
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { calls = append(calls, r.URL.Path) })
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/good":
			fmt.Fprint(w, "{}")
		case "/same":
			http.Redirect(w, r, "/good", http.StatusMovedPermanently)
		case "/other":
			http.Redirect(w, r, other.URL+"/secret", http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}
	})
	for path, want := range map[string]string{
		"/same":  "",
		"/other": fmt.Sprintf("found a redirect to another host, %q", strings.TrimPrefix(other.URL, "http://")),
		"/loop":  "found more than 5 redirects",
		"/file":  `found a redirect to another host, ""`,
	} {
		_, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(),
			collateral.Request{Document: collateral.TCBInfo, URL: s.URL + path, At: now})
		checkMessage(t, err, want)
	}
	if len(calls) > 0 {
		t.Errorf("the other host was asked for %q", calls)
	}
}

// TestE3_14_ClientKeepsToHTTPS follows no redirect from https to http.
func TestE3_14_ClientKeepsToHTTPS(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/", http.StatusFound)
	}))
	t.Cleanup(s.Close)
	_, err := collateral.NewClient(collateral.ClientOptions{Transport: s.Client().Transport}).Get(context.Background(), tcbInfo(s))
	checkMessage(t, err, "found a redirect from https to http")
}

// TestE3_14_ClientChecksTheServer takes no certificate that the system doesn't trust.
func TestE3_14_ClientChecksTheServer(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	_, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(), tcbInfo(s))
	if err == nil || !strings.Contains(err.Error(), "certificate signed by unknown authority") {
		t.Errorf("got %v", err)
	}
}

// TestE3_14_ClientStalls ends with the timeout of an attempt, wherever a service hangs.
func TestE3_14_ClientStalls(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(w http.ResponseWriter){
		"before the answer": func(http.ResponseWriter) {},
		"within the body": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"tcbInfo":`)
			w.(http.Flusher).Flush()
		},
		"within an error": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusNotFound)
			w.(http.Flusher).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				before(w)
				<-r.Context().Done() // until the client hangs up
			})
			want := "found no complete answer within 50ms"
			if name == "within an error" {
				want = "the service answered 404 Not Found"
			}
			_, err := collateral.NewClient(collateral.ClientOptions{Timeout: 50 * time.Millisecond}).Get(context.Background(), tcbInfo(s))
			checkMessage(t, err, want)
		})
	}
}

// TestE3_14_ClientDrips ends with the timeout although there is always another byte.
func TestE3_14_ClientDrips(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if _, err := fmt.Fprint(w, " "); err != nil || r.Context().Err() != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	})
	_, err := collateral.NewClient(collateral.ClientOptions{Timeout: 50 * time.Millisecond}).Get(context.Background(), tcbInfo(s))
	checkMessage(t, err, "found no complete answer within 50ms")
}

// TestE3_14_ClientContext ends with the caller's context, also between two attempts.
func TestE3_14_ClientContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	client := collateral.NewClient(collateral.ClientOptions{})
	real := collateral.Wait
	collateral.SetWait(client, func(ctx context.Context, pause time.Duration) error {
		cancel()
		return real(ctx, time.Hour)
	})
	for range 2 {
		_, err := client.Get(ctx, tcbInfo(s))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, expected the context's error", err)
		}
		checkMessage(t, err, "context canceled") // with the address
	}
	if err := real(context.Background(), 0); err != nil {
		t.Errorf("got %v after a pause", err)
	}
}

// TestE3_14_Requests refuses what no service could be asked for, and shows no password.
func TestE3_14_Requests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		request collateral.Request
		want    string
	}{
		{collateral.Request{URL: "https://example.test/", At: now}, "found document 0, expected a document that the services have"},
		{collateral.Request{Document: 99, URL: "https://example.test/", At: now}, "found document 99, expected a document that the services have"},
		{collateral.Request{Document: collateral.CRL, URL: "https://example.test/"}, evidence.ErrNoTime.Error()},
		{collateral.Request{Document: collateral.CRL, URL: "ftp://user:secret@example.test/", At: now},
			`found the address "ftp://user:xxxxx@example.test/" for the CRL, expected an https URL`},
		{collateral.Request{Document: collateral.CRL, URL: "example.test", At: now}, `found the address "example.test" for the CRL, expected an https URL`},
		{collateral.Request{Document: collateral.CRL, URL: "https://user:secret@\x7f/", At: now},
			"the address of the CRL is malformed: net/url: invalid control character in URL"},
	} {
		_, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(), c.request)
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, expected %s", err, c.want)
		}
	}
	for address, good := range map[string]bool{
		"http://localhost:8081/": true, "http://LOCALHOST/": false, "http://127.0.0.1/": true, "http://[::1]:80/": true, "http://[::ffff:127.0.0.1]/": true,
		"http://pccs.test/": false, "http://10.0.0.1:8081/": false, "http://localhost.test/": false, "http://127.0.0.1.test/": false, "http://[2001:db8::1]/": false,
		"http://:8081/": false, "https://:8081/": false, "https://pccs.test/": true,
	} {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := collateral.NewClient(collateral.ClientOptions{}).Get(ctx, collateral.Request{Document: collateral.CRL, URL: address, At: now})
		if errors.Is(err, context.Canceled) != good {
			t.Errorf("%s: got %v", address, err)
		}
	}
	s := serve(t, http.NotFound)
	_, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(), collateral.Request{
		Document: collateral.CRL, URL: strings.Replace(s.URL, "http://", "http://user:secret@", 1), At: now})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

// TestE3_14_ContentTypes takes what services may call certificates and lists.
func TestE3_14_ContentTypes(t *testing.T) {
	t.Parallel()
	good := []string{"application/pkix-crl", "application/x-pem-file", "application/octet-stream", "binary/octet-stream", "text/plain; charset=utf-8", ""}
	bad := []string{"text/html", "application/json", "application/problem+json", "application/xhtml+xml", "image/png"}
	for _, typ := range slices.Concat(good, bad) {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{typ}
			fmt.Fprint(w, "0")
		})
		_, err := collateral.NewClient(collateral.ClientOptions{}).Get(context.Background(),
			collateral.Request{Document: collateral.CRL, URL: s.URL, At: now})
		if (err == nil) != slices.Contains(good, typ) {
			t.Errorf("%q: got %v", typ, err)
		}
	}
}
