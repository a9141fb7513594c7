package serve

import (
	"testing"
	"testing/fstest"
)

func TestContainerMemory(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"no cgroups", nil, 0},
		{"version 2, own namespace", map[string]string{
			"proc/self/cgroup":         "0::/\n",
			"sys/fs/cgroup/memory.max": "268435456\n",
		}, 256 << 20},
		{"version 2, no limit", map[string]string{
			"proc/self/cgroup":         "0::/\n",
			"sys/fs/cgroup/memory.max": "max\n",
		}, 0},
		{"version 2, the parent's is smaller", map[string]string{
			"proc/self/cgroup":                  "0::/pod/container\n",
			"sys/fs/cgroup/pod/container/other": "",
			"sys/fs/cgroup/pod/memory.max":      "100000000\n",
			"sys/fs/cgroup/memory.max":          "max\n",
		}, 100000000},
		{"version 1, namespace outside", map[string]string{
			"proc/self/cgroup":                                  "9:name=systemd:/\n4:cpu,memory:/docker/abc\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":        "9223372036854771712\n",
			"sys/fs/cgroup/memory/docker/memory.limit_in_bytes": "134217728\n",
		}, 128 << 20},
		{"version 1, not the memory group", map[string]string{
			"proc/self/cgroup":                           "3:cpu:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "134217728\n",
		}, 0},
		{"nonsense", map[string]string{
			"proc/self/cgroup":         "\n:\n0::/../..\n",
			"sys/fs/cgroup/memory.max": "lots\n",
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := fstest.MapFS{}
			for name, data := range c.files {
				root[name] = &fstest.MapFile{Data: []byte(data)}
			}
			if got := containerMemory(root); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestLimitMemoryLeavesASettingAlone(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "1GiB")
	if got := LimitMemory(); got != 0 {
		t.Errorf("set %d", got)
	}
}

func FuzzContainerMemory(f *testing.F) {
	f.Add("0::/pod\n4:memory:/a/../b\n", "123")
	f.Fuzz(func(t *testing.T, groups, limit string) {
		root := fstest.MapFS{
			ownGroups:                 {Data: []byte(groups)},
			groupRoot + "/memory.max": {Data: []byte(limit)},
			groupRoot + "/memory/a/memory.limit_in_bytes": {Data: []byte(limit)},
		}
		if got := containerMemory(root); got < 0 {
			t.Errorf("a limit of %d", got)
		}
	})
}
