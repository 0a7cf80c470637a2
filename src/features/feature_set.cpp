// SPDX-License-Identifier: MIT
#include "mlpipe/features/feature_set.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "lanes.hpp"
#include "stretch.hpp"

namespace mlpipe::features {
namespace {

using Strings = std::vector<std::string>;

constexpr std::size_t kStretch = 4096;

bool holds(const Strings& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Every family's name with the number that was typed, or 14: what a slip may have meant.
Strings possible_names(const std::string& typed) {
  const auto first = typed.find_first_of("0123456789");
  const auto last = typed.find_first_not_of("0123456789", first);
  const std::string number = first == std::string::npos ? "14" : typed.substr(first, last - first);
  Strings names;
  for (const Family& family : all_families()) {
    std::string name(family.pattern);
    if (const auto hash = name.find('#'); hash != std::string::npos) {
      name.replace(hash, 1, number);
    }
    names.push_back(std::move(name));
  }
  return names;
}

[[noreturn]] void refuse_unknown(const std::string& name, const Strings& columns) {
  if (name == "VWAP0") {
    throw ConfigError("/features/add",
                      "VWAP0: bars carry no volume-weighted price here; if the file has such a "
                      "column, name it in /data/features");
  }
  Strings known = possible_names(name);
  known.insert(known.end(), columns.begin(), columns.end());
  throw ConfigError("/features/add", "there is no feature and no column " + quote(name) +
                                         did_you_mean(name, known) +
                                         "; docs/features.md lists all features");
}

/// Gathers the features of one set; each name once, in order of arrival.
class Resolver {
 public:
  Resolver(const data::MarketData& market, const FeatureOptions& options)
      : market_(market), options_(options), have_(columns_of(market)) {
    for (const auto& input : market.inputs) {
      columns_.push_back(input.name);
    }
  }

  void add_preset(const std::string& preset, EventSink& events) {
    const Strings names = preset_names(preset);
    if ((have_ & kClose) == 0) {
      left_out_.insert(names.begin(), names.end());
      return;
    }
    Strings lacking;
    unsigned absent = kNone;
    for (const auto& name : names) {
      const auto feature = find_feature(name);
      const unsigned missing = feature->needs & ~have_;
      if (missing != 0) {
        absent |= missing;
        lacking.push_back(name);
        left_out_.insert(name);
      } else if (name.starts_with("hour_") && !market_.intraday) {
        left_out_.insert(name);
      } else if (holds(columns_, name)) {
        events.on(Note{"features.name", "the file's column " + quote(name) +
                                            " takes the place of the computed feature"});
      } else {
        add(*feature);
      }
    }
    if (!lacking.empty()) {
      events.on(Note{"features.left_out",
                     "preset " + preset + ": the data have no " + column_names(absent) + ", so " +
                         std::to_string(lacking.size()) + " of " + std::to_string(names.size()) +
                         " features are left out: " + join(lacking, ", ")});
    }
    if (preset == "alpha158") {
      events.on(Note{"features.left_out",
                     "preset alpha158: VWAP0 is left out, bars carry no volume-weighted price"});
    }
  }

  void add_named(const std::string& name) {
    if (holds(columns_, name)) {
      return;
    }
    const auto feature = find_feature(name);
    if (!feature) {
      refuse_unknown(name, columns_);
    }
    const unsigned missing = feature->needs & ~have_;
    if (missing != 0) {
      throw ConfigError("/features/add", name + " needs " + column_names(feature->needs) +
                                             "; the data have no " + column_names(missing));
    }
    add(*feature);
  }

  [[nodiscard]] FeatureSet finish() {
    check_names();
    std::erase_if(features_, [&](const Feature& f) { return holds(options_.drop, f.name); });
    std::vector<std::size_t> inputs;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!holds(options_.drop, columns_[i])) {
        inputs.push_back(i);
      }
    }
    if (features_.empty() && inputs.empty()) {
      throw ConfigError("/features",
                        "no feature is left; name some in /features/add, or columns of the file "
                        "in /data/features");
    }
    return FeatureSet(std::move(features_), std::move(inputs));
  }

