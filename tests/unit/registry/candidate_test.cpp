// SPDX-License-Identifier: MIT
#include "mlpipe/registry/candidate.hpp"

#include "mlpipe/core/sha256.hpp"

#include "support/catch.hpp"
#include "support/failing_file_system.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

constexpr std::size_t kMost = 1U << 20U;

void publish(FileSystem& files, const std::string& name, const std::string& model) {
  CandidateWriter writer(files, "models", name);
  writer.add("b.ubj", model);
  writer.add("a.json", "{}");
  writer.add_link("model.ubj", "b.ubj");
  (void)writer.publish();
}

}  // namespace

TEST_CASE("a published candidate has its files, links, sums and the staging link", "[registry]") {
  MemoryFileSystem files;
  CandidateWriter writer(files, "models", "one");
  CHECK(writer.add("b.ubj", "bytes") == sha256_hex("bytes"));
  CHECK(writer.read_back("b.ubj") == "bytes");
  writer.add("a.json", "{}");
  writer.add_link("model.ubj", "b.ubj");
  CHECK(files.list("models/candidates").empty());
  CHECK(writer.publish() == writer.folder());
  CHECK(files.read_link("models/staging") == "candidates/one");
  CHECK(files.read("models/staging/model.ubj", kMost) == "bytes");
  CHECK(files.read("models/staging/SHA256SUMS", kMost) ==
        sha256_hex("{}") + "  a.json\n" + sha256_hex("bytes") + "  b.ubj\n");
  CHECK(files.list("models/.incoming").empty());
}

TEST_CASE("a candidate that is not published leaves nothing", "[registry]") {
  MemoryFileSystem files;
  publish(files, "one", "old");
  {
    CandidateWriter writer(files, "models", "two");
    writer.add("b.ubj", "new");
  }
  CHECK(files.list("models/.incoming").empty());
  CHECK(files.list("models/candidates") == std::vector<std::string>{"one"});
  CHECK(files.read("models/staging/b.ubj", kMost) == "old");
}

TEST_CASE("whichever change fails, staging stays and the new candidate goes", "[registry]") {
  MemoryFileSystem disk;
  FailingFileSystem files(disk);
  publish(files, "one", "old");
  const int changes = files.changes();
  REQUIRE(changes == 6);  // two files, a link, the sums, the move, the staging link
  for (int change = 1; change <= changes; ++change) {
    INFO("change " << change);
    files.fail_from(change);
    CHECK_THROWS_AS(publish(files, "two", "new"), IoError);
    CHECK(disk.list("models/.incoming").empty());
    CHECK(disk.list("models/candidates") == std::vector<std::string>{"one"});
    CHECK(disk.read("models/staging/b.ubj", kMost) == "old");
  }
  files.fail_from(0);
  publish(files, "two", "new");
  CHECK(disk.read("models/staging/b.ubj", kMost) == "new");
  CHECK(disk.list("models/candidates").size() == 2);
}

TEST_CASE("a name is used once; what a killed run left under it is cleared", "[registry]") {
  MemoryFileSystem files;
  publish(files, "one", "old");
  CHECK_THROWS_AS(publish(files, "one", "new"), IoError);
  CHECK(files.read("models/staging/b.ubj", kMost) == "old");
  CHECK(free_name(files, "models", "one") == "one-2");
  CHECK(free_name(files, "models", "two") == "two");
  files.replace("models/.incoming/two/left.bin", "x");
  publish(files, "two", "new");
  CHECK_FALSE(files.exists("models/candidates/two/left.bin"));
}

TEST_CASE("a disk that gives back other bytes is found out", "[registry]") {
  /// Loses the last byte of everything written.
  class ForgetfulDisk final : public FileSystem {
   public:
    [[nodiscard]] std::string read(const Path& file, std::size_t most) const override {
      std::string bytes = disk.read(file, most);
      bytes.pop_back();
      return bytes;
    }
    void replace(const Path& file, std::string_view bytes) override { disk.replace(file, bytes); }
    void append(const Path& file, std::string_view bytes) override { disk.append(file, bytes); }
    [[nodiscard]] bool exists(const Path& path) const override { return disk.exists(path); }
    [[nodiscard]] std::vector<std::string> list(const Path& folder) const override {
      return disk.list(folder);
    }
    void create_folders(const Path& folder) override { disk.create_folders(folder); }
    void move_new(const Path& from, const Path& to) override { disk.move_new(from, to); }
    void point_link(const Path& link, const Path& target) override {
      disk.point_link(link, target);
    }
    [[nodiscard]] Path read_link(const Path& link) const override { return disk.read_link(link); }
    void remove_all(const Path& path) override { disk.remove_all(path); }
    MemoryFileSystem disk;
  };
  ForgetfulDisk files;
  CHECK_THROWS_AS(publish(files, "one", "bytes"), IntegrityError);
  CHECK(files.disk.list("models/candidates").empty());
  CHECK(files.disk.list("models/.incoming").empty());
}
