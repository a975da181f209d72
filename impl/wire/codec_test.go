package wire

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ostlife/model/lustre"
)

// samples are messages that between them use every field.
func samples() []Message {
	return []Message{
		{From: "client0", To: "OST0000", XID: 1, Kind: Connect, Client: "client0_UUID", Count: 7, Instance: 3},
		{From: "OST0000", To: "client0", XID: 1, Reply: true, Kind: Connect, Instance: 4},
		{From: "OST0001", To: "client0", XID: 1 << 40, Reply: true, Kind: Ping, Result: NotConnected, Target: 1},
		{From: "admin", To: "MGS", XID: 9, Kind: LogAdd, Target: 0xffff, UUID: "OSTffff_UUID"},
		{From: "MGS", To: "client0", XID: 2, Reply: true, Kind: LogRead, Position: 2, Records: []Record{
			{Position: 1, Kind: lustre.ConfigAdd, UUID: "OST0000_UUID"},
			{Position: 2, Kind: lustre.ConfigDeactivate, Target: 3},
			{Position: 3, Kind: lustre.ConfigJoin, Target: 3, Pool: "flash"},
		}},
		{From: "admin", To: "MGS", XID: 10, Kind: LogLeave, Target: 3, Pool: "flash"},
		{From: "OST0000", To: "client0", XID: 3, Reply: true, Kind: Connect, Instance: 4, Window: lustre.WindowAgain},
		{From: "client1", To: "OST0000", XID: 4, Kind: Connect, Client: "client1", Count: 9, Instance: 1},
		{From: "OST0000", To: "client1", XID: 4, Reply: true, Kind: Connect, Result: InWindow},
		{From: "client0", To: "OST0000", XID: 5, Kind: ReplayWrite, Client: "client0", Count: 8, Instance: 4, Value: 1 << 63, Version: 12},
		{From: "OST0000", To: "client1", XID: 6, Reply: true, Kind: Enqueue, Result: MustWait},
		{From: "OST0000", To: "client0", XID: 1, Kind: Callback, Client: "client0", Count: 8, Instance: 4},
		{From: "OST0000", To: "mds0", XID: 7, Reply: true, Kind: Create, Object: 77},
		{From: "admin", To: "OST0000", XID: 11, Kind: Restart},
		{From: "mds0", To: "OST0000", XID: 12, Kind: Connect, Client: "mds0", Count: 1 << 16, MDS: true},
		{From: "mds0", To: "OST0000", XID: 13, Kind: Create, Client: "mds0", Instance: 4, Stock: 8},
		{From: "mds0", To: "OST0000", XID: 14, Kind: Orphans, Client: "mds0", Instance: 4, Lost: true},
		{From: "client0", To: "MDT0000", XID: 15, Kind: MDSUnlink, Client: "client0", Number: 1<<32 + 1, Object: 7, Again: true},
		{From: "MDT0000", To: "client0", XID: 15, Reply: true, Kind: MDSUnlink, Boot: 2, Transno: 30, Committed: 28,
			Unlinks: []Unlink{{Log: 1, Index: 3, Object: 7}}},
		{From: "MDT0000", To: "client0", XID: 16, Reply: true, Kind: MDSGet, Object: 7, Size: 96},
		{From: "OST0000", To: "MDT0000", XID: 17, Kind: LlogCancel, Unlinks: []Unlink{{Log: 1, Index: 3}}},
	}
}

