// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/gate/comparison.hpp"

namespace mlpipe::gate {

/// The same metrics of both models on rows drawn with repetition. Thread-safe.
class Resampled {
 public:
  virtual ~Resampled() = default;
  /// In the order of all values below.
  [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
  /// Units that are drawn: moments, or bars.
  [[nodiscard]] virtual std::size_t units() const = 0;
  /// candidate - baseline of each metric on the drawn units; NaN if one of them is undefined.
  virtual void differences(std::span<const std::uint32_t> drawn, std::span<double> out) const = 0;
};

/// Metrics of forecasts; a unit is a moment with all its rows.
class ResampledForecasts final : public Resampled {
 public:
  explicit ResampledForecasts(const ForecastPair& pair);
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] std::size_t units() const override { return starts_.size() - 1; }
  void differences(std::span<const std::uint32_t> drawn, std::span<double> out) const override;

 private:
  [[nodiscard]] std::vector<metrics::MetricValue> score(
      const std::vector<double>& forecast, const std::vector<double>& truth,
      const std::vector<double>& naive, const std::vector<std::int64_t>& moment) const;

  const ForecastPair& pair_;
  std::vector<std::size_t> starts_;
  std::vector<std::string> names_;
  bool panel_ = false;
};

/// Metrics of returns; a unit is a bar, or a day.
class ResampledReturns final : public Resampled {
 public:
  explicit ResampledReturns(const ReturnPair& pair);
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] std::size_t units() const override { return pair_.candidate.size(); }
  void differences(std::span<const std::uint32_t> drawn, std::span<double> out) const override;

 private:
  const ReturnPair& pair_;
  std::vector<std::string> names_;
};

}  // namespace mlpipe::gate
