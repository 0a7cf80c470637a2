// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "golden_data.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

/// Three features, of which the first decides the label; the third is a code of 0 .. 3.
struct Sample {
  explicit Sample(std::size_t n, std::uint64_t seed = 1) : rows(n) {
    auto rng = Rng::stream(seed, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const double x = rng.normal();
      const auto code = static_cast<float>(rng.below(4));
      values.insert(values.end(), {static_cast<float>(x), static_cast<float>(rng.normal()), code});
      binary.push_back(x + 0.5 * rng.normal() > 0 ? 1.0F : 0.0F);
      three.push_back(x < -0.5 ? 0.0F : x < 0.5 ? 1.0F : 2.0F);
      target.push_back(static_cast<float>(5 + x + (code == 2.0F ? 3 : 0) + 0.1 * rng.normal()));
    }
  }
  [[nodiscard]] model::FitData with(const std::vector<float>& label) const {
    return {{values.data(), rows, 3}, label, {}};
  }

  std::size_t rows;
  std::vector<float> values, binary, three, target;
};

model::BoostOptions options_for(const std::string& objective, model::Params more = {}) {
  model::BoostOptions options;
  options.params = std::move(more);
  options.params.emplace_back("objective", objective);
  options.max_rounds = 10;
  options.feature_names = {"x", "noise", "code"};
  return options;
}

model::Booster fit(const model::FitData& train, const model::BoostOptions& options,
                   const model::FitData* valid = nullptr) {
  return model::Booster::train(train, valid, options, StopFlag());
}

double mean_error(const std::vector<float>& found, const std::vector<float>& wanted) {
  double sum = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    sum += std::abs(static_cast<double>(found[i]) - static_cast<double>(wanted[i]));
  }
  return sum / static_cast<double>(wanted.size());
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("every tree method and booster learns", "[model][xgboost]") {
  const Sample train(400);
  const Sample test(200, 2);
  const auto more = GENERATE(values<model::Params>({
      {{"tree_method", "hist"}},
      {{"tree_method", "approx"}},
      {{"tree_method", "exact"}},
      {{"booster", "dart"}, {"rate_drop", "0.2"}, {"eta", "0.5"}},
      {{"grow_policy", "lossguide"}, {"max_leaves", "8"}, {"max_depth", "0"}},
  }));
  CAPTURE(more.front().first, more.front().second);
  const auto booster = fit(train.with(train.target), options_for("reg:squarederror", more));
  const std::vector<float> guess(test.rows, 5.75F);
  const auto found = booster.predict(test.with(test.target).features);
  CHECK(mean_error(found, test.target) < 0.4 * mean_error(guess, test.target));
  CHECK(golden::load(booster.to_bytes()).predict(test.with(test.target).features) == found);
}

TEST_CASE("several classes give a row of probabilities each", "[model][xgboost]") {
  const Sample sample(300);
  const auto booster =
      fit(sample.with(sample.three), options_for("multi:softprob", {{"num_class", "3"}}));
  CHECK(booster.outputs() == 3);
  const auto loaded = golden::load(booster.to_bytes());
  CHECK(loaded.outputs() == 3);
  const auto found = loaded.predict(sample.with(sample.three).features);
  REQUIRE(found.size() == 900);
  std::size_t right = 0;
  for (std::size_t row = 0; row < 300; ++row) {
    const auto* p = &found[row * 3];
    CHECK(p[0] + p[1] + p[2] == Approx(1.0));
    right += p[static_cast<std::size_t>(sample.three[row])] > 0.5F ? 1 : 0;
  }
  CHECK(right > 270);
}

