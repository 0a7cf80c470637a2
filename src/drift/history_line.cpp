// SPDX-License-Identifier: MIT
#include "drift/history_line.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "mlpipe/drift/options.hpp"

namespace mlpipe::drift {
namespace {

using simdjson::dom::element;

constexpr double kLargest = 1e300;

/// Ends the reading of a line; never leaves this file.
struct Damaged {};

void require(bool is_sound) {
  if (!is_sound) {
    throw Damaged{};
  }
}

template <class T>
T get(const element& from) {
  T out{};
  require(from.get(out) == simdjson::SUCCESS);
  return out;
}

/// The members by these names, each of them once and no others: a line with less or more was not
/// written by this version. Quick where they stand in this order.
template <std::size_t N>
std::array<element, N> members(const element& from, const std::array<std::string_view, N>& names) {
  std::array<element, N> out;
  std::array<bool, N> seen{};
  std::size_t next = 0;
  for (const auto& [key, value] : get<simdjson::dom::object>(from)) {
    if (next >= N || key != names[next]) {
      next = static_cast<std::size_t>(std::find(names.begin(), names.end(), key) - names.begin());
    }
    require(next < N && !seen[next]);
    out[next] = value;
    seen[next++] = true;
  }
  require(std::all_of(seen.begin(), seen.end(), [](bool here) { return here; }));
  return out;
}

double number(const element& from, double highest) {
  const auto value = get<double>(from);
  require(value >= 0.0 && value <= highest);
  return value;
}

Verdict verdict(const element& from) {
  constexpr std::array kAll = {Verdict::kOk, Verdict::kWarning, Verdict::kCritical,
                               Verdict::kCannotTell};
  const auto word = get<std::string_view>(from);
  const auto* const found =
      std::find_if(kAll.begin(), kAll.end(), [&](Verdict v) { return to_string(v) == word; });
  require(found != kAll.end());
  return *found;
}

std::optional<Timestamp> time(const element& from) {
  if (from.is_null()) {
    return std::nullopt;
  }
  const auto out = from_iso8601(std::string(get<std::string_view>(from)));
  require(out.has_value());
  return out;
}

FeatureRecord feature(const element& from) {
  static constexpr std::array<std::string_view, 7> kNames = {"name", "psi",     "psi_adjusted", "p",
                                                             "q",    "missing", "verdict"};
  const auto [name, psi, adjusted, p, q, missing, word] = members(from, kNames);
  return {std::string(get<std::string_view>(name)),
          number(psi, kLargest),
          number(adjusted, kLargest),
          number(p, 1.0),
          number(q, 1.0),
          number(missing, 1.0),
          verdict(word)};
}

CheckRecord record(const element& from) {
  static constexpr std::array<std::string_view, 13> kNames = {
      "version", "time",    "model",    "window",     "rows",   "first",  "last",
      "rule",    "verdict", "features", "prediction", "failed", "retrain"};
  const auto [version, when, model, window, rows, first, last, rule, word, features, prediction,
              failed, retrain] = members(from, kNames);
  require(get<std::int64_t>(version) == kHistoryVersion);
  CheckRecord out;
  const auto checked = time(when);
  const auto known_rule = rule_named(get<std::string_view>(rule));
  require(checked && known_rule);
  out.time = *checked;
  out.model = get<std::string_view>(model);
  out.window = get<std::string_view>(window);
  const auto count = get<std::int64_t>(rows);
  require(count >= 0);
  out.rows = static_cast<std::uint64_t>(count);
  out.first = time(first);
  out.last = time(last);
  out.rule = *known_rule;
  out.verdict = verdict(word);
  const auto list = get<simdjson::dom::array>(features);
  out.features.reserve(list.size());
  for (const auto& each : list) {
    out.features.push_back(feature(each));
  }
  if (!prediction.is_null()) {
    out.prediction = feature(prediction);
  }
  out.failed = get<bool>(failed);
  out.retrain = get<bool>(retrain);
  return out;
}

bool is_other_version(const element& from) {
  std::int64_t version = kHistoryVersion;
  return from["version"].get(version) == simdjson::SUCCESS && version != kHistoryVersion;
}

}  // namespace

std::variant<CheckRecord, UnreadLine> read_history_line(std::string_view line,
                                                        simdjson::dom::parser& parser) {
  element document;
  if (parser.parse(line.data(), line.size()).get(document) != simdjson::SUCCESS) {
    return UnreadLine::kDamaged;
  }
  if (is_other_version(document)) {
    return UnreadLine::kOtherVersion;
  }
  try {
    return record(document);
  } catch (const Damaged&) {
    return UnreadLine::kDamaged;
  }
}

}  // namespace mlpipe::drift
