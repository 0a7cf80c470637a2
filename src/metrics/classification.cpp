// SPDX-License-Identifier: MIT
#include "mlpipe/metrics/classification.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::metrics {
namespace {

constexpr double kClip = 0x1p-52;
constexpr std::string_view kNoRows = "no scored rows";
constexpr std::string_view kOneClass = "only one class among the scored rows";

double ratio_or_zero(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : 0.0;
}

double balanced_accuracy(const Confusion& table) {
  const auto positives = static_cast<double>(table.tp + table.fn);
  const auto negatives = static_cast<double>(table.tn + table.fp);
  const double recall = ratio_or_zero(static_cast<double>(table.tp), positives);
  const double specificity = ratio_or_zero(static_cast<double>(table.tn), negatives);
  if (positives == 0.0) {
    return specificity;
  }
  return negatives == 0.0 ? recall : 0.5 * (recall + specificity);
}

std::vector<MetricValue> nothing_scored() {
  std::vector<MetricValue> out{measured("n", 0.0)};
  for (const char* name : {"accuracy", "majority_accuracy", "balanced_accuracy", "precision",
                           "recall", "specificity", "f1", "mcc", "roc_auc", "average_precision",
                           "log_loss", "brier", "brier_skill", "base_rate", "positive_rate"}) {
    out.push_back(absent(name, kNoRows));
  }
  return out;
}

}  // namespace

Confusion confusion(std::span<const double> p, std::span<const double> y, double threshold) {
  assert(p.size() == y.size());
  Confusion table;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const bool called = p[i] >= threshold;
    const bool is = y[i] > 0.5;
    table.tp += called && is ? 1U : 0U;
    table.fp += called && !is ? 1U : 0U;
    table.tn += !called && !is ? 1U : 0U;
    table.fn += !called && is ? 1U : 0U;
  }
  return table;
}

double matthews(const Confusion& table) {
  // In double: the product of four counts overflows 64 bits from about 65,000 rows of each.
  const auto tp = static_cast<double>(table.tp);
  const auto fp = static_cast<double>(table.fp);
  const auto tn = static_cast<double>(table.tn);
  const auto fn = static_cast<double>(table.fn);
  const double product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
  return product > 0.0 ? (tp * tn - fp * fn) / std::sqrt(product) : 0.0;
}

RankScores rank_scores(std::span<const double> p, std::span<const double> y) {
  assert(p.size() == y.size());
  const auto order = stats::ascending_order(p);
  const auto positives =
      static_cast<double>(std::count_if(y.begin(), y.end(), [](double v) { return v > 0.5; }));
  const double negatives = static_cast<double>(y.size()) - positives;
  if (positives == 0.0 || negatives == 0.0) {
    return {};
  }
  // From the highest score down, one group of ties at a time. Counts are exact in double.
  double pairs = 0.0;  // positives above negatives, ties half
  double precision_sum = 0.0;
  double seen_positive = 0.0;
  double seen = 0.0;
  for (std::size_t end = order.size(); end > 0;) {
    const double score = p[order[end - 1]];
    double group_positive = 0.0;
    double group = 0.0;
    for (; end > 0 && p[order[end - 1]] == score; --end) {
      group_positive += y[order[end - 1]] > 0.5 ? 1.0 : 0.0;
      group += 1.0;
    }
    pairs += (group - group_positive) * (seen_positive + 0.5 * group_positive);
    seen_positive += group_positive;
    seen += group;
    precision_sum += group_positive / positives * (seen_positive / seen);
  }
  return {pairs / (positives * negatives), precision_sum};
}

double log_loss(std::span<const double> p, std::span<const double> y) {
  assert(p.size() == y.size() && !p.empty());
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double q = std::clamp(p[i], kClip, 1.0 - kClip);
    sum -= y[i] > 0.5 ? std::log(q) : std::log1p(-q);
  }
  return sum / static_cast<double>(p.size());
}

double brier(std::span<const double> p, std::span<const double> y) {
  assert(p.size() == y.size() && !p.empty());
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += (p[i] - y[i]) * (p[i] - y[i]);
  }
  return sum / static_cast<double>(p.size());
}

std::vector<MetricValue> binary_metrics(std::span<const double> p, std::span<const double> y,
                                        double threshold) {
  if (p.empty()) {
    return nothing_scored();
  }
  const Confusion table = confusion(p, y, threshold);
  const auto n = static_cast<double>(table.n());
  const auto tp = static_cast<double>(table.tp);
  const auto fp = static_cast<double>(table.fp);
  const auto fn = static_cast<double>(table.fn);
  const auto tn = static_cast<double>(table.tn);
  const double base = (tp + fn) / n;
  const RankScores ranks = rank_scores(p, y);
  const double squared = brier(p, y);
  const double reference = base * (1.0 - base);
  const std::optional<double> skill =
      reference > 0.0 ? std::optional(1.0 - squared / reference) : std::nullopt;
  return {
      measured("n", n),
      measured("accuracy", (tp + tn) / n),
      measured("majority_accuracy", std::max(base, 1.0 - base)),
      measured("balanced_accuracy", balanced_accuracy(table)),
      measured("precision", ratio_or_zero(tp, tp + fp)),
      measured("recall", ratio_or_zero(tp, tp + fn)),
      measured("specificity", ratio_or_zero(tn, tn + fp)),
      measured("f1", ratio_or_zero(2.0 * tp, 2.0 * tp + fp + fn)),
      measured("mcc", matthews(table)),
      measured("roc_auc", ranks.roc_auc, kOneClass),
      measured("average_precision", ranks.average_precision, kOneClass),
      measured("log_loss", log_loss(p, y)),
      measured("brier", squared),
      measured("brier_skill", skill, kOneClass),
      measured("base_rate", base),
      measured("positive_rate", (tp + fp) / n),
  };
}

}  // namespace mlpipe::metrics
