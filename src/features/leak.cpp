// SPDX-License-Identifier: MIT
#include "mlpipe/features/leak.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::features {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostRows = 20'000;
constexpr std::size_t kFewestPairs = 50;
constexpr std::size_t kFewestOfClass = 20;

using Values = std::vector<double>;

/// |Pearson|; 0 where one side is constant but for rounding.
double correlation(const Values& x, const Values& y) {
  const double n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x;
    const double dy = y[i] - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const double rounding = 1e-24 * n;
  if (xx <= rounding * mean_x * mean_x || yy <= rounding * mean_y * mean_y) {
    return 0.0;
  }
  return std::abs(xy) / std::sqrt(xx * yy);
}

/// The pairs in which both sides are finite.
struct Pairs {
  Values x;
  Values y;
  Pairs(const Values& a, const Values& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::isfinite(a[i]) && std::isfinite(b[i])) {
        x.push_back(a[i]);
        y.push_back(b[i]);
      }
    }
  }
};

/// Largest area under the ROC curve of one class against the rest, folded to 0.5 .. 1. For two
/// classes both give the same.
double best_auc(const Pairs& pairs, std::size_t classes) {
  const Values ranks = stats::average_ranks(pairs.x);
  const double n = static_cast<double>(ranks.size());
  double best = 0.0;
  for (std::size_t c = 0; c < classes; ++c) {
    double sum = 0.0;
    double positives = 0.0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      if (pairs.y[i] == static_cast<double>(c)) {
        sum += ranks[i];
        positives += 1.0;
      }
    }
    const double negatives = n - positives;
    if (std::min(positives, negatives) >= static_cast<double>(kFewestOfClass)) {
      const double area = (sum - positives * (positives + 1.0) / 2.0) / (positives * negatives);
      best = std::max({best, area, 1.0 - area});
    }
  }
  return best;
}

/// All rows, or kMostRows of them, one at random from each equal stretch (not every k-th: data have
/// rhythms).
std::vector<std::size_t> drawn_rows(std::size_t rows) {
  std::vector<std::size_t> drawn(std::min(rows, kMostRows));
  Rng rng(0);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const std::size_t begin = i * rows / drawn.size();
    const std::size_t end = (i + 1) * rows / drawn.size();
    drawn[i] = begin + rng.below(end - begin);
  }
  return drawn;
}

/// [rows] return from each bar's close to the next one of its symbol.
Values next_returns(const data::MarketData& market) {
  Values returns(market.rows(), kMissing);
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    for (std::size_t t = market.offsets[s]; t + 1 < market.offsets[s + 1]; ++t) {
      returns[t] = market.close[t + 1] / market.close[t] - 1.0;
    }
  }
  return returns;
}

Values at(std::span<const double> values, const std::vector<std::size_t>& rows) {
  Values out;
  if (values.empty()) {
    return out;
  }
  out.reserve(rows.size());
  for (const std::size_t row : rows) {
    out.push_back(values[row]);
  }
  return out;
}

/// What columns are held against, on the drawn rows. Empty where there are no prices.
struct Truth {
  std::vector<std::size_t> rows;
  Values label;
  Values close;
  Values next_return;
  Values label_return;
};

Truth gather(const data::MarketData& market, const LeakTarget& target) {
  Truth truth;
  truth.rows = drawn_rows(market.rows());
  truth.label = at(target.label, truth.rows);
  if (!market.close.empty()) {
    truth.close = at(market.close, truth.rows);
    truth.next_return = at(next_returns(market), truth.rows);
    truth.label_return = at(target.forward_return, truth.rows);
  }
  return truth;
}

/// Keeps the finding that is furthest beyond its limit.
class Strongest {
 public:
  void offer(const std::string& measure, double value, double limit) {
    const bool beyond = value >= limit;
    if (beyond && (!suspect_ || value - limit > suspect_->value - suspect_->limit)) {
      suspect_ = LeakSuspect{"", measure, value, limit};
    }
  }
  [[nodiscard]] const std::optional<LeakSuspect>& suspect() const { return suspect_; }