 private:
  void add(const Feature& feature) {
    const auto same = [&](const Feature& other) { return other.name == feature.name; };
    if (std::none_of(features_.begin(), features_.end(), same)) {
      features_.push_back(feature);
    }
  }

  /// A misspelt name in `drop` or `trusted_inputs` would change the model in silence.
  void check_names() const {
    Strings known = columns_;
    for (const auto& feature : features_) {
      known.push_back(feature.name);
    }
    for (const auto& name : options_.drop) {
      if (!holds(known, name) && left_out_.count(name) == 0) {
        throw ConfigError("/features/drop", "there is no feature " + quote(name) + " to drop" +
                                                did_you_mean(name, known));
      }
    }
    for (const auto& name : options_.trusted) {
      if (!holds(columns_, name)) {
        throw ConfigError(
            "/features/trusted_inputs",
            "the data have no feature column " + quote(name) + did_you_mean(name, columns_));
      }
    }
  }

  const data::MarketData& market_;
  const FeatureOptions& options_;
  unsigned have_;
  Strings columns_;
  std::vector<Feature> features_;
  std::set<std::string> left_out_;
};

/// Rows from first_row on; what is not finite is missing.
void compute_defined(const Feature& what, const data::BarSpan& bars, std::span<double> out) {
  if (what.first_row >= bars.size()) {
    return;
  }
  what.compute(bars, out);
  for_each_row(what.first_row, bars.size(), [&]<class V>(std::size_t t) {
    const V value = load<V>(&out[t]);
    store(&out[t], V(value + (value - value)));  // infinite less infinite is NaN
  });
}

}  // namespace

FeatureSet::FeatureSet(std::vector<Feature> features, std::vector<std::size_t> inputs)
    : features_(std::move(features)), inputs_(std::move(inputs)) {}

FeatureSet FeatureSet::resolve(const FeatureOptions& options, const data::MarketData& market,
                               EventSink& events) {
  Resolver resolver(market, options);
  for (const auto& preset : options.presets) {
    resolver.add_preset(preset, events);
  }
  for (const auto& name : options.names) {
    resolver.add_named(name);
  }
  return resolver.finish();
}

std::vector<std::string> FeatureSet::column_names(const data::MarketData& market) const {
  Strings names;
  for (const auto& feature : features_) {
    names.push_back(feature.name);
  }
  for (const std::size_t input : inputs_) {
    names.push_back(market.inputs[input].name);
  }
  return names;
}

void FeatureSet::compute(std::size_t feature, const data::BarSpan& bars,
                         std::span<double> out) const {
  const Feature& what = features_[feature];
  const std::size_t first = std::min(what.first_row, bars.size());
  std::fill_n(out.begin(), first, kMissing);
  if (what.period > 0) {
    compute_defined(what, bars, out);
    return;
  }
  // What looks at a window is worked out in stretches that the cache holds until the second look.
  const std::size_t rows = std::max(kStretch, 4 * what.first_row);
  for (std::size_t begin = first; begin < bars.size(); begin += rows) {
    const std::size_t end = std::min(begin + rows, bars.size());
    compute_defined(what, stretch_of(bars, begin - first, end),
                    out.subspan(begin - first, end - begin + first));
  }
}

std::size_t FeatureSet::first_row() const noexcept {
  std::size_t first = 0;
  for (const auto& feature : features_) {
    first = std::max(first, feature.first_row);
  }
  return first;
}

std::size_t FeatureSet::warm_up() const noexcept {
  std::size_t period = 0;
  for (const auto& feature : features_) {
    period = std::max(period, feature.period);
  }
  return first_row() + 10 * period;
}

}  // namespace mlpipe::features
