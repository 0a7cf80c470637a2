// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>

#include "mlpipe/backtest/split.hpp"

namespace mlpipe::backtest {
namespace {

IndexFold fold_at(const IndexPlan& plan, std::size_t test_begin, std::size_t test_end) {
  const std::size_t train_end = test_begin - plan.gap;
  const std::size_t train_begin = plan.window == WindowKind::kRolling ? train_end - plan.train : 0;
  return {{train_begin, train_end}, {test_begin, test_end}};
}

}  // namespace

std::vector<IndexFold> split_indices(const IndexPlan& plan) {
  assert(plan.train >= 1 && plan.test >= 1);
  const std::size_t step = plan.step == 0 ? plan.test : plan.step;
  const std::size_t first = plan.train + plan.gap;  // the least row a test may begin at
  std::vector<IndexFold> folds;
  if (plan.anchor == Anchor::kStart) {
    for (std::size_t s = first; s < plan.n; s += step) {
      if (s + plan.test > plan.n && !plan.partial_test) {
        break;
      }
      folds.push_back(fold_at(plan, s, std::min(s + plan.test, plan.n)));
    }
    return folds;
  }
  for (std::size_t end = plan.n; end >= first + plan.test; end -= step) {
    folds.push_back(fold_at(plan, end - plan.test, end));
    if (end < step) {
      break;
    }
  }
  std::reverse(folds.begin(), folds.end());
  return folds;
}

}  // namespace mlpipe::backtest
