// SPDX-License-Identifier: MIT
#include "mlpipe/registry/looks.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

#include "registry/stored_json.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::ordered_json;

const std::vector<std::string> kPolicies{"refresh", "new-recipe"};

std::string to_line(const Look& look) {
  return to_json_line({{"format_version", 1},
                       {"time", to_iso8601(look.time)},
                       {"candidate", look.candidate},
                       {"model_sha256", look.model_sha256},
                       {"recipe_sha256", look.recipe_sha256},
                       {"data_sha256", look.data_sha256},
                       {"baseline", look.baseline},
                       {"policy", look.policy},
                       {"window_from", to_iso8601(look.window_from)},
                       {"window_to", to_iso8601(look.window_to)},
                       {"verdict", look.verdict},
                       {"number", look.number},
                       {"p", look.p ? ordered_json(*look.p) : ordered_json(nullptr)}}) +
         "\n";
}

Look read_look(const nlohmann::json& line, const std::string& where) {
  Look look;
  read_stored(line, where, [&](JsonReader& reader) {
    (void)reader.integer("format_version", 1, 1, 1);
    look.time = read_time(reader, "time").value_or(Timestamp{});
    look.candidate = reader.string("candidate", "");
    look.model_sha256 = reader.string("model_sha256", "");
    look.recipe_sha256 = reader.string("recipe_sha256", "");
    look.data_sha256 = reader.string("data_sha256", "");
    look.baseline = reader.string("baseline", "");
    look.policy = reader.choice("policy", "", kPolicies);
    look.window_from = read_time(reader, "window_from").value_or(Timestamp{});
    look.window_to = read_time(reader, "window_to").value_or(Timestamp{});
    look.verdict = reader.choice("verdict", "", kVerdicts);
    look.number = static_cast<std::size_t>(reader.integer("number", 1, 1, 1'000'000'000));
    if (!reader.raw("p").is_null()) {
      look.p = reader.number("p", 1.0, 0.0, 1.0);
    }
    for (const char* key : {"recipe_sha256", "data_sha256", "policy", "verdict", "number"}) {
      if (!reader.has(key)) {
        reader.problem(key, "is missing");
      }
    }
  });
  return look;
}

bool is_same(const Look& one, const Look& other) {
  return one.recipe_sha256 == other.recipe_sha256 && one.data_sha256 == other.data_sha256 &&
         one.window_from == other.window_from && one.window_to == other.window_to;
}

}  // namespace

std::vector<Look> read_looks(const FileSystem& files) {
  std::vector<Look> looks;
  if (!files.exists(kLooksFile)) {
    return looks;
  }
  const std::string text = files.read(kLooksFile, kMostText);
  std::size_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string where = files.shown(kLooksFile) + ":" + std::to_string(number);
    looks.push_back(
        read_look(parse_stored(std::string_view(text).substr(begin, end - begin), where), where));
    begin = end + 1;
  }
  return looks;
}

std::size_t look_number(std::span<const Look> looks, const Look& mine, Timestamp since) {
  std::vector<Look> distinct;
  for (const auto& look : looks) {
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const Look& other) { return is_same(look, other); });
    if (look.p && look.policy != "refresh" && look.time > since && !known && !is_same(look, mine)) {
      distinct.push_back(look);
    }
  }
  return distinct.size() + 1;
}

void add_look(FileSystem& files, const Look& look) {
  const std::string before =
      files.exists(kLooksFile) ? files.read(kLooksFile, kMostText) : std::string();
  files.replace(kLooksFile, before + to_line(look));
}

}  // namespace mlpipe::registry
