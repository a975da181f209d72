package records

import "bytes"

var llogPrintBegin = []byte("- { index: ")

// readLlogPrint reads "- { index: 26, event: add_osc, device: demo-clilov, ost: demo-OST0002_UUID }".
func readLlogPrint(line []byte) (Record, fit) {
	inside, ok := bytes.CutPrefix(line, []byte("- { "))
	if !ok {
		return nil, fitNone
	}
	inside, closed := bytes.CutSuffix(bytes.TrimRight(inside, " "), []byte("}"))
	if !closed {
		return nil, fitShort
	}
	r := &LlogRecord{Origin: Origin{Kind: KindLlogPrint}, Index: -1}
	for _, pair := range bytes.Split(inside, []byte(", ")) {
		key, value, ok := keyValue(pair)
		switch {
		case !ok && len(r.Fields) > 0: // a value with a comma inside
			last := &r.Fields[len(r.Fields)-1]
			last.Value += ", " + string(bytes.TrimSpace(pair))
		case !ok:
			return nil, fitNone
		case string(key) == "index" && r.Index < 0:
			n, number := parseInt(value)
			if !number {
				return nil, fitNone
			}
			r.Index = int(n)
		case string(key) == "event":
			r.Command = string(value)
		default:
			r.Fields = append(r.Fields, Field{string(key), string(value)})
		}
	}
	if r.Command == "marker" {
		flags, _ := r.Fields.Int("flags")
		r.Flags = uint32(flags)
	}
	if r.Index < 0 || r.Command == "" {
		return nil, fitNone
	}
	return r, fitWhole
}
