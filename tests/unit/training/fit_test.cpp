// SPDX-License-Identifier: MIT
#include "mlpipe/training/fit.hpp"

#include <cmath>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::training;

namespace {

/// Column 0 tells the label three times in four, column 1 is noise.
data::Dataset dataset_of(std::size_t rows) {
  data::Dataset set;
  set.feature_names = {"signal", "noise"};
  set.categorical = {false, false};
  set.features.resize(static_cast<Eigen::Index>(rows), 2);
  Rng rng(1);
  for (std::size_t row = 0; row < rows; ++row) {
    const bool up = rng.uniform() < 0.5;
    const bool honest = rng.uniform() < 0.75;
    set.features(static_cast<Eigen::Index>(row), 0) = up == honest ? 1.0F : 0.0F;
    set.features(static_cast<Eigen::Index>(row), 1) = static_cast<float>(rng.uniform());
    set.label.push_back(up ? 1.0F : 0.0F);
    set.time.emplace_back(std::chrono::hours(24 * row));
    set.label_end.push_back(set.time.back());
    set.symbol.push_back(0);
    set.bar.push_back(row);
  }
  return set;
}

FitOptions options_of() {
  FitOptions options;
  options.boost.params = model::complete_params({{"max_depth", "2"}}, options.task, 2, 1);
  options.boost.max_rounds = 20;
  options.boost.feature_names = {"signal", "noise"};
  options.boost.categorical = {false, false};
  return options;
}

std::vector<std::size_t> rows_from(std::size_t begin, std::size_t end) {
  std::vector<std::size_t> rows(end - begin);
  std::iota(rows.begin(), rows.end(), begin);
  return rows;
}

}  // namespace

TEST_CASE("rows in one piece are viewed, others copied", "[training]") {
  const auto set = dataset_of(10);
  const auto whole = rows_from(3, 7);
  const RowBlock view(set, whole);
  CHECK(view.features().values == set.features.data() + 3 * 2);
  CHECK(view.label().data() == set.label.data() + 3);
  CHECK(view.size() == 4);
  const std::vector<std::size_t> some{1, 4, 5, 9};
  const RowBlock copy(set, some);
  CHECK(copy.features().rows == 4);
  CHECK(copy.features().cols == 2);
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(some[i]);
    CHECK(copy.features().values[2 * i] == set.features(row, 0));
    CHECK(copy.features().values[2 * i + 1] == set.features(row, 1));
    CHECK(copy.label()[i] == set.label[some[i]]);
    CHECK(copy.time()[i] == set.time[some[i]]);
  }
  const RowBlock none(set, {});
  CHECK(none.size() == 0);
  CHECK(none.features().cols == 2);
}

TEST_CASE("no row, or one class alone, cannot be fitted", "[training]") {
  auto set = dataset_of(50);
  const StopFlag flag;
  const auto rows = rows_from(0, 50);
  CHECK_THROWS_WITH(fit(set, {}, {}, options_of(), 1, flag), ContainsSubstring("no labelled row"));
  std::fill(set.label.begin(), set.label.end(), 1.0F);
  CHECK_THROWS_AS(fit(set, rows, {}, options_of(), 1, flag), DataError);
  CHECK_THROWS_WITH(fit(set, rows, {}, options_of(), 1, flag),
                    ContainsSubstring("all 50 rows") && ContainsSubstring("class 1"));
}

TEST_CASE("without stopping rows all rounds are used, and each is told", "[training][xgboost]") {
  const auto set = dataset_of(400);
  const StopFlag flag;
  std::vector<int> told;
  FitOptions options = options_of();
  options.boost.early_stopping_rounds = 3;  // needs stopping rows to mean anything
  const auto booster =
      fit(set, rows_from(0, 400), {}, options, 1, flag, [&](int round) { told.push_back(round); });
  CHECK(booster.rounds() == 20);
  REQUIRE(told.size() == 20);
  CHECK(told.front() == 0);
  CHECK(told.back() == 19);
}

TEST_CASE("stopping rows end the boosting early", "[training][xgboost]") {
  const auto set = dataset_of(600);
  const StopFlag flag;
  FitOptions options = options_of();
  options.boost.max_rounds = 500;
  options.boost.early_stopping_rounds = 5;
  const auto booster = fit(set, rows_from(0, 400), rows_from(400, 600), options, 1, flag);
  CHECK(booster.rounds() >= 1);
  CHECK(booster.rounds() < 400);
  CHECK(booster.best_round() == booster.rounds() - 1);
}

TEST_CASE("a fit does not depend on threads, nor on whether rows are viewed or copied",
          "[training][xgboost]") {
  const auto set = dataset_of(301);
  const StopFlag flag;
  const auto bytes = fit(set, rows_from(0, 300), {}, options_of(), 1, flag).to_bytes();
  CHECK(fit(set, rows_from(0, 300), {}, options_of(), 2, flag).to_bytes() == bytes);
  // The same rows, in two pieces of a set that has one more in between.
  data::Dataset gap = dataset_of(301);
  gap.features.row(300) = set.features.row(299);
  gap.label[300] = set.label[299];
  std::vector<std::size_t> rows = rows_from(0, 299);
  rows.push_back(300);
  CHECK(fit(gap, rows, {}, options_of(), 1, flag).to_bytes() == bytes);
}

TEST_CASE("row weights reach the fit", "[training][xgboost]") {
  const auto set = dataset_of(400);
  const StopFlag flag;
  FitOptions options = options_of();
  const auto rows = rows_from(0, 400);
  const auto plain = fit(set, rows, {}, options, 1, flag).predict(set.view({0, 400}));
  options.model.class_weighting = model::ClassWeighting::kGiven;
  options.model.class_weights = {1.0, 4.0};
  const auto heavy = fit(set, rows, {}, options, 1, flag).predict(set.view({0, 400}));
  const auto mean = [](const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  CHECK(mean(heavy) > mean(plain) + 0.1);
}

TEST_CASE("a stop that was asked for ends a fit between rounds", "[training][xgboost]") {
  const auto set = dataset_of(100);
  StopFlag flag;
  CHECK_THROWS_AS(fit(set, rows_from(0, 100), {}, options_of(), 1, flag,
                      [&](int round) {
                        if (round == 2) {
                          flag.set(15);
                        }
                      }),
                  Interrupted);
}
