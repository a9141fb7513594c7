package serve

import (
	"bufio"
	"bytes"
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

// goShare is the part of the container's memory that the Go heap may fill
// before the collector works harder, in percent; the rest is for what the
// runtime does not count.
const goShare = 90

// LimitMemory sets Go's memory limit to 90 % of the container's (cgroup v2 or
// v1) and returns it, or 0 where there is none. A GOMEMLIMIT in the environment
// stays as it is. GOMAXPROCS needs no such help since Go 1.25.
func LimitMemory() int64 {
	if os.Getenv("GOMEMLIMIT") != "" {
		return 0
	}
	limit := containerMemory(os.DirFS("/"))
	if limit == 0 {
		return 0
	}
	limit = limit / 100 * goShare
	debug.SetMemoryLimit(limit)
	return limit
}

const (
	ownGroups = "proc/self/cgroup"
	groupRoot = "sys/fs/cgroup"
)

// containerMemory is the smallest memory limit on the process in bytes, or 0.
// It looks at the process's group and all above it: in a container with a
// cgroup namespace that is the root alone.
func containerMemory(root fs.FS) int64 {
	smallest := int64(math.MaxInt64)
	for _, line := range groups(root) {
		// "0::/path" is version 2, "5:memory:/path" version 1.
		part := strings.SplitN(line, ":", 3)
		if len(part) != 3 {
			continue
		}
		folder, file := groupRoot, "memory.max"
		if part[1] != "" {
			if !strings.Contains(","+part[1]+",", ",memory,") {
				continue
			}
			folder, file = path.Join(groupRoot, "memory"), "memory.limit_in_bytes"
		}
		for group := path.Clean("/" + part[2]); ; group = path.Dir(group) {
			if n := limitIn(root, path.Join(folder, group, file)); n > 0 {
				smallest = min(smallest, n)
			}
			if group == "/" {
				break
			}
		}
	}
	if smallest == math.MaxInt64 {
		return 0
	}
	return smallest
}

func groups(root fs.FS) []string {
	data, err := fs.ReadFile(root, ownGroups)
	if err != nil {
		return nil
	}
	var lines []string
	for scan := bufio.NewScanner(bytes.NewReader(data)); scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	return lines
}

// limitIn is the limit that a file holds, or 0: "max", and the page-rounded
// maximum of version 1, are none.
func limitIn(root fs.FS, name string) int64 {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	if err != nil || n > 1<<60 {
		return 0
	}
	return n
}
