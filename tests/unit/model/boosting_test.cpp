// SPDX-License-Identifier: MIT
#include "mlpipe/model/boosting.hpp"

#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

/// Four features of which two decide the label; the last fifth is for early stopping.
struct Sample {
  static constexpr std::size_t kRows = 500, kFit = 400, kCols = 4;
  Sample() {
    auto rng = Rng::stream(3, 0);
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t j = 0; j < kCols; ++j) {
        values.push_back(static_cast<float>(rng.normal()));
      }
      const float* row = values.data() + i * kCols;
      label.push_back(row[0] * row[1] + static_cast<float>(rng.normal()) > 0 ? 1.0F : 0.0F);
    }
  }
  [[nodiscard]] model::FitData rows(std::size_t from, std::size_t to) const {
    return {{values.data() + from * kCols, to - from, kCols},
            std::span(label).subspan(from, to - from),
            {}};
  }
  std::vector<float> values, label;
};

model::BoostOptions options(const std::string& max_bin = "64") {
  model::BoostOptions options;
  options.params = {{"objective", "binary:logistic"}, {"max_bin", max_bin}, {"eta", "0.3"}};
  options.max_rounds = 60;
  options.early_stopping_rounds = 10;
  options.feature_names = {"a", "b", "c", "d"};
  return options;
}

}  // namespace

TEST_CASE("a fit in parts gives the bytes of one in one go", "[model][xgboost]") {
  const Sample sample;
  const auto valid = sample.rows(Sample::kFit, Sample::kRows);
  const auto train = sample.rows(0, Sample::kFit);
  const auto boost = options();
  const auto whole = model::Booster::train(train, &valid, boost, StopFlag());
  const model::FitMatrix matrix(train, &valid, boost);
  model::Boosting parts(matrix, boost);
  int built = 0;
  const auto count = [&](int round) { CHECK(round == built++); };
  CHECK(parts.advance(3, StopFlag(), count));
  CHECK(built == 3);
  CHECK(parts.advance(3, StopFlag(), count));  // they are there already
  CHECK(built == 3);
  CHECK_FALSE(parts.advance(1000, StopFlag(), count));
  CHECK(parts.best_score() == whole.best_score());
  CHECK(parts.finish().to_bytes() == whole.to_bytes());
}

TEST_CASE("fits share rows that were binned once, at the same time too", "[model][xgboost]") {
  const Sample sample;
  const auto valid = sample.rows(Sample::kFit, Sample::kRows);
  const auto train = sample.rows(0, Sample::kFit);
  auto boost = options();
  const model::FitMatrix matrix(train, &valid, boost);
  CHECK(matrix.bytes() > 0);
  std::vector<std::string> bytes(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    threads.emplace_back([&, i] {
      auto mine = options();
      mine.params.emplace_back("max_depth", i % 2 == 0 ? "3" : "5");
      model::Boosting boosting(matrix, mine);
      boosting.advance(mine.max_rounds, StopFlag());
      bytes[i] = boosting.finish().to_bytes();
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(bytes[0] == bytes[2]);
  CHECK(bytes[1] == bytes[3]);
  CHECK(bytes[0] != bytes[1]);
  boost.params.emplace_back("max_depth", "3");
  CHECK(bytes[0] == model::Booster::train(train, &valid, boost, StopFlag()).to_bytes());
}

TEST_CASE("rows binned for something else are refused", "[model][xgboost]") {
  const Sample sample;
  const auto train = sample.rows(0, Sample::kFit);
  auto boost = options();
  boost.early_stopping_rounds = 0;
  const model::FitMatrix matrix(train, nullptr, boost);
  auto other = options("32");
  other.early_stopping_rounds = 0;
  CHECK_THROWS_AS(model::Boosting(matrix, other), ModelError);
  other = boost;
  other.params.emplace_back("tree_method", "exact");
  CHECK_THROWS_AS(model::Boosting(matrix, other), ModelError);
  other = boost;
  other.early_stopping_rounds = 5;
  CHECK_THROWS_AS(model::Boosting(matrix, other), ConfigError);
}
