// SPDX-License-Identifier: MIT
#include "mlpipe/platform/machine.hpp"

#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/small_disk.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using mlpipe::testing::SmallDisk;
using mlpipe::testing::TemporaryFolder;

TEST_CASE("the holder of a lock is seen without taking it", "[platform]") {
  const TemporaryFolder folder;
  const auto file = folder.write("registry.lock", "");
  const auto machine = make_machine();
  CHECK_FALSE(machine->lock_holder(file));
  const int handle = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(handle, LOCK_EX | LOCK_NB) == 0);
  CHECK(machine->lock_holder(file) == ::getpid());
  ::close(handle);
  CHECK_FALSE(machine->lock_holder(file));
  CHECK_FALSE(machine->lock_holder(folder.path() / "nothing"));
}

TEST_CASE("a disk tells its kind, its room and whether it can be written", "[platform]") {
  const TemporaryFolder folder;
  const auto machine = make_machine();
  SmallDisk disk(folder.path() / "small", "64k");
  if (!disk.mounted()) {
    WARN("no right to mount: not tried");
    return;
  }
  const auto seen = machine->disk(folder.path() / "small");
  REQUIRE(seen);
  CHECK(seen->kind == "tmpfs");
  CHECK(seen->free_bytes <= 65536);
  CHECK(seen->lock_problem.empty());
  CHECK_FALSE(seen->read_only);
  CHECK(machine->may_write(folder.path() / "small"));
  disk.allow_writing(false);
  CHECK(machine->disk(folder.path() / "small")->read_only);
  CHECK_FALSE(machine->may_write(folder.path() / "small"));
  CHECK_FALSE(machine->disk(folder.path() / "nothing"));
}

TEST_CASE("libcurl says its version and where it was found", "[platform]") {
  const auto library = make_machine()->http_library();
  CHECK_FALSE(library.version.empty());
  CHECK_THAT(library.file, ContainsSubstring("libcurl"));
}
