// SPDX-License-Identifier: MIT
#include <thread>

#include <sched.h>

#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe::platform;
using mlpipe::testing::TemporaryFolder;

TEST_CASE("a quota of cgroup v2 is rounded up, and a parent's binds too", "[platform]") {
  const TemporaryFolder root;
  root.write("proc/self/cgroup", "0::/job/step\n");
  CHECK_FALSE(cgroup_cpu_limit(root.path()));
  root.write("sys/fs/cgroup/job/step/cpu.max", "max 100000\n");
  CHECK_FALSE(cgroup_cpu_limit(root.path()));
  root.write("sys/fs/cgroup/job/cpu.max", "250000 100000\n");
  CHECK(cgroup_cpu_limit(root.path()) == 3);
  root.write("sys/fs/cgroup/job/step/cpu.max", "50000 100000\n");
  CHECK(cgroup_cpu_limit(root.path()) == 1);
  CHECK(usable_cpus(root.path()) == 1);
}

TEST_CASE("in a container the group's path may be missing below the mount", "[platform]") {
  const TemporaryFolder root;
  root.write("proc/self/cgroup", "0::/../../docker/abc\n");
  root.write("sys/fs/cgroup/cpu.max", "200000 100000\n");
  CHECK(cgroup_cpu_limit(root.path()) == 2);
}

TEST_CASE("a quota of cgroup v1 is found under its controller", "[platform]") {
  const TemporaryFolder root;
  root.write("proc/self/cgroup", "12:memory:/m\n4:cpu,cpuacct:/job\n3:cpuset:/\nnonsense\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "150000\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  CHECK(cgroup_cpu_limit(root.path()) == 2);
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
  CHECK_FALSE(cgroup_cpu_limit(root.path()));
}

TEST_CASE("nonsense in the kernel's files is no limit", "[platform]") {
  const TemporaryFolder root;
  root.write("proc/self/cgroup", "0::/\n");
  for (const char* text : {"", "x y\n", "100\n", "0 0\n", "-5 100\n", "9999999999999999999 1\n"}) {
    root.write("sys/fs/cgroup/cpu.max", text);
    CHECK_FALSE(cgroup_cpu_limit(root.path()));
  }
}

TEST_CASE("the affinity mask limits the CPUs used", "[platform]") {
  int count = 0;
  std::thread pinned([&] {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof(allowed), &allowed);
    int first = 0;
    while (!CPU_ISSET(first, &allowed)) {
      ++first;
    }
    CPU_ZERO(&allowed);
    CPU_SET(first, &allowed);
    ::sched_setaffinity(0, sizeof(allowed), &allowed);
    count = usable_cpus();
  });
  pinned.join();
  CHECK(count == 1);
  CHECK(usable_cpus() >= 1);
}
