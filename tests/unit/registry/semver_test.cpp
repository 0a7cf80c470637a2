// SPDX-License-Identifier: MIT
#include "mlpipe/registry/semver.hpp"

#include <algorithm>

#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::registry;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json kCases = golden::read_json("semver/cases.json");
  return kCases;
}

SemVer version(const std::string& text) {
  auto parsed = parse_semver(text);
  INFO(text);
  REQUIRE(parsed);
  return *parsed;
}

bool below(const SemVer& a, const SemVer& b) {
  return compare(a, b) < 0;
}

}  // namespace

TEST_CASE("a valid version is read into its parts and printed as it was", "[registry][reference]") {
  REQUIRE(cases()["valid"].size() == 50);
  for (const auto& item : cases()["valid"]) {
    const auto input = item["input"].get<std::string>();
    CAPTURE(input);
    const auto parsed = version(input);
    CHECK(parsed.major_digits() == item["major"]);
    CHECK(parsed.minor_digits() == item["minor"]);
    CHECK(parsed.patch_digits() == item["patch"]);
    std::vector<std::string> prerelease;
    for (const auto& identifier : item["prerelease"]) {
      prerelease.push_back(identifier.begin()->get<std::string>());
    }
    CHECK(parsed.prerelease() == prerelease);
    CHECK(parsed.build() == item["build"].get<std::vector<std::string>>());
    CHECK(to_string(parsed) == input);
    CHECK(parsed == version(input));
  }
}

TEST_CASE("what the grammar does not know is no version", "[registry][reference]") {
  REQUIRE(cases()["invalid"].size() == 91);
  for (const auto& item : cases()["invalid"]) {
    CAPTURE(item["input"].dump(), item["reason"].get<std::string>());
    CHECK_FALSE(parse_semver(item["input"].get<std::string>()));
  }
}

TEST_CASE("every later version of a chain is above every earlier one", "[registry][reference]") {
  std::size_t pairs = 0;
  for (const auto& chain : cases()["ordering"]) {
    std::vector<SemVer> ascending;
    for (const auto& text : chain["ascending"]) {
      ascending.push_back(version(text.get<std::string>()));
    }
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CHECK(std::is_eq(compare(ascending[j], ascending[j])));
      for (std::size_t i = 0; i < j; ++i, ++pairs) {
        CAPTURE(to_string(ascending[i]), to_string(ascending[j]));
        CHECK(std::is_lt(compare(ascending[i], ascending[j])));
        CHECK(std::is_gt(compare(ascending[j], ascending[i])));
        CHECK(ascending[i] != ascending[j]);
      }
    }
    Rng rng(7);
    auto shuffled = ascending;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
      std::swap(shuffled[i - 1], shuffled[rng.below(i)]);
    }
    CHECK(shuffled != ascending);
    std::sort(shuffled.begin(), shuffled.end(), below);
    CHECK(shuffled == ascending);
  }
  CHECK(pairs == 475);
}

TEST_CASE("versions that differ in build alone have one precedence", "[registry][reference]") {
  REQUIRE(cases()["equal_precedence"].size() == 7);
  for (const auto& pair : cases()["equal_precedence"]) {
    CAPTURE(pair.dump());
    const auto a = version(pair[0].get<std::string>());
    const auto b = version(pair[1].get<std::string>());
    CHECK(std::is_eq(compare(a, b)));
    CHECK(std::is_eq(compare(b, a)));
    CHECK(a != b);
    CHECK(version_name(a) == version_name(b));
  }
}

TEST_CASE("a bump gives the next release of its level", "[registry][reference]") {
  REQUIRE(cases()["bump"].size() == 20);
  for (const auto& item : cases()["bump"]) {
    CAPTURE(item.dump());
    const auto level = parse_bump_level(item["level"].get<std::string>());
    REQUIRE(level);
    CHECK(to_string(*level) == item["level"]);
    const auto from = version(item["from"].get<std::string>());
    const auto to = bump(from, *level);
    CHECK(to_string(to) == item["to"]);
    CHECK(std::is_lt(compare(from, to)));
  }
}

