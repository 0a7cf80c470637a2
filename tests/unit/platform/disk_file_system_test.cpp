// SPDX-License-Identifier: MIT
#include <array>
#include <cerrno>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/rename_new.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"
#include "support/small_disk.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using mlpipe::testing::TemporaryFolder;

namespace fs = std::filesystem;

namespace {

/// The contract of core/file_system.hpp, for the real one and the fake alike.
void check_contract(FileSystem& files, const fs::path& root) {
  const auto file = root / "a/b/c.txt";
  CHECK(files.list(root / "a").empty());
  CHECK_FALSE(files.exists(file));
  CHECK_THROWS_AS(files.read(file), IoError);
  files.replace(file, "one");
  files.replace(file, "second");
  CHECK(files.read(file) == "second");
  files.append(file, "+more");
  CHECK(files.read(file) == "second+more");
  CHECK_THROWS_AS(files.read(file, 5), IoError);
  files.append(root / "a/new.log", std::string_view("x\0y", 3));
  CHECK(files.read(root / "a/new.log").size() == 3);
  CHECK(files.list(root / "a") == std::vector<std::string>{"b", "new.log"});

  files.create_folders(root / "x/1");
  files.replace(root / "x/1/f", "f");
  CHECK_THROWS_AS(files.move_new(root / "x/1", root / "a"), IoError);
  files.move_new(root / "x/1", root / "x/2");
  CHECK(files.read(root / "x/2/f") == "f");
  CHECK_FALSE(files.exists(root / "x/1"));

  files.point_link(root / "link", "a");
  files.point_link(root / "link", "x/2");
  CHECK(files.read_link(root / "link") == "x/2");
  CHECK(files.read(root / "link/f") == "f");
  CHECK_THROWS_AS(files.point_link(root / "a", "x"), IoError);
  CHECK(files.read_link(file).empty());
  CHECK(files.read_link(root / "absent").empty());
  files.point_link(root / "dangling", "nowhere");
  CHECK(files.exists(root / "dangling"));

  CHECK_THROWS_AS(files.replace(root / "a", "text"), IoError);
  CHECK_THROWS_AS(files.create_folders(file), IoError);
  files.remove_all(root / "link");
  CHECK(files.exists(root / "x/2"));
  files.remove_all(root / "a");
  files.remove_all(root / "a");
  CHECK_FALSE(files.exists(file));
}

/// The part of the contract that files shared with other programs need.
void check_shared_files(FileSystem& files, const fs::path& root) {
  using Follow = FileSystem::Follow;
  const auto file = root / "log";
  files.append(file, "one\ntwo\n");
  CHECK(files.read_from(file, 0) == "one\ntwo\n");
  CHECK(files.read_from(file, 4) == "two\n");
  CHECK(files.read_from(file, 8).empty());
  CHECK(files.read_from(file, 99).empty());
  CHECK_THROWS_AS(files.read_from(file, 4, 3), IoError);
  CHECK_THROWS_AS(files.read_from(root / "absent", 4), IoError);
  const auto before = files.stamp(file, Follow::kNo).value();
  CHECK(before.bytes == 8);
  CHECK(files.stamp(file, Follow::kYes) == before);
  files.cut(file, 4);
  files.append(file, "2nd\n");
  CHECK(files.read(file) == "one\n2nd\n");
  CHECK(files.stamp(file, Follow::kNo)->id == before.id);
  CHECK(files.stamp(file, Follow::kNo)->modified >= before.modified);
  files.replace(file, "one\ntwo\n");
  CHECK(files.stamp(file, Follow::kNo)->id != before.id);

  const auto lock = root / "lock";
  CHECK(files.absolute(file).is_absolute());
  CHECK(files.absolute(files.absolute(file)) == files.absolute(file));
  CHECK_FALSE(files.stamp(lock, Follow::kNo));
  REQUIRE(files.link_new(lock, files.absolute(file)));
  CHECK(files.read_link(lock) == files.absolute(file));
  CHECK(files.stamp(lock, Follow::kYes) == files.stamp(file, Follow::kNo));
  CHECK_FALSE(files.stamp(lock, Follow::kNo) == files.stamp(file, Follow::kNo));
  CHECK_FALSE(files.link_new(lock, "elsewhere"));
  CHECK_FALSE(files.link_new(file, "elsewhere"));
  CHECK_THROWS_AS(files.try_move(lock, file), IoError);
  CHECK(files.try_move(lock, root / "gone"));
  CHECK_FALSE(files.try_move(lock, root / "gone"));
  CHECK_FALSE(files.exists(lock));
  CHECK(files.link_new(lock, "nowhere"));
  CHECK_FALSE(files.stamp(lock, Follow::kYes));
  CHECK(files.stamp(lock, Follow::kNo));
  CHECK_THROWS_AS(files.link_new(root / "no/folder/lock", "x"), IoError);
}

std::vector<std::string> leftovers(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".tmp") {
      found.push_back(entry.path().string());
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the disk keeps the contract of FileSystem, and so does its fake", "[platform]") {
  const TemporaryFolder folder;
  const auto disk = make_disk_file_system();
  check_contract(*disk, folder.path());
  CHECK(leftovers(folder.path()).empty());
  mlpipe::testing::MemoryFileSystem memory;
  check_contract(memory, "root");
}

TEST_CASE("files shared with other programs can be followed, cut and locked by a link",
          "[platform]") {
  const TemporaryFolder folder;
  const auto disk = make_disk_file_system();
  check_shared_files(*disk, folder.path());
  CHECK(disk->absolute("x") == fs::current_path() / "x");
  CHECK(disk->below(folder.path())->absolute("x") == fs::canonical(folder.path()) / "x");
  mlpipe::testing::MemoryFileSystem memory;
  check_shared_files(memory, "");
  CHECK(memory.absolute("a/../b") == "/b");
}

TEST_CASE("a replaced file keeps its permissions", "[platform]") {
  const TemporaryFolder folder;
  const auto file = folder.write("secret", "old");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  make_disk_file_system()->replace(file, "new");
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a reader sees the old bytes or the new ones, never a mixture", "[platform]") {
  const TemporaryFolder folder;
  const auto files = make_disk_file_system();
  const auto file = folder.path() / "f";
  const std::string zeros(200'000, '0');
  const std::string ones(300'000, '1');
  files->replace(file, zeros);
  std::thread writer([&] {
    for (int i = 0; i < 20; ++i) {
      files->replace(file, i % 2 == 0 ? ones : zeros);
    }
  });
  bool mixed = false;
  for (int i = 0; i < 50; ++i) {
    const std::string seen = files->read(file);
    mixed = mixed || (seen != zeros && seen != ones);
  }
  writer.join();
  CHECK_FALSE(mixed);
}

TEST_CASE("lines appended by many writers stay whole", "[platform]") {
  const TemporaryFolder folder;
  const auto files = make_disk_file_system();
  const auto file = folder.path() / "log";
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c'}) {
    writers.emplace_back([&, letter] {
      for (int i = 0; i < 10; ++i) {
        files->append(file, std::string(5000, letter) + "\n");
      }
    });
  }
  for (auto& writer : writers) {
    writer.join();
  }
  std::istringstream lines(files->read(file));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(line == std::string(5000, line.empty() ? ' ' : line[0]));
  }
  CHECK(count == 30);
}

TEST_CASE("a full disk is an error that says so and leaves the old file and no litter",
          "[platform]") {
  const TemporaryFolder folder;
  const testing::SmallDisk disk(folder.path(), "64k");
  if (!disk.mounted()) {
    WARN("skipped: mounting a tmpfs needs root");
    return;
  }
  const auto files = make_disk_file_system();
  const auto file = folder.path() / "f";
  files->replace(file, "old");
  CHECK_THROWS_WITH(files->replace(file, std::string(200'000, 'x')),
                    ContainsSubstring("No space left") && ContainsSubstring("free some space") &&
                        ContainsSubstring(file.string()));
  CHECK(files->read(file) == "old");
  CHECK_THROWS_AS(files->append(file, std::string(200'000, 'x')), IoError);
  CHECK(files->read(file) == "old");
  CHECK(leftovers(folder.path()).empty());
  CHECK_NOTHROW(files->replace(file, std::string(20'000, 'y')));
}

TEST_CASE("errors name the path, the reason and what to do", "[platform]") {
  const TemporaryFolder folder;
  const auto files = make_disk_file_system();
  folder.write("file", "x");
  CHECK_THROWS_WITH(files->read(folder.path() / "absent"),
                    ContainsSubstring("absent") && ContainsSubstring("No such file"));
  CHECK_THROWS_WITH(files->read(folder.path()), ContainsSubstring("Is a directory"));
  CHECK_THROWS_WITH(files->list(folder.path() / "file"), ContainsSubstring("is a file"));
  CHECK_THROWS_WITH(files->replace(folder.path() / "file/below", "x"),
                    ContainsSubstring("not a folder"));
  CHECK_THROWS_WITH(files->move_new(folder.path() / "absent", folder.path() / "to"),
                    ContainsSubstring("No such file"));
}

TEST_CASE("a link that cannot be read is an error, not an absent link", "[platform]") {
  const TemporaryFolder folder;
  const auto files = make_disk_file_system();
  fs::create_symlink("loop", folder.path() / "loop");
  CHECK(files->read_link(folder.path() / "loop") == "loop");
  CHECK_THROWS_WITH(files->read_link(folder.path() / "loop/staging"),
                    ContainsSubstring("cannot read the link") && ContainsSubstring("staging"));
  CHECK(files->read_link(folder.write("file", "x") / "staging").empty());
}

TEST_CASE("where the kernel's flag is missing, an existing target is still refused", "[platform]") {
  const TemporaryFolder folder;
  const auto from = folder.write("from/f", "x").parent_path();
  const auto to = folder.path() / "to";
  for (const int lacking : {EINVAL, ENOSYS}) {
    const auto no_flag = [lacking](int, const char*, const char*) {
      errno = lacking;
      return -1;
    };
    fs::create_directory(to);
    CHECK(rename_new(AT_FDCWD, from.c_str(), to.c_str(), no_flag) == EEXIST);
    fs::remove(to);
    CHECK(rename_new(AT_FDCWD, from.c_str(), to.c_str(), no_flag) == 0);
    CHECK(rename_new(AT_FDCWD, to.c_str(), from.c_str(), no_flag) == 0);
  }
}