TEST_CASE("a category is split by its code, not by its order", "[model][xgboost]") {
  const Sample sample(400);
  auto options = options_for("reg:squarederror", {{"max_depth", "2"}, {"eta", "0.5"}});
  options.categorical = {false, false, true};
  options.max_rounds = 30;
  const auto booster = fit(sample.with(sample.target), options);
  const auto loaded = golden::load(booster.to_bytes());
  const auto& features = sample.with(sample.target).features;
  CHECK(loaded.predict(features) == booster.predict(features));
  const std::vector<float> rows = {0, 0, 2, 0, 0, 1, 0, 0, 3};
  const auto found = loaded.predict({rows.data(), 3, 3});
  CHECK(found[0] - found[1] == Approx(3.0).margin(0.6));
  CHECK(found[0] - found[2] == Approx(3.0).margin(0.6));
  const std::vector<float> bad = {0, 0, 1.5F};
  CHECK_THAT(message_of([&] {
               (void)loaded.predict({bad.data(), 1, 3});
             }),
             ContainsSubstring("\"code\", row 0: a category is a whole number"));
}

TEST_CASE("a monotone constraint by name holds", "[model][xgboost]") {
  const Sample sample(300);
  const auto booster =
      fit(sample.with(sample.target),
          options_for("reg:squarederror", {{"monotone_constraints", R"({"noise": 1, "x": -1})"}}));
  CHECK(model::find_param(booster.params(), "monotone_constraints") == "(-1,1,0)");
  std::vector<float> rows;
  for (int i = 0; i < 50; ++i) {
    rows.insert(rows.end(), {0.1F * static_cast<float>(i) - 2.5F, 0.0F, 1.0F});
  }
  const auto found = booster.predict({rows.data(), 50, 3});
  CHECK(std::is_sorted(found.rbegin(), found.rend()));
}

TEST_CASE("what decides the result is set even when not given", "[model][xgboost]") {
  const Sample sample(50);
  const auto binary = fit(sample.with(sample.binary), options_for("binary:logistic"));
  CHECK(model::find_param(binary.params(), "base_score") == "0.5");
  CHECK(model::find_param(binary.params(), "tree_method") == "hist");
  CHECK(model::find_param(binary.params(), "max_bin") == "256");
  CHECK(model::find_param(binary.params(), "seed") == "0");
  const std::vector<float> label(50, 4.0F);
  const auto mean = fit(sample.with(label), options_for("reg:squarederror"));
  CHECK(model::find_param(mean.params(), "base_score") == "4");
  CHECK(mean.predict(sample.with(label).features).front() == 4.0F);
}

TEST_CASE("dart goes back to its best round whole", "[model][xgboost]") {
  const Sample train(200);
  const Sample test(100, 2);
  auto options = options_for(
      "binary:logistic",
      {{"booster", "dart"}, {"rate_drop", "0.5"}, {"eta", "1"}, {"eval_metric", "logloss"}});
  options.max_rounds = 60;
  options.early_stopping_rounds = 8;
  const auto valid = test.with(test.binary);
  const auto booster = fit(train.with(train.binary), options, &valid);
  REQUIRE(booster.rounds() < 60);
  CHECK(booster.rounds() == booster.best_round() + 1);
  double loss = 0;
  const auto found = booster.predict(valid.features);
  for (std::size_t i = 0; i < found.size(); ++i) {
    loss -= std::log(test.binary[i] > 0 ? found[i] : 1 - found[i]) / 100.0;
  }
  CHECK(loss == Approx(booster.best_score()).epsilon(1e-4));
}

TEST_CASE("a round can be watched and training stopped between rounds", "[model][xgboost]") {
  const Sample sample(50);
  StopFlag stop;
  std::vector<int> rounds;
  const auto watch = [&](int round) {
    rounds.push_back(round);
    if (round == 2) {
      stop.set(2);
    }
  };
  CHECK_THROWS_AS(model::Booster::train(sample.with(sample.binary), nullptr,
                                        options_for("binary:logistic"), stop, watch),
                  Interrupted);
  CHECK(rounds == std::vector<int>{0, 1, 2});
}

TEST_CASE("infinite features are an error that names feature and row", "[model][xgboost]") {
  Sample sample(50);
  const auto booster = fit(sample.with(sample.binary), options_for("binary:logistic"));
  sample.values[7 * 3 + 1] = -kInf;
  const auto wanted = ContainsSubstring("feature \"noise\", row 7: the value is infinite");
  CHECK_THAT(message_of([&] { fit(sample.with(sample.binary), options_for("binary:logistic")); }),
             wanted);
  CHECK_THAT(message_of([&] { (void)booster.predict({sample.values.data(), 50, 3}); }), wanted);
}