TEST_CASE("a bump neither wraps nor guesses", "[registry][reference]") {
  std::size_t tried = 0;
  for (const auto& item : cases()["bump_errors"]) {
    CAPTURE(item.dump());
    const auto from = parse_semver(item["from"].get<std::string>());
    const auto level = parse_bump_level(item["level"].get<std::string>());
    if (item["error"] == "overflow") {
      // For implementations of 64 bits; ours counts on.
      REQUIRE((from && level));
      CHECK(to_string(bump(*from, *level)) == "18446744073709551616.0.0");
    } else {
      CHECK(from.has_value() == (item["error"] != "invalid"));
      CHECK(level.has_value() == (item["error"] != "unknown level"));
    }
    ++tried;
  }
  CHECK(tried == 3);
  CHECK(to_string(bump(version("999.9.9"), BumpLevel::kMajor)) == "1000.0.0");
  CHECK(to_string(bump(version("1.0.3-rc.1"), BumpLevel::kMajor)) == "2.0.0");
  CHECK_FALSE(parse_bump_level("Minor"));
  CHECK_FALSE(parse_bump_level(""));
}

TEST_CASE("one small v may stand before a version on the command line", "[registry][reference]") {
  REQUIRE(cases()["tag_names"].size() == 14);
  for (const auto& item : cases()["tag_names"]) {
    CAPTURE(item["input"].dump());
    const auto parsed = parse_version_name(item["input"].get<std::string>());
    REQUIRE(parsed.has_value() == item["ok"].get<bool>());
    if (parsed) {
      CHECK(to_string(*parsed) == item["version"]);
    }
  }
}

TEST_CASE("names on the disk hold the version without its build", "[registry]") {
  const auto parsed = version("1.2.0-rc.1+b7");
  CHECK(version_name(parsed) == "v1.2.0-rc.1");
  CHECK(model_file_name(parsed, ModelFileKind::kModel) == "model_v1.2.0-rc.1.ubj");
  CHECK(model_file_name(parsed, ModelFileKind::kMetadata) == "model_v1.2.0-rc.1_metadata.json");
  CHECK(version_name(SemVer()) == "v0.0.0");
}

TEST_CASE("a version is read from the name of a metadata file", "[registry][reference]") {
  REQUIRE(cases()["file_names"].size() == 10);
  for (const auto& item : cases()["file_names"]) {
    const auto file = item["file"].get<std::string>();
    CAPTURE(file);
    const auto parsed = parse_model_file_name(file);
    REQUIRE(parsed.has_value() == item["ok"].get<bool>());
    if (parsed) {
      CHECK(to_string(parsed->version) == item["version"]);
      CHECK(item["kind"] == "metadata");
      CHECK(parsed->kind == ModelFileKind::kMetadata);
      CHECK(model_file_name(parsed->version, parsed->kind) == file);
    }
  }
}

TEST_CASE("a version is read from the name of a model file", "[registry]") {
  for (const std::string file : {"model_v1.2.0.ubj", "model_v1.2.0-rc.1.ubj"}) {
    CAPTURE(file);
    const auto parsed = parse_model_file_name(file);
    REQUIRE(parsed);
    CHECK(parsed->kind == ModelFileKind::kModel);
    CHECK(model_file_name(parsed->version, parsed->kind) == file);
  }
  for (const std::string file :
       {"model.ubj", "model_1.2.0.ubj", "model_v1.2.0.ubj.tmp", "model_v1.2.0.UBJ", "model_v.ubj",
        "model_vv1.2.0.ubj", "model_v1.2.0+b.ubj", "model_v1.2.0", "model_v", "",
        "a/model_v1.2.0.ubj", "model_v1.2.0\n.ubj"}) {
    CAPTURE(file);
    CHECK_FALSE(parse_model_file_name(file));
  }
}
