// SPDX-License-Identifier: MIT
#include <algorithm>
#include <functional>
#include <numeric>

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/profile.hpp"

#include "drift/profile_words.hpp"

namespace mlpipe::drift {
namespace {

using simdjson::dom::element;

/// A value of a stored profile and its place; whatever it is not is damage. Lives no longer than
/// what it is a part of.
class Node {
 public:
  Node(const element& value, const std::string& source) : value_(value), source_(source) {}

  [[noreturn]] void damaged(const std::string& what) const {
    const std::string at = pointer();
    throw IntegrityError(source_ + ": " + (at.empty() ? "/" : at) + ": " + what +
                         "; restore the profile or train again");
  }
  [[nodiscard]] Node at(std::string_view key) const& {
    require(value_.is_object(), "expected an object");
    element found;
    if (value_.at_key(key).get(found) != simdjson::SUCCESS) {
      damaged("the field \"" + std::string(key) + "\" is missing");
    }
    return {found, *this, key, 0};
  }
  Node at(std::string_view key) const&& = delete;
  [[nodiscard]] bool is_null() const { return value_.is_null(); }
  [[nodiscard]] std::string text() const {
    return std::string(get<std::string_view>("expected a string"));
  }
  [[nodiscard]] double number() const { return get<double>("expected a number"); }
  [[nodiscard]] std::uint64_t count() const {
    const auto out = get<std::uint64_t>("expected a whole number of at least 0");
    require(out < 1ULL << 53U, "this count is too large");
    return out;
  }
  /// Index of the text among words.
  template <class Enum, std::size_t kSize>
  [[nodiscard]] Enum one_of(const std::array<std::string, kSize>& words) const {
    const auto found = std::find(words.begin(), words.end(), text());
    if (found == words.end()) {
      damaged("expected one of " + join(words, ", "));
    }
    return static_cast<Enum>(found - words.begin());
  }
  template <class T, class Read>
  [[nodiscard]] std::vector<T> list(const Read& read) const {
    const auto items = get<simdjson::dom::array>("expected a list");
    std::vector<T> out;
    out.reserve(items.size());
    for (const auto& each : items) {
      out.push_back(read(Node(each, *this, "", out.size())));
    }
    return out;
  }
  [[nodiscard]] std::vector<double> numbers() const {
    return list<double>([](const Node& each) { return each.number(); });
  }
  void require(bool condition, const char* what) const {
    if (!condition) {
      damaged(what);
    }
  }

 private:
  Node(const element& value, const Node& parent, std::string_view key, std::size_t index)
      : value_(value), source_(parent.source_), parent_(&parent), key_(key), index_(index) {}

  template <class T>
  [[nodiscard]] T get(const char* expected) const {
    T out{};
    if (value_.get(out) != simdjson::SUCCESS) {
      damaged(expected);
    }
    return out;
  }
  [[nodiscard]] std::string pointer() const {
    return parent_ == nullptr ? ""
                              : parent_->pointer() + "/" +
                                    (key_.empty() ? std::to_string(index_) : std::string(key_));
  }

