// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string_view>

#include "mlpipe/gate/comparison.hpp"

namespace mlpipe::gate {
namespace {

constexpr std::array<std::string_view, 2> kAreas{"roc_auc", "macro_auc"};
constexpr std::array<std::string_view, 4> kCorrelations{"ic", "rank_ic", "ic_mean", "rank_ic_mean"};

template <class List>
bool is_one_of(const List& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

std::vector<metrics::MetricValue> no_skill_values(std::vector<metrics::MetricValue> base_rate) {
  const auto frequency = metrics::value_of(base_rate, "base_rate");
  for (auto& value : base_rate) {
    if (is_one_of(kCorrelations, value.name)) {
      value = metrics::measured(value.name, 0.0);
    } else if (value.value && is_one_of(kAreas, value.name)) {
      value.value = 0.5;
    } else if (value.value && value.name == "average_precision") {
      value = metrics::measured(value.name, frequency, "the base rate is unknown");
    }
  }
  return base_rate;
}

}  // namespace mlpipe::gate
