package records

import "bytes"

// requestMark is before the address of a request that a message describes.
var requestMark = []byte(" req@")

// mgcName begins the name of an MGC, "MGC10.9.8.1@tcp".
var mgcName = []byte("MGC")

// parseRequest reads as much of a request as is there:
//
//	req@PTR xXID/tTRANSNO(REPLAYED) oOPCODE->DEVICE@NID:28/4 ... dl DEADLINE ... fl FLAGS rc STATUS/...
//
// Before 2.0 the device is the target's UUID, and the NID the connection's UUID.
func parseRequest(text []byte) *Request {
	r := &Request{}
	text = bytes.TrimPrefix(text, requestMark[1:])
	for text = bytes.TrimLeft(text, " "); len(text) > 0; text = bytes.TrimLeft(text, " ") {
		end := wordEnd(text)
		word := text[:end]
		text = text[max(end, 1):] // what ends a word and is no blank stands for itself
		switch {
		case end == 0:
		case r.Pointer == "":
			r.Pointer = string(word)
		case word[0] == 'x' && r.XID == 0:
			r.numbers(word)
		case word[0] == 'o' && r.Opcode == 0:
			r.peer(word)
		case string(word) == "dl":
			r.Deadline, text = behind(text)
		case string(word) == "rc":
			r.Status, text = status(text)
		case string(word) == "fl":
			text = bytes.TrimLeft(text, " ")
			r.Flags = string(text[:wordEnd(text)])
			text = text[wordEnd(text):]
		}
	}
	return r
}

// numbers reads "x1778912219544448/t0(0)", and "x1/t0" of 1.6.
func (r *Request) numbers(word []byte) {
	xid, rest, _ := cut(word[1:], '/')
	n, _ := parseInt(xid)
	r.XID = uint64(n)
	if transno, ok := bytes.CutPrefix(rest, []byte("t")); ok {
		transno, _, _ = cut(transno, '(')
		r.Transno, _ = parseInt(transno)
	}
}

// peer reads "o400->DEVICE@NID:28/4".
func (r *Request) peer(word []byte) {
	opcode, to, ok := bytes.Cut(word[1:], []byte("->"))
	n, number := parseInt(opcode)
	if !ok || !number {
		return
	}
	r.Opcode = int(n)
	device, nid, _ := cut(to, '@')
	if own, peer, ok := cut(nid, '@'); ok && bytes.HasPrefix(device, mgcName) && bytes.IndexByte(peer, '@') >= 0 {
		device, nid = to[:len(device)+1+len(own)], peer // an MGC's name ends in a NID itself
	}
	if colon := bytes.LastIndexByte(nid, ':'); colon >= 0 {
		nid = nid[:colon]
	}
	if string(device) != "<?>" {
		r.Device = string(device)
	}
	if string(nid) != "<unknown>" {
		r.NID = string(nid)
	}
}

// behind reads the number that comes next.
func behind(text []byte) (n int64, rest []byte) {
	text = bytes.TrimLeft(text, " ")
	end := wordEnd(text)
	n, _ = parseInt(text[:end])
	return n, text[end:]
}

// status reads "-107/-1": what the request has, and what the reply said.
func status(text []byte) (n int, rest []byte) {
	text = bytes.TrimLeft(text, " ")
	end := wordEnd(text)
	first, _, _ := cut(text[:end], '/')
	rc, _ := parseInt(first)
	return int(rc), text[end:]
}