  element value_;
  const std::string& source_;
  const Node* parent_ = nullptr;
  std::string_view key_;   ///< in an object; empty: in a list
  std::size_t index_ = 0;  ///< in a list
};

std::vector<double> ascending(const Node& node, bool strictly) {
  auto out = node.numbers();
  const auto wrong = strictly ? std::adjacent_find(out.begin(), out.end(), std::greater_equal<>())
                              : std::adjacent_find(out.begin(), out.end(), std::greater<>());
  node.require(wrong == out.end(), "expected ascending numbers");
  return out;
}

BinPlan read_plan(const Node& node) {
  BinPlan out;
  out.mode = node.at("mode").one_of<BinMode>(kModeWords);
  if (out.mode == BinMode::kCategories) {
    const Node names = node.at("categories");
    out.categories = names.list<std::string>([](const Node& each) { return each.text(); });
    names.require(!out.categories.empty() && out.categories.size() <= 100,
                  "expected 1 to 100 categories");
  } else if (out.mode != BinMode::kNone) {
    const Node points = node.at(out.mode == BinMode::kValues ? "values" : "edges");
    out.points = ascending(points, true);
    points.require(!out.points.empty() && out.points.size() <= 100, "expected 1 to 100 numbers");
    out.low = node.at("low").number();
    out.high = node.at("high").number();
  }
  return out;
}

BinCounts read_counts(const Node& node, const BinPlan& plan) {
  BinCounts out;
  const Node bins = node.at("bins");
  out.bins = bins.list<std::uint64_t>([](const Node& each) { return each.count(); });
  if (out.bins.size() != plan.size()) {
    bins.damaged("expected " + std::to_string(plan.size()) + " counts, one for each bin");
  }
  out.rows = node.at("rows").count();
  out.missing = node.at("missing").count();
  out.infinite = node.at("infinite").count();
  out.below = node.at("below").count();
  out.above = node.at("above").count();
  const auto counted = std::accumulate(out.bins.begin(), out.bins.end(), out.missing);
  if (plan.mode != BinMode::kNone && counted != out.rows) {
    node.damaged("the counts add up to " + std::to_string(counted) + " rows and not to " +
                 std::to_string(out.rows));
  }
  return out;
}

SampleMoments read_moments(const Node& node) {
  SampleMoments out;
  out.n = node.at("n").count();
  out.mean = node.at("mean").number();
  out.deviation = node.at("deviation").number();
  if (!node.at("skewness").is_null()) {
    out.skewness = node.at("skewness").number();
  }
  out.min = node.at("min").number();
  out.max = node.at("max").number();
  const auto quantiles = ascending(node.at("quantiles"), false);
  node.at("quantiles").require(quantiles.size() == out.quantiles.size(), "expected 7 numbers");
  std::copy(quantiles.begin(), quantiles.end(), out.quantiles.begin());
  return out;
}

FeatureProfile read_feature(const Node& node) {
  FeatureProfile out;
  out.name = node.at("name").text();
  out.kind = node.at("kind").one_of<FeatureKind>(kKindWords);
  out.plan = read_plan(node.at("bins"));
  node.at("bins").require(!out.usable() || (out.plan.mode == BinMode::kCategories) ==
                                               (out.kind == FeatureKind::kCategorical),
                          "these bins do not fit the kind of the feature");
  out.counts = read_counts(node.at("counts"), out.plan);
  const std::array<std::string, 2> precisions = {"double", "float"};
  out.single_precision = node.at("precision").one_of<int>(precisions) == 1;
  out.grid = ascending(node.at("quantiles"), false);
  if (out.single_precision) {
    std::transform(out.grid.begin(), out.grid.end(), out.grid.begin(),
                   [](double value) { return static_cast<double>(static_cast<float>(value)); });
  }
  const bool has_grid = out.kind == FeatureKind::kNumeric && out.usable();
  node.at("quantiles")
      .require(out.grid.size() == (has_grid ? kGridSteps + 1 : 0),
               has_grid ? "expected 257 numbers" : "expected an empty list");
  out.moments = read_moments(node.at("moments"));
  out.noise = node.at("windows").list<LongRunNoise>([](const Node& each) {
    return LongRunNoise{each.at("length").count(), each.at("trace").number(),
                        each.at("sum_squares").number()};
  });
  out.windows = node.at("windows").list<WindowPsi>([](const Node& each) {
    return WindowPsi{each.at("highest_psi").number(), each.at("psi_p99").number()};
  });
  const auto longer = [](const LongRunNoise& a, const LongRunNoise& b) {
    return a.length >= b.length;
  };
  node.at("windows").require(
      std::adjacent_find(out.noise.begin(), out.noise.end(), longer) == out.noise.end() &&
          (out.noise.empty() || out.noise.front().length > 0),
      "expected ascending lengths above 0");
  out.gain = node.at("gain").number();
  out.between_models = node.at("psi_between_models").number();
  return out;
}

std::optional<FeatureProfile> read_optional(const Node& node) {
  return node.is_null() ? std::nullopt : std::optional(read_feature(node));
}

std::optional<Timestamp> read_time(const Node& node) {
  if (node.is_null()) {
    return std::nullopt;
  }
  const auto time = from_iso8601(node.text());
  node.require(time.has_value(), "expected a time such as 2026-11-23T02:00:00Z");
  return time;
}

/// What is wrong with a text that is no JSON, with its line and column.
[[noreturn]] void refuse_text(std::string_view text, const std::string& source) {
  try {
    (void)parse_json(text, source);
  } catch (const ConfigError& error) {
    throw IntegrityError(error.what());
  }
  throw IntegrityError(source + ": this JSON cannot be read; restore the profile or train again");
}

bool ends_with_sum(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  const std::size_t end = kSumKey.size() + kDigits + kProfileEnd.size();
  if (text.size() < end) {
    return false;
  }
  const auto body = text.substr(0, text.size() - end);
  return text.substr(body.size()) ==
         std::string(kSumKey) + sha256_hex(body) + std::string(kProfileEnd);
}

}  // namespace

ReferenceProfile read_profile(std::string_view text, const std::string& source) {
  simdjson::dom::parser parser;
  element document;
  // simdjson copies from the null pointer of an empty text.
  if (text.empty() || parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) {
    refuse_text(text, source);
  }
  const Node root(document, source);
  const Node format = root.at("format");
  format.require(format.text() == kProfileFormat, "this is no drift profile");
  const Node version = root.at("version");
  if (version.count() != kProfileVersion) {
    version.damaged("version " + std::to_string(version.count()) +
                    " of the profile is not the one this mlpipe reads (" +
                    std::to_string(kProfileVersion) + ")");
  }
  ReferenceProfile out;
  out.model_sha256 = root.at("model_sha256").text();
  out.data_sha256 = root.at("data_sha256").text();
  out.first = read_time(root.at("first_time"));
  out.last = read_time(root.at("last_time"));
  out.spacing = std::chrono::microseconds(root.at("row_spacing_us").count());
  out.features = root.at("features").list<FeatureProfile>(read_feature);
  out.prediction = read_optional(root.at("prediction"));
  out.target = read_optional(root.at("target"));
  const Node sum = root.at("sha256");
  sum.require(ends_with_sum(text), "the profile is not what was written: its SHA-256 differs");
  return out;
}

}  // namespace mlpipe::drift
