// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/split.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;

namespace {

struct Days {
  std::vector<Timestamp> time;
  std::vector<Timestamp> label_end;
  Days(int days, int symbols) {
    for (int day = 0; day < days; ++day) {
      for (int symbol = 0; symbol < symbols; ++symbol) {
        time.emplace_back(std::chrono::hours(24 * day));
        label_end.push_back(day + 1 < days ? Timestamp(std::chrono::hours(24 * (day + 1)))
                                           : Timestamp::max());
      }
    }
  }
  [[nodiscard]] SplitOptions fill(const SplitOptions& options = {}) const {
    return fill_open_lengths(options, time, label_end);
  }
  [[nodiscard]] std::size_t folds() const {
    return split_walk_forward(time, label_end, fill()).folds.size();
  }
};

}  // namespace

TEST_CASE("a long history gives train half of the bars, and ten folds", "[backtest]") {
  const Days days(2001, 1);
  CHECK(days.fill().train.count == 1000);
  CHECK(days.fill().test.count == 100);
  CHECK(days.folds() == 10);
}

TEST_CASE("a short history gives fewer folds rather than none", "[backtest]") {
  for (const int length : {230, 280, 401, 450}) {
    INFO(length);
    const Days days(length, 1);
    CHECK(days.fill().train.count >= 200);
    CHECK(days.fill().test.count >= 20);
    CHECK(days.folds() >= 1);
  }
  // The rows of a panel come several at a time.
  CHECK(Days(60, 10).fill().train.count == 30);
  CHECK(Days(60, 10).folds() >= 1);
}

TEST_CASE("lengths that are given stay as they are", "[backtest]") {
  SplitOptions options;
  options.train = {50, Duration::Unit::kBars};
  options.test = {7, Duration::Unit::kBars};
  CHECK(Days(300, 1).fill(options) == options);
}
