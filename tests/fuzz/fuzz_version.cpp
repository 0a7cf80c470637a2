// SPDX-License-Identifier: MIT
// Text as a version: what is read prints as it was, and the order of any two is an order. JSON as
// the metadata of two models: compared, or refused with an error of ours.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/registry/bump_level.hpp"
#include "mlpipe/registry/metadata_diff.hpp"
#include "mlpipe/registry/semver.hpp"

#include "support/metadata_example.hpp"

namespace {

using namespace mlpipe;
using namespace mlpipe::registry;
using nlohmann::json;

void demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check_names(const SemVer& version) {
  const auto released = parse_version_name(version_name(version));
  demand(released && std::is_eq(compare(*released, version)) && released->build().empty());
  for (const auto kind : {ModelFileKind::kModel, ModelFileKind::kMetadata}) {
    const auto file = parse_model_file_name(model_file_name(version, kind));
    demand(file && file->kind == kind && file->version == *released);
  }
}

void check_bumps(const SemVer& version) {
  SemVer last = version;
  for (const auto level : {BumpLevel::kPatch, BumpLevel::kMinor, BumpLevel::kMajor}) {
    const auto next = bump(version, level);
    demand(std::is_gt(compare(next, version)) && std::is_gteq(compare(next, last)));
    demand(next.prerelease().empty() && next.build().empty());
    demand(parse_semver(to_string(next)) == next);
    last = next;
  }
}

std::optional<SemVer> read_version(std::string_view text) {
  const auto named = parse_version_name(text);
  const auto version = parse_semver(text);
  if (const auto file = parse_model_file_name(text)) {
    demand(model_file_name(file->version, file->kind) == text);
  }
  demand(!version || named == version);
  if (version) {
    demand(to_string(*version) == text);
    demand(std::is_eq(compare(*version, *version)));
    check_names(*version);
    check_bumps(*version);
  } else if (named) {
    demand("v" + to_string(*named) == text);
  }
  return version;
}

void compare_halves(std::string_view text) {
  const auto line_end = text.find('\n');
  const auto middle = line_end == std::string_view::npos ? text.size() / 2 : line_end;
  const auto a = read_version(text.substr(0, middle));
  const auto b = read_version(text.substr(line_end == middle ? middle + 1 : middle));
  if (a && b) {
    const auto order = compare(*a, *b);
    demand(std::is_lt(order) == std::is_gt(compare(*b, *a)));
    demand(std::is_gt(order) == std::is_lt(compare(*b, *a)));
    demand(std::is_eq(order) == (version_name(*a) == version_name(*b)));
  }
}

void check_bump(const json& a, const json& b) {
  try {
    const auto forward = choose_bump(a, b);
    const auto back = choose_bump(b, a);
    demand(!forward.reasons.empty() && forward.same == back.same);
    demand(choose_bump(a, a).same);
  } catch (const IntegrityError& error) {
    demand(*error.what() != '\0');
  }
}

void check_diff(const json& a, const json& b) {
  try {
    const auto forward = diff_metadata(a, b);
    const auto back = diff_metadata(b, a);
    demand(forward.size() == back.size() && diff_metadata(a, a).empty());
    for (const auto& difference : forward) {
      demand(difference.a || difference.b);
    }
  } catch (const IntegrityError& error) {
    demand(*error.what() != '\0');
  }
}

/// Two documents as they stand, and as patches (RFC 7396) of metadata that are whole: few mutations
/// reach a rule from nothing.
void compare_documents(std::string_view text) {
  json documents;
  try {
    documents = parse_json(text, "fuzz.json");
  } catch (const ConfigError&) {
    return;
  }
  if (!documents.is_array() || documents.size() != 2) {
    return;
  }
  check_bump(documents[0], documents[1]);
  check_diff(documents[0], documents[1]);
  json a = testing::example_metadata();
  json b = a;
  a.merge_patch(documents[0]);
  b.merge_patch(documents[1]);
  check_bump(a, b);
  check_diff(a, b);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)read_version(text);
  compare_halves(text);
  compare_documents(text);
  return 0;
}