TEST_CASE("a missing value is a value of its own", "[model][xgboost]") {
  Sample sample(200);
  for (std::size_t row = 0; row < 200; ++row) {
    if (sample.binary[row] > 0) {
      sample.values[row * 3] = kNaN;
    }
  }
  const auto booster = fit(sample.with(sample.binary), options_for("binary:logistic"));
  const std::vector<float> rows = {kNaN, 0, 0, -1, 0, 0};
  const auto found = booster.predict({rows.data(), 2, 3});
  CHECK(found[0] > 0.9F);
  CHECK(found[1] < 0.1F);
}

TEST_CASE("data that XGBoost would crash on or learn nonsense from are refused",
          "[model][xgboost]") {
  Sample sample(20);
  auto data = sample.with(sample.binary);
  auto options = options_for("binary:logistic");
  std::vector<float> other;
  SECTION("no rows") {
    data.features.rows = 0;
    data.label = {};
  }
  SECTION("a label too few") {
    data.label = data.label.first(19);
  }
  SECTION("a label that is no class") {
    sample.binary[3] = 2;
  }
  SECTION("a label that is not known") {
    sample.binary[3] = kNaN;
  }
  SECTION("weights of another length") {
    other.assign(19, 1.0F);
    data.weight = other;
  }
  SECTION("weights all 0") {
    other.assign(20, 0.0F);
    data.weight = other;
  }
  SECTION("a negative weight") {
    other.assign(20, -1.0F);
    data.weight = other;
  }
  SECTION("a name too few") {
    options.feature_names.pop_back();
  }
  SECTION("a name twice") {
    options.feature_names[1] = "x";
  }
  SECTION("a fractional category") {
    options.categorical = {true, false, true};
  }
  CHECK_THROWS_AS(fit(data, options), DataError);
}

TEST_CASE("options that cannot work are refused", "[model][xgboost]") {
  const Sample sample(20);
  auto options = options_for("binary:logistic");
  SECTION("more threads than 1024") {
    options.threads = 100'000;
  }
  SECTION("no threads") {
    options.threads = 0;
  }
  SECTION("no rounds") {
    options.max_rounds = 0;
  }
  SECTION("early stopping without a validation set") {
    options.early_stopping_rounds = 5;
  }
  SECTION("no objective") {
    options.params.clear();
  }
  SECTION("exact with categories") {
    options.params.emplace_back("tree_method", "exact");
    options.categorical = {false, false, true};
  }
  CHECK_THROWS_AS(fit(sample.with(sample.binary), options), ConfigError);
}

TEST_CASE("XGBoost's own complaint is told in one clean line", "[model][xgboost]") {
  const Sample sample(20);
  const auto what = message_of([&] {
    fit(sample.with(sample.binary), options_for("binary:logistic", {{"max_depth", "many"}}));
  });
  CHECK_THAT(what, ContainsSubstring("XGBoost says: ") && ContainsSubstring("max_depth"));
  CHECK(what.find('\n') == std::string::npos);
  CHECK(what.find(".cc:") == std::string::npos);
}

TEST_CASE("other columns than the model's are refused", "[model][xgboost]") {
  const Sample sample(20);
  const auto booster = fit(sample.with(sample.binary), options_for("binary:logistic"));
  CHECK_THROWS_AS(booster.predict({sample.values.data(), 20, 2}), ModelError);
  CHECK_THROWS_AS(booster.predict({sample.values.data(), 10, 4}), ModelError);
  CHECK(booster.predict({nullptr, 0, 3}).empty());
  const std::vector<std::string> swapped = {"x", "code", "noise"};
  CHECK_THAT(message_of([&] { booster.require_features(swapped); }),
             ContainsSubstring("feature 1 is \"code\"") && ContainsSubstring("\"noise\""));
  CHECK_THROWS_AS(booster.require_features(std::vector<std::string>{"x"}), ModelError);
  CHECK_NOTHROW(booster.require_features(booster.feature_names()));
}