 private:
  std::optional<LeakSuspect> suspect_;
};

/// @param subject  what `column` is, as the beginning of a measure: "" or "over the close "
void hold_against_returns(const Values& column, const std::string& subject, const Truth& truth,
                          double limit, Strongest& strongest) {
  const std::pair<const char*, const Values*> sides[] = {{"the next bar's", &truth.next_return},
                                                         {"the label's", &truth.label_return}};
  for (const auto& [whose, returns] : sides) {
    if (returns->empty()) {
      continue;
    }
    const Pairs pairs(column, *returns);
    if (pairs.x.size() < kFewestPairs) {
      continue;
    }
    const std::string tail = std::string("correlation with ") + whose + " return of";
    strongest.offer(subject + "has a " + tail, correlation(pairs.x, pairs.y), limit);
    strongest.offer(subject + "has a rank " + tail,
                    correlation(stats::average_ranks(pairs.x), stats::average_ranks(pairs.y)),
                    limit);
  }
}

std::optional<LeakSuspect> judge(const Values& column, const Truth& truth, std::size_t classes,
                                 const FeatureOptions& options) {
  Strongest strongest;
  const Pairs labelled(column, truth.label);
  if (labelled.x.size() >= kFewestPairs && classes > 0) {
    strongest.offer("predicts the label with AUC", best_auc(labelled, classes), options.leak_auc);
  } else if (labelled.x.size() >= kFewestPairs) {
    strongest.offer("has a rank correlation with the label of",
                    correlation(stats::average_ranks(labelled.x), stats::average_ranks(labelled.y)),
                    options.leak_auc);
  }
  if (truth.close.empty()) {
    return strongest.suspect();
  }
  Values ratio(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    ratio[i] = column[i] / truth.close[i] - 1.0;
  }
  hold_against_returns(column, "", truth, options.leak_correlation, strongest);
  hold_against_returns(ratio, "over the close ", truth, options.leak_correlation, strongest);
  return strongest.suspect();
}

}  // namespace

std::vector<LeakSuspect> leak_suspects(const data::MarketData& market, const FeatureSet& features,
                                       const LeakTarget& target, const FeatureOptions& options,
                                       int threads) {
  std::vector<std::size_t> inputs;
  for (const std::size_t input : features.inputs()) {
    const auto& name = market.inputs[input].name;
    if (std::find(options.trusted.begin(), options.trusted.end(), name) == options.trusted.end()) {
      inputs.push_back(input);
    }
  }
  std::vector<LeakSuspect> suspects;
  if (inputs.empty() || market.rows() == 0) {
    return suspects;
  }
  const Truth truth = gather(market, target);
  std::vector<std::optional<LeakSuspect>> found(inputs.size());
  parallel_for(threads, inputs.size(), [&](std::size_t i) {
    const auto& values = market.inputs[inputs[i]].values;
    Values column;
    column.reserve(truth.rows.size());
    for (const std::size_t row : truth.rows) {
      column.push_back(static_cast<double>(values[row]));
    }
    found[i] = judge(column, truth, target.class_count, options);
  });
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (found[i]) {
      found[i]->column = market.inputs[inputs[i]].name;
      suspects.push_back(*found[i]);
    }
  }
  return suspects;
}

std::string describe(const std::vector<LeakSuspect>& suspects) {
  std::vector<std::string> lines;
  for (const auto& suspect : suspects) {
    lines.push_back("column " + quote(suspect.column) + " " + suspect.measure + " " +
                    fixed(suspect.value, 3) + " (limit " + fixed(suspect.limit, 3) +
                    "); it probably knows the future. Leave it out with /features/drop, or, if it "
                    "is right, list it in /features/trusted_inputs");
  }
  return join(lines, "\n");
}

}  // namespace mlpipe::features
