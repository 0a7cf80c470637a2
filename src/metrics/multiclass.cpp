// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/metrics/classification.hpp"

namespace mlpipe::metrics {
namespace {

constexpr double kClip = 0x1p-52;
constexpr std::string_view kNoRows = "no scored rows";

/// Counts of a multi-class forecast.
struct Counts {
  double n = 0.0;
  double correct = 0.0;
  std::vector<double> hit, called, true_count;  // [classes]
};

std::size_t most_probable(std::span<const double> row) {
  return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

Counts count_classes(std::span<const double> p, std::size_t classes, std::span<const double> y) {
  Counts counts;
  counts.n = static_cast<double>(y.size());
  counts.hit.assign(classes, 0.0);
  counts.called.assign(classes, 0.0);
  counts.true_count.assign(classes, 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t called = most_probable(p.subspan(i * classes, classes));
    const auto truth = static_cast<std::size_t>(y[i]);
    assert(truth < classes);
    counts.called[called] += 1.0;
    counts.true_count[truth] += 1.0;
    if (called == truth) {
      counts.hit[truth] += 1.0;
      counts.correct += 1.0;
    }
  }
  return counts;
}

/// Source: Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation".
double matthews_covariance(const Counts& counts) {
  double cross = 0.0;
  double called_squares = 0.0;
  double true_squares = 0.0;
  for (std::size_t k = 0; k < counts.hit.size(); ++k) {
    cross += counts.called[k] * counts.true_count[k];
    called_squares += counts.called[k] * counts.called[k];
    true_squares += counts.true_count[k] * counts.true_count[k];
  }
  const double n2 = counts.n * counts.n;
  const double product = (n2 - called_squares) * (n2 - true_squares);
  return product > 0.0 ? (counts.correct * counts.n - cross) / std::sqrt(product) : 0.0;
}

struct MacroScores {
  double precision = 0.0, recall = 0.0, f1 = 0.0;
};

MacroScores macro_scores(const Counts& counts) {
  MacroScores sum;
  double present = 0.0;
  for (std::size_t k = 0; k < counts.hit.size(); ++k) {
    if (counts.true_count[k] == 0.0) {
      continue;
    }
    present += 1.0;
    sum.precision += counts.called[k] > 0.0 ? counts.hit[k] / counts.called[k] : 0.0;
    sum.recall += counts.hit[k] / counts.true_count[k];
    sum.f1 += 2.0 * counts.hit[k] / (counts.called[k] + counts.true_count[k]);
  }
  return {sum.precision / present, sum.recall / present, sum.f1 / present};
}

double multiclass_log_loss(std::span<const double> p, std::size_t classes,
                           std::span<const double> y) {
  double sum = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double q = p[i * classes + static_cast<std::size_t>(y[i])];
    sum -= std::log(std::clamp(q, kClip, 1.0 - kClip));
  }
  return sum / static_cast<double>(y.size());
}

std::optional<double> macro_auc(std::span<const double> p, std::size_t classes,
                                std::span<const double> y, const Counts& counts) {
  std::vector<double> score(y.size());
  std::vector<double> is_class(y.size());
  double sum = 0.0;
  double present = 0.0;
  for (std::size_t k = 0; k < classes; ++k) {
    if (counts.true_count[k] == 0.0) {
      continue;
    }
    for (std::size_t i = 0; i < y.size(); ++i) {
      score[i] = p[i * classes + k];
      is_class[i] = static_cast<std::size_t>(y[i]) == k ? 1.0 : 0.0;
    }
    const auto auc = rank_scores(score, is_class).roc_auc;
    if (!auc) {
      return std::nullopt;
    }
    sum += *auc;
    present += 1.0;
  }
  return sum / present;
}

}  // namespace

std::vector<MetricValue> multiclass_metrics(std::span<const double> p, std::size_t classes,
                                            std::span<const double> y) {
  assert(classes >= 2 && p.size() == classes * y.size());
  if (y.empty()) {
    std::vector<MetricValue> out{measured("n", 0.0)};
    for (const char* name :
         {"accuracy", "majority_accuracy", "balanced_accuracy", "macro_precision", "macro_recall",
          "macro_f1", "mcc", "macro_auc", "log_loss"}) {
      out.push_back(absent(name, kNoRows));
    }
    return out;
  }
  const Counts counts = count_classes(p, classes, y);
  const MacroScores macro = macro_scores(counts);
  const double commonest = *std::max_element(counts.true_count.begin(), counts.true_count.end());
  return {
      measured("n", counts.n),
      measured("accuracy", counts.correct / counts.n),
      measured("majority_accuracy", commonest / counts.n),
      measured("balanced_accuracy", macro.recall),
      measured("macro_precision", macro.precision),
      measured("macro_recall", macro.recall),
      measured("macro_f1", macro.f1),
      measured("mcc", matthews_covariance(counts)),
      measured("macro_auc", macro_auc(p, classes, y, counts),
               "only one class among the scored rows"),
      measured("log_loss", multiclass_log_loss(p, classes, y)),
  };
}

}  // namespace mlpipe::metrics
