package wire

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"ostlife/model/lustre"
)

// The bounds of a message. What exceeds one is refused, by both sides.
const (
	// MaxMessageBytes is the length of an encoded message.
	MaxMessageBytes = 128 << 10
	// MaxRecords is how many records a reply to LOG_READ or LLOG_READ carries; a longer
	// log is read in several requests.
	MaxRecords = 256
	// MaxNameBytes is the length of an address, a UUID or a pool's name.
	MaxNameBytes = 128
)

// ErrMalformed is wrapped by every error of [Encode] and [Decode].
var ErrMalformed = errors.New("malformed message")

// The two directions of the encoding. Nothing in them is a choice of the peer: no
// indefinite lengths, tags, repeated or unknown keys.
var (
	encoding = newEncoding()
	decoding = newDecoding()
)

func newEncoding() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(fmt.Sprintf("wire: encoding options: %v", err))
	}
	return mode
}

func newDecoding() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxArrayElements:  MaxRecords,
		MaxMapPairs:       maxMapPairs,
		MaxNestedLevels:   maxNestedLevels,
	}.DecMode()
	if err != nil {
		panic(fmt.Sprintf("wire: decoding options: %v", err))
	}
	return mode
}

// The shape of a message as CBOR sees it: a map of a pair for each field, in it an
// array of maps. The depth is the smallest that the library takes.
const (
	maxMapPairs     = 28
	maxNestedLevels = 4
)

// Encode gives the one form of m on the wire.
func Encode(m Message) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	b, err := encoding.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("%w: %v: %w", ErrMalformed, m, err)
	}
	if len(b) > MaxMessageBytes {
		return nil, fmt.Errorf("%w: %v: %d bytes are more than %d", ErrMalformed, m, len(b), MaxMessageBytes)
	}
	return b, nil
}

// Decode is the inverse of [Encode]. Bytes that Encode would not have written are
// refused, even if their meaning is plain: so equal messages are equal bytes.
func Decode(b []byte) (Message, error) {
	if len(b) > MaxMessageBytes {
		return Message{}, fmt.Errorf("%w: %d bytes are more than %d", ErrMalformed, len(b), MaxMessageBytes)
	}
	var m Message
	if err := decoding.Unmarshal(b, &m); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	again, err := Encode(m)
	if err != nil {
		return Message{}, err
	}
	if !bytes.Equal(again, b) {
		return Message{}, fmt.Errorf("%w: %v: not in its deterministic form", ErrMalformed, m)
	}
	return m, nil
}

// check refuses what no node says.
func (m *Message) check() error {
	switch {
	case m.From == "" || m.To == "":
		return fmt.Errorf("%w: %v: no sender or receiver", ErrMalformed, m)
	case m.XID == 0:
		return fmt.Errorf("%w: %v: no XID", ErrMalformed, m)
	case !m.Kind.known():
		return fmt.Errorf("%w: %v: unknown kind", ErrMalformed, m)
	case !m.Result.known() || m.Result != OK && !m.Reply:
		return fmt.Errorf("%w: %v: result %v", ErrMalformed, m, m.Result)
	case !known(m.Window) || m.Window != lustre.NoWindow && !m.Reply:
		return fmt.Errorf("%w: %v: window %v", ErrMalformed, m, m.Window)
	case m.Reply && (m.Kind == Callback || m.Kind == LlogCancel):
		return fmt.Errorf("%w: %v: nobody asked", ErrMalformed, m)
	case max(len(m.Records), len(m.Unlinks)) > MaxRecords:
		return fmt.Errorf("%w: %v: %d records are more than %d", ErrMalformed, m, max(len(m.Records), len(m.Unlinks)), MaxRecords)
	}
	if err := m.checkNames(string(m.From), string(m.To), m.Client, m.UUID, m.Pool); err != nil {
		return err
	}
	for _, r := range m.Records {
		if err := m.checkNames(r.UUID, r.Pool); err != nil {
			return err
		}
	}
	return nil
}

func (m *Message) checkNames(names ...string) error {
	for _, name := range names {
		if len(name) > MaxNameBytes || !utf8.ValidString(name) {
			return fmt.Errorf("%w: %v: name %.*q is too long or not UTF-8", ErrMalformed, m, MaxNameBytes, name)
		}
	}
	return nil
}

// known tells whether a window is one of those that have a name.
func known(w lustre.Window) bool { return w <= lustre.WindowAgain }
