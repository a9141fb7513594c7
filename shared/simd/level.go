// Package simd says which vector instructions the processor has and which of
// them to use. It is for packages that hold assembly, and holds none itself.
package simd

import (
	"fmt"
	"os"
	"sync/atomic"
)

// Level is a set of processor instructions that inner loops are written for.
type Level int32

// The levels, the slowest first.
const (
	Generic Level = iota // plain Go, on any processor
	AVX2                 // with FMA
	AVX512               // F, VL, BW and DQ
)

// String is the level's name as REVERIE_SIMD takes it.
func (l Level) String() string {
	switch l {
	case AVX512:
		return "avx512"
	case AVX2:
		return "avx2"
	default:
		return "generic"
	}
}

var active atomic.Int32

func init() { active.Store(int32(highest(os.Getenv("REVERIE_SIMD")))) }

// highest is the best level that the processor has, and not above the one named
// by limit if that is a level.
func highest(limit string) Level {
	best := Generic
	for _, l := range Supported() {
		best = max(best, l)
	}
	for l := Generic; l <= AVX512; l++ {
		if l.String() == limit {
			best = min(best, l)
		}
	}
	return best
}

// Active is the level in use. At start it is the best that the processor has;
// the environment variable REVERIE_SIMD (avx512, avx2 or generic) is a limit to
// it.
func Active() Level { return Level(active.Load()) }

// Use sets the level, for tests and measurements. It is an error if the
// processor has not got it.
func Use(l Level) error {
	for _, s := range Supported() {
		if s == l {
			active.Store(int32(l))
			return nil
		}
	}
	return fmt.Errorf("simd: this processor has no %v", l)
}

// Supported are the levels that this processor has, the slowest first.
func Supported() []Level { return supported() }
