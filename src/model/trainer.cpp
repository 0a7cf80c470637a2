// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <mutex>
#include <numeric>

#include "mlpipe/core/error.hpp"

#include "model/booster_impl.hpp"
#include "model/eval_text.hpp"
#include "model/input_checks.hpp"
#include "model/matrix.hpp"

namespace mlpipe::model {
namespace {

constexpr std::size_t kLargeFit = 8'000'000;         ///< values
constexpr std::size_t kLargeValidation = 2'000'000;  ///< values: 16 MB as a plain matrix

/// Sets `name` unless it is there, by any of its names.
void set_default(Params& params, const std::string& name, const std::string& value) {
  if (!find_param(params, name)) {
    params.emplace_back(name, value);
  }
}

std::string float_text(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.begin(), buffer.end(), static_cast<float>(value)).ptr;
  return {buffer.begin(), end};
}

double weighted_mean(const FitData& data) {
  double sum = 0;
  double total = 0;
  for (std::size_t row = 0; row < data.label.size(); ++row) {
    const double weight = data.weight.empty() ? 1.0 : static_cast<double>(data.weight[row]);
    sum += weight * static_cast<double>(data.label[row]);
    total += weight;
  }
  return sum / total;
}

/// 1.7 takes 0.5 where 2.0 and later estimate it from the labels: always set.
std::string base_score(const FitData& train, const std::string& objective) {
  if (objective.starts_with("binary:") || objective.starts_with("multi:")) {
    return "0.5";
  }
  const double mean = weighted_mean(train);
  if (objective == "reg:logistic") {
    return float_text(std::clamp(mean, 1e-6, 1 - 1e-6));
  }
  const bool log_link =
      objective == "count:poisson" || objective == "reg:gamma" || objective == "reg:tweedie";
  return float_text(log_link ? std::max(mean, 1e-6) : mean);
}

Params complete(const FitData& train, const BoostOptions& options) {
  const auto objective = find_param(options.params, "objective");
  if (!objective) {
    throw ConfigError("/model/params/objective", "is missing; complete_params() sets it");
  }
  auto params = translate_constraints(options.params, options.feature_names);
  set_default(params, "tree_method", "hist");
  set_default(params, "max_bin", "256");
  set_default(params, "seed", "0");
  set_default(params, "base_score", base_score(train, *objective));
  return params;
}

void check_options(const FitData* valid, const BoostOptions& options) {
  check_threads(options.threads);
  if (options.max_rounds < 1) {
    throw ConfigError("/model/max_rounds", "must be at least 1");
  }
  if (options.early_stopping_rounds < 0) {
    throw ConfigError("/model/early_stopping_rounds", "must not be negative; 0 turns it off");
  }
  if (options.early_stopping_rounds > 0 && valid == nullptr) {
    throw ConfigError("/model/early_stopping_rounds", "early stopping needs a validation set");
  }
  const bool categories = std::find(options.categorical.begin(), options.categorical.end(), true) !=
                          options.categorical.end();
  if (categories && find_param(options.params, "tree_method") == "exact") {
    throw ConfigError("/model/params/tree_method", "exact cannot split categories; use hist");
  }
  if (find_param(options.params, "booster") == "gblinear") {
    throw ConfigError("/model/params/booster", "mlpipe keeps models of trees alone");
  }
}

}  // namespace

/// One call of Booster::train.
class Booster::Trainer {
 public:
  Trainer(const FitData& train, const FitData* valid, const BoostOptions& options)
      : options_(options), impl_(std::make_unique<Impl>()) {
    impl_->params = complete(train, options);
    check_labels(train.label, impl_->params, "training");
    make_matrices(train, valid);
    make_booster();
  }

  std::unique_ptr<Impl> run(const StopFlag& stop, const std::function<void(int)>& on_round) {
    for (int round = 0; round < options_.max_rounds; ++round) {
      stop.check();
      check(XGBoosterUpdateOneIter(impl_->handle.get(), round, train_.get()), "training");
      evaluate(round);
      if (on_round) {
        on_round(round);
      }
      if (options_.early_stopping_rounds > 0 && !improved(round) &&
          round - impl_->best_round >= options_.early_stopping_rounds) {
        break;
      }
    }
    finish();
    return std::move(impl_);
  }

 private:
  void make_matrices(const FitData& train, const FitData* valid) {
    const auto method = find_param(impl_->params, "tree_method");
    MatrixOptions matrix{options_.threads, *find_param(impl_->params, "max_bin"),
                         options_.categorical};
    const bool binned = method == "hist";
    // Binning needs as much again as it keeps: large sets of several fits wait for each other.
    static std::mutex one_at_a_time;
    std::unique_lock lock(one_at_a_time, std::defer_lock);
    if (train.features.rows * train.features.cols > kLargeFit) {
      lock.lock();
    }
    train_ = binned ? make_quantile(train, matrix, nullptr) : make_dense(train, matrix);
    if (valid != nullptr) {
      check_labels(valid->label, impl_->params, "validation");
      // 1.7 predicts slowly on bin numbers, which each round pays for (a sixth of a fit of 10,000
      // rows), but a plain matrix takes eight bytes a value. The scores are the same, since trees
      // split between bins.
      const bool large = valid->features.rows * valid->features.cols > kLargeValidation;
      valid_ = binned && large ? make_quantile(*valid, matrix, train_.get())
                               : make_dense(*valid, matrix);
    }
    if (options_.evaluate_train) {
      sets_.push_back(train_.get());
      set_names_.push_back("train");
    }
    if (valid_) {  // last: early stopping looks at the last series
      sets_.push_back(valid_.get());
      set_names_.push_back("valid");
    }
  }

