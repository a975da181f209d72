package records

import "testing"

// TestTornRequest: a tab in a request, where only a damaged line has one, ends no reading and
// begins none anew.
func TestTornRequest(t *testing.T) {
	for _, text := range []string{"req@\t", "\treq@00000000a1b2c3d4", "req@00000000a1b2c3d4\tx17/t0(0) \t o400->demo-OST0002-osc@10.9.8.7@tcp:28/4"} {
		if r := parseRequest([]byte(text)); r == nil {
			t.Errorf("%q is no request", text)
		}
	}
	if r := parseRequest([]byte("req@00000000a1b2c3d4\tx17/t0(0) \t dl 8")); r.Pointer != "00000000a1b2c3d4" || r.XID != 17 || r.Deadline != 8 {
		t.Errorf("%+v", r)
	}
}