func TestRoundTrip(t *testing.T) {
	for _, m := range samples() {
		t.Run(m.String(), func(t *testing.T) {
			b, err := Encode(m)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Decode(b)
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// The bytes are pinned: a change of the format is a change of this test.
func TestEncodedForm(t *testing.T) {
	b, err := Encode(Message{From: "a", To: "b", XID: 256, Kind: Ping, Target: 5})
	if got, want := fmt.Sprintf("%x", b), "a5"+"016161"+"026162"+"03190100"+"0503"+"0805"; err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestEveryFieldTravels(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range samples() {
		v := reflect.ValueOf(m)
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				seen[v.Type().Field(i).Name] = true
			}
		}
	}
	if fields := reflect.TypeFor[Message]().NumField(); len(seen) != fields {
		t.Errorf("the samples use %d of %d fields", len(seen), fields)
	}
}

func TestDecodeRefuses(t *testing.T) {
	const valid = "\xa4\x01\x61a\x02\x61b\x03\x01\x05\x03" // from a, to b, XID 1, PING
	for _, test := range []struct {
		name  string
		bytes string
		why   string // part of the error; empty if the bytes are good
	}{
		{"the valid one", valid, ""},
		{"empty", "", "EOF"},
		{"truncated", valid[:len(valid)-1], "EOF"},
		{"trailing byte", valid + "\x00", "extraneous"},
		{"oversize", strings.Repeat("\x00", MaxMessageBytes+1), "bytes are more than"},
		{"unknown field", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x18\x63\x01", "unknown field"},
		{"text key", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x64From\x61c", "unknown field"},
		{"key twice", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x05\x03", "duplicate"},
		{"keys out of order", "\xa4\x02\x61b\x01\x61a\x03\x01\x05\x03", "deterministic"},
		{"long integer", "\xa4\x01\x61a\x02\x61b\x03\x18\x01\x05\x03", "deterministic"},
		{"zero spelled out", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x08\x00", "deterministic"},
		{"no records spelled out", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x0d\x80", "deterministic"},
		{"indefinite length", "\xbf\x01\x61a\x02\x61b\x03\x01\x05\x03\xff", "indefinite"},
		{"tag", "\xc1" + valid, "tag"},
		{"not a map", "\x83\x01\x02\x03", "cannot unmarshal"},
		{"unknown window", "\xa6\x01\x61a\x02\x61b\x03\x01\x04\xf5\x05\x03\x0e\x03", "window"},
		{"number out of range", "\xa5\x01\x61a\x02\x61b\x03\x01\x05\x03\x08\x1a\x00\x01\x00\x00", "overflow"},
		{"not UTF-8", "\xa4\x01\x61\xff\x02\x61b\x03\x01\x05\x03", "UTF-8"},
		{"too many pairs", "\xb8\x40" + valid[1:], "exceeded"},
		{"no sender", "\xa3\x02\x61b\x03\x01\x05\x03", "sender"},
		{"no kind", "\xa3\x01\x61a\x02\x61b\x03\x01", "unknown kind"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Decode([]byte(test.bytes))
			switch {
			case test.why == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.why != "" && (!errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), test.why)):
				t.Errorf("the error is %v, want one about %q", err, test.why)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	long := strings.Repeat("x", MaxNameBytes+1)
	for _, test := range []struct {
		name  string
		spoil func(*Message)
		why   string
	}{
		{"no sender", func(m *Message) { m.From = "" }, "sender"},
		{"no receiver", func(m *Message) { m.To = "" }, "receiver"},
		{"no XID", func(m *Message) { m.XID = 0 }, "XID"},
		{"no kind", func(m *Message) { m.Kind = 0 }, "unknown kind"},
		{"unknown kind", func(m *Message) { m.Kind = Kind(len(kindNames)) }, "unknown kind"},
		{"unknown result", func(m *Message) { m.Result = Result(len(results)) }, "result"},
		{"a request with a result", func(m *Message) { m.Reply, m.Result = false, Busy }, "result"},
		{"unknown window", func(m *Message) { m.Window = lustre.WindowAgain + 1 }, "window"},
		{"a request with a window", func(m *Message) { m.Reply, m.Window = false, lustre.WindowFresh }, "window"},
		{"an answer to a callback", func(m *Message) { m.Kind = Callback }, "nobody asked"},
		{"an answer to a cancel", func(m *Message) { m.Kind = LlogCancel }, "nobody asked"},
		{"too many llog records", func(m *Message) { m.Unlinks = make([]Unlink, MaxRecords+1) }, "records"},
		{"long address", func(m *Message) { m.To = Address(long) }, "too long"},
		{"long client", func(m *Message) { m.Client = long }, "too long"},
		{"bad UTF-8", func(m *Message) { m.UUID = "\xff" }, "not UTF-8"},
		{"long pool", func(m *Message) { m.Pool = long }, "too long"},
		{"long pool in a record", func(m *Message) { m.Records = []Record{{Pool: long}} }, "too long"},
		{"long UUID in a record", func(m *Message) { m.Records = []Record{{UUID: long}} }, "too long"},
		{"too many records", func(m *Message) { m.Records = make([]Record, MaxRecords+1) }, "records"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := samples()[1]
			if _, err := Encode(m); err != nil {
				t.Fatal(err)
			}
			test.spoil(&m)
			if _, err := Encode(m); !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), test.why) {
				t.Errorf("the error is %v, want one about %q", err, test.why)
			}
		})
	}
}

// The largest message that the other bounds allow fits.
func TestLargestMessageFits(t *testing.T) {
	long := strings.Repeat("x", MaxNameBytes)
	m := Message{
		From: Address(long), To: Address(long), XID: 1 << 63, Reply: true, Kind: LogRead,
		Result: MustWait, Client: long, UUID: long, Pool: long, Target: 0xffff, Position: 1 << 63,
		Count: 1 << 31, Instance: 1 << 63, Window: lustre.WindowAgain, Value: 1 << 63, Version: 1 << 63, Object: 1 << 63,
	}
	for range MaxRecords {
		m.Records = append(m.Records, Record{Position: 1 << 63, Kind: lustre.ConfigLeave, Target: 0xffff, UUID: long, Pool: long})
	}
	b, err := Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(b); err != nil {
		t.Error(err)
	}
}

func TestNames(t *testing.T) {
	for k := Connect; k.known(); k++ {
		if k.String() == "" || strings.HasPrefix(k.String(), "Kind(") {
			t.Errorf("kind %d has no name", k)
		}
	}
	for r := NotConnected; r.known(); r++ {
		refusal := slices.Contains(lustre.Refusals(), r.Err())
		if r.Err() == nil || refusal && r.String() != strings.ToUpper(strings.ReplaceAll(r.Err().Error(), "-", "_")) {
			t.Errorf("result %v is the error %v", r, r.Err())
		}
		if ResultOf(r.Err()) != r {
			t.Errorf("result %v travels as %v", r, ResultOf(r.Err()))
		}
	}
	if OK.Err() != nil || Result(99).Err() == nil {
		t.Error("OK is an error, or an unknown result is none")
	}
	if Kind(99).String() != "Kind(99)" || Result(99).String() != "Result(99)" {
		t.Error("an unknown number has a name")
	}
}

func TestAnswer(t *testing.T) {
	request := Message{From: "admin", To: "MGS", XID: 9, Kind: LogAdd, Target: 2, UUID: "OST0002_UUID"}
	want := Message{From: "MGS", To: "admin", XID: 9, Reply: true, Kind: LogAdd, Result: Exists, Target: 2}
	if got := request.Answer(Exists); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	record := lustre.ConfigRecord(Record{Position: 1, UUID: "u"})
	if record.Position != 1 || record.UUID != "u" {
		t.Errorf("the record is %+v", record)
	}
}

// What is accepted has one form, and nothing else panics.
func FuzzDecode(f *testing.F) {
	for _, m := range samples() {
		b, err := Encode(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("the error is %v", err)
			}
			return
		}
		if again, err := Encode(m); err != nil || string(again) != string(b) {
			t.Errorf("%x is %+v, which is %x: %v", b, m, again, err)
		}
	})
}

func BenchmarkEncodeDecode(b *testing.B) {
	b.ReportAllocs()
	m := samples()[0]
	for b.Loop() {
		coded, err := Encode(m)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Decode(coded); err != nil {
			b.Fatal(err)
		}
	}
}
