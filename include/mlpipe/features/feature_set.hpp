// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/event.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/features/feature.hpp"

namespace mlpipe::features {

/// The "features" section of config/pipeline.json.
struct FeatureOptions {
  std::vector<std::string> presets{"core"};  ///< key "preset"; an empty list: none
  std::vector<std::string> names;            ///< key "add": features beyond the presets
  std::vector<std::string> drop;             ///< features or columns of the file to leave out
  /// Bound of the leak check on the area under the ROC curve, or on |Spearman| for regression.
  double leak_auc = 0.97;
  double leak_correlation = 0.95;    ///< the same, on |correlation| with future returns
  std::vector<std::string> trusted;  ///< key "trusted_inputs": columns that the check passes over

  bool operator==(const FeatureOptions&) const = default;
};

[[nodiscard]] FeatureOptions parse_feature_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_feature_options(const FeatureOptions& options);

/// The columns of a model: computed features first, then ready-made columns of the file.
class FeatureSet {
 public:
  /// For features that are in no table; the tests' leaky ones, too.
  explicit FeatureSet(std::vector<Feature> features, std::vector<std::size_t> inputs = {});

  /// The features that the options name, for a market.
  ///
  /// Of a preset, what needs a column that the market lacks is left out with a Note (silently, all
  /// of it, where there are no prices at all), and so are the hours of daily bars. A column of the
  /// file goes before a computed feature of the same name, with a Note. All columns of the file are
  /// features unless dropped.
  /// @throws ConfigError  a name that is nothing (with the nearest that is), a named feature whose
  ///                      columns the market lacks, nothing left at all
  [[nodiscard]] static FeatureSet resolve(const FeatureOptions& options,
                                          const data::MarketData& market, EventSink& events);

  [[nodiscard]] const std::vector<Feature>& features() const noexcept { return features_; }
  /// Indexes into MarketData::inputs, ascending.
  [[nodiscard]] const std::vector<std::size_t>& inputs() const noexcept { return inputs_; }
  /// Names of all columns in order: features(), then inputs().
  [[nodiscard]] std::vector<std::string> column_names(const data::MarketData& market) const;

  /// Writes one computed feature for all bars of a symbol. Missing is NaN; nothing is infinite.
  /// A function of the bars alone, and row t of bars 0 .. t alone. Called from many threads.
  /// @param feature  index into features()
  /// @param out      [bars.size()]
  void compute(std::size_t feature, const data::BarSpan& bars, std::span<double> out) const;

  /// Rows at the start of each symbol in which some computed feature is missing.
  [[nodiscard]] std::size_t first_row() const noexcept;
  /// Rows of history to load before a row may be trained on or scored: the longest window plus 10
  /// of the longest recursion's periods. Training, backtest and scoring must use the same.
  [[nodiscard]] std::size_t warm_up() const noexcept;

 private:
  std::vector<Feature> features_;
  std::vector<std::size_t> inputs_;
};

}  // namespace mlpipe::features
