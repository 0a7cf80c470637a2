// SPDX-License-Identifier: MIT
#include "mlpipe/registry/model_folder.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;
using namespace mlpipe::testing;

namespace {

/// v1.0.0 and v1.1.0, live, and a staged candidate c3.
struct TwoVersions : RegistryWorld {
  TwoVersions() {
    (void)promote_model(1);
    (void)promote_model(2);
    stage(3);
  }
};

template <class ErrorType>
std::string refusal(const FileSystem& files, const std::string& which) {
  try {
    const auto found = find_model(files, which);
    (void)read_model(files, found);
  } catch (const ErrorType& error) {
    return error.what();
  }
  FAIL("not refused: " + which);
  return "";
}

}  // namespace

TEST_CASE("a model is found by link, by version with or without a v, and by candidate",
          "[registry]") {
  TwoVersions world;
  const auto live = find_model(world.files, "production");
  CHECK(live.folder == "archive/v1.1.0");
  CHECK(live.name == "v1.1.0");
  CHECK(live.model_file == "model_v1.1.0.ubj");
  CHECK(live.metadata_file == "model_v1.1.0_metadata.json");
  CHECK(live.sha256 == sha256_hex("model 2"));
  CHECK((*live.metadata)["version"] == "1.1.0");
  CHECK(read_model(world.files, live) == "model 2");
  CHECK(find_model(world.files, "v1.0.0").name == "v1.0.0");
  CHECK(find_model(world.files, "1.0.0").folder == "archive/v1.0.0");
  const auto staged = find_model(world.files, "staging");
  CHECK(staged.folder == "candidates/c3");
  CHECK(staged.name == "c3");
  CHECK(read_model(world.files, staged) == "model 3");
  CHECK(find_model(world.files, "c1").sha256 == sha256_hex("model 1"));
}

TEST_CASE("a folder once found stays, wherever the link goes", "[registry]") {
  TwoVersions world;
  const auto live = find_model(world.files, "production");
  (void)world.rollback();
  CHECK(find_model(world.files, "production").name == "v1.0.0");
  CHECK(read_model(world.files, live) == "model 2");
}

TEST_CASE("looking for a model writes nothing", "[registry]") {
  TwoVersions world;
  const int before = world.files.writes();
  (void)read_model(world.files, find_model(world.files, "production"));
  CHECK(world.files.writes() == before);
}

TEST_CASE("where nothing is, the message says what to do", "[registry]") {
  RegistryWorld world;
  CHECK_THAT(refusal<NotFoundError>(world.files, "production"),
             ContainsSubstring("nothing is in production") && ContainsSubstring("mlpipe train"));
  CHECK_THAT(refusal<NotFoundError>(world.files, "staging"), ContainsSubstring("mlpipe train"));
  world.stage(1);
  CHECK_THAT(refusal<NotFoundError>(world.files, "production"),
             ContainsSubstring("version promote"));
  (void)world.promote();
  CHECK_THAT(refusal<NotFoundError>(world.files, "v1.0.1"),
             ContainsSubstring("did you mean \"v1.0.0\""));
  CHECK_THAT(refusal<NotFoundError>(world.files, "prodution"),
             ContainsSubstring("did you mean \"production\""));
}

TEST_CASE("a name that could leave the folder is no model", "[registry]") {
  TwoVersions world;
  for (const std::string name : {"../archive/v1.0.0", "/etc", "archive/v1.0.0", "", ".", "..",
                                 "v1.0.0/", "c1/../c2", "c1\n", ".incoming"}) {
    CAPTURE(name);
    (void)refusal<NotFoundError>(world.files, name);
  }
}

