package main

import (
	"encoding/csv"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// measured returns options for two servers and two rounds, with what they gave.
func measured(t *testing.T, flags ...string) (*options, []comparison) {
	t.Helper()
	o, err := parseFlags(append([]string{"-addr", `red"is=h:1`, "-addr", "<mini>&=h:2", "--rounds", "2", "-t", "set,get"}, flags...))
	if err != nil {
		t.Fatal(err)
	}
	rounds := [][]result{{at(1_000_000, 2), at(1_200_000, 2)}, {at(2_000_000, 1), at(2_400_000, 1)}}
	interrupted := at(5, 0.5)
	interrupted.partial = true
	return o, []comparison{compare("SET", o.targets, rounds), compare("GET", o.targets, [][]result{{interrupted}, nil})}
}

func printed(o *options, all []comparison) string {
	var b strings.Builder
	p := o.printer(&b)
	p.begin()
	for _, c := range all {
		p.print(c)
	}
	return b.String()
}

func TestTableIsAligned(t *testing.T) {
	o, all := measured(t)
	want := `50 connections, pipeline 1, 100,000 requests, 1 key of 3 bytes, medians of 2 rounds

test             server    requests/s   ratio       least        most     p50 ms     p95 ms     p99 ms   p99.9 ms     max ms
SET              red"is     1,100,000    1.00   1,000,000   1,200,000      0.667      1.000      2.000      4.000     20.000
SET              <mini>&    2,200,000    2.00   2,000,000   2,400,000      0.333      0.500      1.000      2.000     10.000
GET              red"is             5    1.00           5           5      0.167      0.250      0.500      1.000      5.000  (interrupted after 5 requests)
`
	if got := printed(o, all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTableOfOneServerSaysOnlyWhatDiffers(t *testing.T) {
	o, err := parseFlags([]string{"-p", "7", "-c", "1", "-r", "1000", "-n", "1", "-d", "1"})
	if err != nil {
		t.Fatal(err)
	}
	want := `1 connection, pipeline 1, 1 request, 1,000 random keys of 1 byte

test              requests/s     p50 ms     p95 ms     p99 ms   p99.9 ms     max ms
SET                      100      0.667      1.000      2.000      4.000     20.000
`
	if timed, err := parseFlags([]string{"--seconds", "0.5"}); err != nil || timed.describe() != "50 connections, pipeline 1, 0.5 s, 1 key of 3 bytes" {
		t.Errorf("got %q, %v for a timed run", timed.describe(), err)
	}
	all := []comparison{compare("SET", o.targets, [][]result{{at(100, 2)}})}
	if got := printed(o, all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSVBeginsWithTheColumnsOfRedisBenchmark(t *testing.T) {
	o, all := measured(t, "--csv")
	got := printed(o, all)
	const columns = `"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms",`
	if !strings.HasPrefix(got, columns) {
		t.Errorf("got %s", got)
	}
	rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		strings.Split("test,rps,avg_latency_ms,min_latency_ms,p50_latency_ms,p95_latency_ms,p99_latency_ms,max_latency_ms,p999_latency_ms,server,requests,rounds,least_rps,most_rps,rps_ratio,p99_ratio", ","),
		{"SET", "1100000.00", "1.000", "0.200", "0.667", "1.000", "2.000", "20.000", "4.000", `red"is`, "2200000", "2", "1000000.00", "1200000.00", "1.000", "1.000"},
		{"SET", "2200000.00", "0.500", "0.100", "0.333", "0.500", "1.000", "10.000", "2.000", "<mini>&", "4400000", "2", "2000000.00", "2400000.00", "2.000", "0.500"},
		{"GET", "5.00", "0.250", "0.050", "0.167", "0.250", "0.500", "5.000", "1.000", `red"is`, "5", "1", "5.00", "5.00", "1.000", "1.000"},
	}
	if !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("got  %q\nwant %q", rows, want)
	}
}

// The drawing is XML, names every workload, server and value, and loads nothing.
func TestDrawingShowsEveryNameAndValue(t *testing.T) {
	o, all := measured(t)
	var b strings.Builder
	if err := draw(&b, o.describe(), all); err != nil {
		t.Fatal(err)
	}
	texts := svgTexts(t, b.String())
	for _, want := range []string{
		"SET", "GET", `red"is`, "<mini>&", "1,100,000×1.00", "2,200,000×2.00", "2.000×1.00", "1.000×0.50", "5×1.00", "0.500×1.00",
		"2,000,000 to 2,400,000", "p50 0.333, p99.9 2.000, max 10.000 ms", o.describe(),
	} {
		if !slices.Contains(texts, want) {
			t.Errorf("%q is not in %q", want, texts)
		}
	}
	withoutNamespace := strings.Replace(b.String(), `xmlns="http://www.w3.org/2000/svg"`, "", 1)
	for _, no := range []string{"http", "href", "url(", "@import"} {
		if strings.Contains(withoutNamespace, no) {
			t.Errorf("the drawing has %q", no)
		}
	}
}

// svgTexts parses image and returns what its text and title elements say.
func svgTexts(t *testing.T, image string) (texts []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(image))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, image)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "text" || token.Name.Local == "title" {
				texts = append(texts, "")
			}
		case xml.CharData:
			if len(texts) > 0 {
				texts[len(texts)-1] += strings.TrimSpace(string(token))
			}
		}
	}
}

// Bars are as long as their values, on one scale for all workloads, and stay within
// their tracks.
func TestBarsHaveTheLengthsOfTheirValues(t *testing.T) {
	o, all := measured(t)
	d := layOut(o.describe(), all)
	var got []int
	for _, row := range d.Rows {
		for _, bar := range row.Bars {
			got = append(got, bar.Length)
			if bar.Length > bar.Track || bar.Spread && (bar.From >= bar.To || bar.To > bar.X+bar.Track) || bar.TextX >= d.Width || bar.Y+16 > d.Height {
				t.Errorf("%+v does not fit", bar)
			}
		}
	}
	if want := []int{110, 240, 220, 120, 1, 60}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if d.Rows[0].Bars[0].Color == d.Rows[1].Bars[0].Color || d.Rows[0].Bars[0].Color != d.Rows[2].Bars[0].Color {
		t.Error("a colour is a server's, in every workload")
	}
}

func TestProgressLineIsRewrittenAndCleared(t *testing.T) {
	var b strings.Builder
	p := &progress{w: &b}
	show := p.reporter("SET", "mini", 2, 5, load{requests: 4000})
	show(2000, time.Second)
	show(3, time.Second)
	p.clear()
	p.clear()
	p.reporter("GET", "mini", 1, 1, load{seconds: 2})(8, time.Second)
	want := "\rSET  mini  round 2 of 5  50%  2,000 requests/s" +
		"\rSET  mini  round 2 of 5  0%  3 requests/s     " +
		"\r" + strings.Repeat(" ", len("SET  mini  round 2 of 5  0%  3 requests/s")) + "\r" +
		"\rGET  mini  50%  8 requests/s"
	if got := b.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if p := newProgress(io.Discard); p.w != nil {
		t.Error("progress is told to what is no terminal")
	}
}

func TestThousands(t *testing.T) {
	for in, want := range map[float64]string{0: "0", 999: "999", 999.6: "1,000", 1234567: "1,234,567", 100000: "100,000"} {
		if got := thousands(in); got != want {
			t.Errorf("%v: got %s, want %s", in, got, want)
		}
	}
}