  void make_booster() {
    BoosterHandle handle = nullptr;
    std::vector<DMatrixHandle> cached{train_.get()};
    if (valid_) {
      cached.push_back(valid_.get());
    }
    check(XGBoosterCreate(cached.data(), cached.size(), &handle), "making a model");
    impl_->handle.reset(handle);
    for (const auto& [name, value] : impl_->params) {
      check(XGBoosterSetParam(handle, name.c_str(), value.c_str()), "setting a parameter");
    }
    const auto threads = std::to_string(options_.threads);
    check(XGBoosterSetParam(handle, "nthread", threads.c_str()), "setting the threads");
    impl_->threads = options_.threads;
  }

  void evaluate(int round) {
    if (sets_.empty()) {
      return;
    }
    const char* text = nullptr;
    check(XGBoosterEvalOneIter(impl_->handle.get(), round, sets_.data(), set_names_.data(),
                               sets_.size(), &text),
          "evaluating");
    const auto values = parse_eval_text(text);
    if (values.empty()) {
      throw ModelError("XGBoost evaluated no metric");
    }
    if (impl_->evals.empty()) {
      for (const auto& value : values) {
        impl_->evals.push_back({value.set, value.metric, {}});
      }
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      impl_->evals.at(i).values.push_back(values[i].value);
    }
  }

  bool improved(int round) {
    const auto& series = impl_->evals.back();
    const double score = series.values.back();
    const double best = impl_->best_score;
    const bool better = is_maximized(series.metric) ? score > best : score < best;
    if (round > 0 && !better && !(std::isnan(best) && !std::isnan(score))) {
      return false;
    }
    impl_->best_score = score;
    impl_->best_round = round;
    if (is_dart()) {
      keep_snapshot();
    }
    return true;
  }

  [[nodiscard]] bool is_dart() const { return find_param(impl_->params, "booster") == "dart"; }

  /// dart changes the weights of earlier trees in later rounds: the best model cannot be cut out of
  /// the last one, so it is kept as bytes.
  void keep_snapshot() {
    bst_ulong size = 0;
    const char* bytes = nullptr;
    check(XGBoosterSaveModelToBuffer(impl_->handle.get(), R"({"format":"ubj"})", &size, &bytes),
          "keeping the best model");
    snapshot_.assign(bytes, size);
  }

  /// Makes the handle a model of the rounds used and nothing else: the matrices, and with them
  /// XGBoost's caches, go away with this object.
  void finish() {
    int built = 0;
    check(XGBoosterBoostedRounds(impl_->handle.get(), &built), "counting the rounds");
    BoosterHandle cut = nullptr;
    if (!snapshot_.empty()) {
      check(XGBoosterCreate(nullptr, 0, &cut), "making a model");
      impl_->handle.reset(cut);
      check(XGBoosterLoadModelFromBuffer(cut, snapshot_.data(), snapshot_.size()),
            "going back to the best round");
      impl_->threads = 0;
    } else if (options_.early_stopping_rounds > 0 && impl_->best_round + 1 < built) {
      check(XGBoosterSlice(impl_->handle.get(), 0, impl_->best_round + 1, 1, &cut),
            "cutting the model at its best round");
      impl_->handle.reset(cut);
      impl_->threads = 0;
    }
    set_info();
    impl_->refresh();
    impl_->outputs = static_cast<std::size_t>(
        std::max(1, std::stoi(find_param(impl_->params, "num_class").value_or("1"))));
  }

  /// XGBoost carries neither names nor attributes from matrix to model, nor through a slice.
  void set_info() {
    std::vector<const char*> names;
    std::vector<const char*> types;
    for (const auto& name : options_.feature_names) {
      names.push_back(name.c_str());
    }
    for (const bool is_category : options_.categorical) {
      types.push_back(is_category ? "c" : "q");
    }
    BoosterHandle handle = impl_->handle.get();
    check(XGBoosterSetStrFeatureInfo(handle, "feature_name", names.data(), names.size()),
          "setting the feature names");
    if (!types.empty()) {
      check(XGBoosterSetStrFeatureInfo(handle, "feature_type", types.data(), types.size()),
            "setting the feature types");
    }
    if (options_.early_stopping_rounds > 0) {
      const auto round = std::to_string(impl_->best_round);
      const auto score = python_float(impl_->best_score);
      check(XGBoosterSetAttr(handle, "best_iteration", round.c_str()), "setting an attribute");
      check(XGBoosterSetAttr(handle, "best_score", score.c_str()), "setting an attribute");
    }
  }

  const BoostOptions& options_;
  MatrixPtr train_;
  MatrixPtr valid_;
  std::vector<DMatrixHandle> sets_;
  std::vector<const char*> set_names_;
  std::string snapshot_;
  std::unique_ptr<Impl> impl_;  // last: the model goes before the matrices it refers to
};

Booster Booster::train(const FitData& train, const FitData* valid, const BoostOptions& options,
                       const StopFlag& stop, const std::function<void(int round)>& on_round) {
  enter_library();
  check_options(valid, options);
  check_fit_data(train, options, "training");
  if (valid != nullptr) {
    check_fit_data(*valid, options, "validation");
  }
  return Booster(Trainer(train, valid, options).run(stop, on_round));
}

}  // namespace mlpipe::model
