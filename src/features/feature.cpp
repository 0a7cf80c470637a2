// SPDX-License-Identifier: MIT
#include "mlpipe/features/feature.hpp"

#include <charconv>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::features {
namespace {

constexpr std::pair<Column, const char*> kColumnNames[] = {
    {kOpen, "open"}, {kHigh, "high"}, {kLow, "low"}, {kClose, "close"}, {kVolume, "volume"}};

/// The number n that makes `pattern` into `name`: 0 for a pattern without '#'; empty if none does.
/// A number is written without leading zeros, so that a feature has one name.
std::optional<std::size_t> match(std::string_view pattern, std::string_view name) {
  const auto hash = pattern.find('#');
  if (hash == std::string_view::npos) {
    return pattern == name ? std::optional<std::size_t>(0) : std::nullopt;
  }
  const auto tail = pattern.substr(hash + 1);
  if (name.size() <= hash + tail.size() || !name.starts_with(pattern.substr(0, hash)) ||
      !name.ends_with(tail)) {
    return std::nullopt;
  }
  const auto digits = name.substr(hash, name.size() - hash - tail.size());
  std::size_t n = 0;
  const auto end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, n);
  const bool plain = digits == "0" || digits.front() != '0';
  if (result.ec != std::errc() || result.ptr != end || !plain) {
    return std::nullopt;
  }
  return n;
}

Feature make_feature(const std::string& name, const Family& family, std::size_t n) {
  if (n < family.least || n > family.most) {
    throw ConfigError("/features", name + ": the number must be from " +
                                       std::to_string(family.least) + " to " +
                                       std::to_string(family.most));
  }
  Feature feature;
  feature.name = name;
  feature.needs = family.needs;
  feature.first_row = n + static_cast<std::size_t>(family.first);
  feature.period = family.period == Family::kOwnNumber ? n : family.period;
  feature.compute = [compute = family.compute, n](const data::BarSpan& bars,
                                                  std::span<double> out) { compute(bars, n, out); };
  return feature;
}

std::vector<std::string> alpha158_names() {
  std::vector<std::string> names;
  bool windowed = false;
  std::vector<std::string_view> rolling;
  for (const Family& family : all_families()) {
    if (family.pattern.starts_with('K') || family.pattern.ends_with('0')) {
      names.emplace_back(family.pattern);
    }
    // Qlib's rolling families come last in the table, from ROC# on.
    windowed = windowed || family.pattern == "ROC#";
    if (windowed) {
      rolling.push_back(family.pattern.substr(0, family.pattern.size() - 1));
    }
  }
  for (const std::string_view stem : rolling) {
    for (const char* window : {"5", "10", "20", "30", "60"}) {
      names.push_back(std::string(stem) + window);
    }
  }
  return names;
}

}  // namespace

unsigned columns_of(const data::MarketData& market) {
  unsigned columns = kNone;
  columns |= market.close.empty() ? 0U : kClose;
  columns |= market.open.empty() ? 0U : kOpen;
  columns |= market.high.empty() ? 0U : kHigh;
  columns |= market.low.empty() ? 0U : kLow;
  columns |= market.volume.empty() ? 0U : kVolume;
  return columns;
}

std::string column_names(unsigned columns) {
  std::vector<std::string> names;
  for (const auto& [column, name] : kColumnNames) {
    if ((columns & column) != 0) {
      names.emplace_back(name);
    }
  }
  return join(names, ", ");
}

std::optional<Feature> find_feature(const std::string& name) {
  for (const Family& family : all_families()) {
    if (const auto n = match(family.pattern, name)) {
      return make_feature(name, family, *n);
    }
  }
  return std::nullopt;
}

std::vector<std::string> preset_names(const std::string& preset) {
  static const std::vector<std::string> kCore = {
      "ret_1",     "ret_2",        "ret_3",       "ret_5",       "ret_10",      "ret_20",
      "mom_60",    "dist_sma_5",   "dist_sma_10", "dist_sma_20", "dist_sma_60", "nmacd_hist",
      "rsi_14",    "natr_14",      "bb_pctb_20",  "bb_width_20", "vol_5",       "vol_20",
      "vol_60",    "parkinson_20", "volume_z_20", "stoch_k_14",  "dow_sin",     "dow_cos",
      "month_sin", "month_cos",    "hour_sin",    "hour_cos"};
  if (preset == "core") {
    return kCore;
  }
  if (preset == "alpha158") {
    return alpha158_names();
  }
  const std::vector<std::string> known = {"core", "alpha158"};
  throw ConfigError("/features/preset", "there is no preset " + quote(preset) +
                                            did_you_mean(preset, known) +
                                            "; use \"core\" or \"alpha158\"");
}

}  // namespace mlpipe::features
