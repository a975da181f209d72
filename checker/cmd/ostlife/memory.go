package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// Memory that an exploration takes unless told otherwise: a share of what the machine
// has, and never more than so much.
const (
	memoryMost     = 16 << 30
	memoryUnknown  = 4 << 30 // where the machine does not say what it has
	memoryPercent  = 70
	memoryFewest   = 64 << 20 // below this no exploration gets anywhere
	memoryTotalKey = "MemTotal:"
)

// memoryFiles are where Linux says how much memory this process may have at most: in
// all, or in its control group.
var memoryFiles = []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}

// defaultMemory is what this machine allows.
func defaultMemory() bytesValue {
	least := int64(math.MaxInt64)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		least = totalMemory(string(text))
	}
	for _, name := range memoryFiles {
		if text, err := os.ReadFile(name); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
				least = min(least, n)
			}
		}
	}
	if least == math.MaxInt64 {
		return memoryUnknown
	}
	return bytesValue(max(memoryFewest, min(memoryMost, least/100*memoryPercent)))
}

// totalMemory reads the bytes that /proc/meminfo tells.
func totalMemory(meminfo string) int64 {
	for line := range strings.Lines(meminfo) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == memoryTotalKey && fields[2] == "kB" {
			if n, err := strconv.ParseInt(fields[1], 10, 64); err == nil && n > 0 && n < math.MaxInt64>>10 {
				return n << 10
			}
		}
	}
	return math.MaxInt64
}

// bytesValue is a number of bytes as a flag: "512MiB", "16GiB", or a plain number.
type bytesValue int64

var byteUnits = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}

// String gives the number in the largest unit that divides it.
func (b *bytesValue) String() string {
	for _, u := range byteUnits {
		if int64(*b)%u.size == 0 {
			return strconv.FormatInt(int64(*b)/u.size, 10) + u.name
		}
	}
	return ""
}

// Type names the flag's kind in the help.
func (b *bytesValue) Type() string { return "bytes" }

// Set reads the flag.
func (b *bytesValue) Set(text string) error {
	for _, u := range byteUnits {
		digits, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n > math.MaxInt64/u.size || n*u.size < memoryFewest {
			return fmt.Errorf("want a number with KiB, MiB or GiB, or of bytes, of at least %d MiB", memoryFewest>>20)
		}
		*b = bytesValue(n * u.size)
		return nil
	}
	return nil
}