TEST_CASE("a link that mlpipe did not write is not followed", "[registry]") {
  for (const std::string target :
       {"../models/archive/v1.0.0", "/archive/v1.0.0", "archive/../archive/v1.0.0",
        "archive/v1.0.0/", "./archive/v1.0.0", "archive/1.0.0", "archive/v1.0", "candidates/c1",
        "archive//v1.0.0", "archive/v1.0.0+b"}) {
    CAPTURE(target);
    TwoVersions world;
    world.files.point_link("production", target);
    CHECK_THAT(refusal<IntegrityError>(world.files, "production"),
               ContainsSubstring("production points to"));
  }
  for (const std::string target : {"archive/v1.0.0", "../c1", "candidates/../c1", "/candidates/c1",
                                   "candidates/.hidden", "candidates/c1/x"}) {
    CAPTURE(target);
    TwoVersions world;
    world.files.point_link("staging", target);
    CHECK_THAT(refusal<IntegrityError>(world.files, "staging"),
               ContainsSubstring("staging points to"));
  }
}

TEST_CASE("a link to a version that is gone is damage, not a missing name", "[registry]") {
  TwoVersions world;
  world.files.remove_all("archive/v1.1.0");
  CHECK_THAT(refusal<IntegrityError>(world.files, "production"),
             ContainsSubstring("archive/v1.1.0") && ContainsSubstring("version list"));
}

TEST_CASE("every file that is not what was recorded is named", "[registry]") {
  const std::string folder = "archive/v1.1.0/";
  for (const std::string file : {"model_v1.1.0.ubj", "model_v1.1.0_metadata.json", "SHA256SUMS"}) {
    for (const std::string how : {"flipped", "cut", "empty", "gone", "link", "folder"}) {
      CAPTURE(file, how);
      TwoVersions world;
      std::string bytes = world.files.read(folder + file);
      bytes[bytes.size() / 2] ^= 1;
      world.files.remove_all(folder + file);
      if (how == "flipped") {
        world.files.replace(folder + file, bytes);
      } else if (how == "cut") {
        world.files.replace(folder + file, bytes.substr(0, bytes.size() / 2));
      } else if (how == "empty") {
        world.files.replace(folder + file, "");
      } else if (how == "link") {
        world.files.point_link(folder + file, "../v1.0.0/" + file);
      } else if (how == "folder") {
        world.files.create_folders(folder + file);
      }
      CHECK_THAT(refusal<IntegrityError>(world.files, "production"), ContainsSubstring(folder));
    }
  }
}

TEST_CASE("files of another version, each whole, are not taken for this one", "[registry]") {
  TwoVersions world;
  for (const auto& file : world.files.list("archive/v1.0.0")) {
    if (world.files.kind("archive/v1.0.0/" + file) == FileSystem::Kind::kFile) {
      world.files.replace("archive/v1.1.0/" + file, world.files.read("archive/v1.0.0/" + file));
    }
  }
  CHECK_THAT(refusal<IntegrityError>(world.files, "production"),
             ContainsSubstring("is not the metadata of \"v1.1.0\""));
}

TEST_CASE("a pruned version says so", "[registry]") {
  TwoVersions world;
  (void)world.promote();  // v1.1.0 stays, for a rollback
  world.clock.advance(std::chrono::hours(24 * 30));
  PruneRequest request;
  request.keep = 1;
  REQUIRE(world.registry().prune(request).pruned == std::vector<std::string>{"v1.0.0"});
  CHECK_THAT(refusal<NotFoundError>(world.files, "v1.0.0"), ContainsSubstring("was pruned"));
}

TEST_CASE("a production without links is read in place", "[registry]") {
  TwoVersions world;
  world.files.remove_all("production");
  SECTION("a folder") {
    for (const auto& file : world.files.list("archive/v1.0.0")) {
      world.files.replace("production/" + file, world.files.read("archive/v1.0.0/" + file));
    }
    const auto found = find_model(world.files, "production");
    CHECK(found.folder == "production");
    CHECK(found.name == "v1.0.0");
    CHECK(read_model(world.files, found) == "model 1");
    world.files.replace("production/model_v1.0.0.ubj", "model 9");
    (void)refusal<IntegrityError>(world.files, "production");
  }
  SECTION("a file with the target of the link") {
    world.files.replace("production", "archive/v1.0.0");
    CHECK(find_model(world.files, "production").folder == "archive/v1.0.0");
    world.files.replace("production", "../secret");
    (void)refusal<IntegrityError>(world.files, "production");
  }
}
