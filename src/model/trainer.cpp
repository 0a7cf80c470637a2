// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/model/boosting.hpp"

#include "model/booster_impl.hpp"
#include "model/eval_text.hpp"
#include "model/fit_matrix.hpp"
#include "model/input_checks.hpp"

namespace mlpipe::model {
namespace {

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

/// 1.7 takes 0.5 where 2.0 and later estimate it from the labels: always set.
std::string base_score(double mean, const std::string& objective) {
  if (objective.starts_with("binary:") || objective.starts_with("multi:")) {
    return "0.5";
  }
  if (objective == "reg:logistic") {
    return float_text(std::clamp(mean, 1e-6, 1 - 1e-6));
  }
  const bool log_link =
      objective == "count:poisson" || objective == "reg:gamma" || objective == "reg:tweedie";
  return float_text(log_link ? std::max(mean, 1e-6) : mean);
}

Params complete(double mean_label, const BoostOptions& options) {
  const auto objective = find_param(options.params, "objective");
  if (!objective) {
    throw ConfigError("/model/params/objective", "is missing; complete_params() sets it");
  }
  auto params = translate_constraints(options.params, options.feature_names);
  set_default(params, "tree_method", kTreeMethod);
  set_default(params, "max_bin", kMaxBin);
  set_default(params, "seed", "0");
  set_default(params, "base_score", base_score(mean_label, *objective));
  return params;
}

void check_options(bool has_valid, const BoostOptions& options) {
  check_threads(options.threads);
  if (options.max_rounds < 1) {
    throw ConfigError("/model/max_rounds", "must be at least 1");
  }
  if (options.early_stopping_rounds < 0) {
    throw ConfigError("/model/early_stopping_rounds", "must not be negative; 0 turns it off");
  }
  if (options.early_stopping_rounds > 0 && !has_valid) {
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

/// One fit.
class Booster::Trainer {
 public:
  Trainer(const FitMatrix::Impl& matrix, const BoostOptions& options)
      : matrix_(matrix), options_(options), impl_(std::make_unique<Impl>()) {
    impl_->params = complete(matrix.mean_label, options);
    if (!matrix.kind.serves(kind_of(options))) {
      throw ModelError(
          "these rows were made for another objective, tree_method, max_bin or categories");
    }
    choose_sets();
    make_booster();
  }

  bool advance(int rounds, const StopFlag& stop, const std::function<void(int)>& on_round) {
    enter_library();
    const int end = std::min(rounds, options_.max_rounds);
    while (!ended_ && round_ < end) {
      stop.check();
      const int round = round_++;
      check(xgb().booster_update_one_iter(impl_->handle.get(), round, matrix_.train.get()),
            "training");
      evaluate(round);
      if (on_round) {
        on_round(round);
      }
      ended_ = options_.early_stopping_rounds > 0 && !improved(round) &&
               round - impl_->best_round >= options_.early_stopping_rounds;
    }
    return !ended_ && round_ < options_.max_rounds;
  }

  [[nodiscard]] double best_score() const noexcept { return impl_->best_score; }

  Booster take() {
    finish();
    return Booster(std::move(impl_));
  }

 private:
  void choose_sets() {
    if (options_.evaluate_train) {
      sets_.push_back(matrix_.train.get());
      set_names_.push_back("train");
    }
    if (matrix_.valid) {  // last: early stopping looks at the last series
      sets_.push_back(matrix_.valid.get());
      set_names_.push_back("valid");
    }
  }

  void make_booster() {
    BoosterHandle handle = nullptr;
    std::vector<DMatrixHandle> cached{matrix_.train.get()};
    if (matrix_.valid) {
      cached.push_back(matrix_.valid.get());
    }
    check(xgb().booster_create(cached.data(), cached.size(), &handle), "making a model");
    impl_->handle.reset(handle);
    for (const auto& [name, value] : impl_->params) {
      check(xgb().booster_set_param(handle, name.c_str(), value.c_str()), "setting a parameter");
    }
    const auto threads = std::to_string(options_.threads);
    check(xgb().booster_set_param(handle, "nthread", threads.c_str()), "setting the threads");
    impl_->threads = options_.threads;
  }

  void evaluate(int round) {
    if (sets_.empty()) {
      return;
    }
    const char* text = nullptr;
    check(xgb().booster_eval_one_iter(impl_->handle.get(), round, sets_.data(), set_names_.data(),
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
    check(xgb().booster_save_model_to_buffer(impl_->handle.get(), R"({"format":"ubj"})", &size,
                                             &bytes),
          "keeping the best model");
    snapshot_.assign(bytes, size);
  }

  /// Makes the handle a model of the rounds used and nothing else.
  void finish() {
    int built = 0;
    check(xgb().booster_boosted_rounds(impl_->handle.get(), &built), "counting the rounds");
    BoosterHandle cut = nullptr;
    if (!snapshot_.empty()) {
      check(xgb().booster_create(nullptr, 0, &cut), "making a model");
      impl_->handle.reset(cut);
      check(xgb().booster_load_model_from_buffer(cut, snapshot_.data(), snapshot_.size()),
            "going back to the best round");
      impl_->threads = 0;
    } else if (options_.early_stopping_rounds > 0 && impl_->best_round + 1 < built) {
      check(xgb().booster_slice(impl_->handle.get(), 0, impl_->best_round + 1, 1, &cut),
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
    check(xgb().booster_set_str_feature_info(handle, "feature_name", names.data(), names.size()),
          "setting the feature names");
    if (!types.empty()) {
      check(xgb().booster_set_str_feature_info(handle, "feature_type", types.data(), types.size()),
            "setting the feature types");
    }
    if (options_.early_stopping_rounds > 0) {
      const auto round = std::to_string(impl_->best_round);
      const auto score = python_float(impl_->best_score);
      check(xgb().booster_set_attr(handle, "best_iteration", round.c_str()),
            "setting an attribute");
      check(xgb().booster_set_attr(handle, "best_score", score.c_str()), "setting an attribute");
    }
  }

  const FitMatrix::Impl& matrix_;
  const BoostOptions& options_;
  std::vector<DMatrixHandle> sets_;
  std::vector<const char*> set_names_;
  std::string snapshot_;
  std::unique_ptr<Impl> impl_;
  int round_ = 0;
  bool ended_ = false;
};

Boosting::Boosting(const FitMatrix& matrix, const BoostOptions& options) {
  enter_library();
  check_options(static_cast<bool>(matrix.impl_->valid), options);
  trainer_ = std::make_unique<Booster::Trainer>(*matrix.impl_, options);
}
Boosting::Boosting(Boosting&&) noexcept = default;
Boosting& Boosting::operator=(Boosting&&) noexcept = default;
Boosting::~Boosting() = default;

bool Boosting::advance(int rounds, const StopFlag& stop,
                       const std::function<void(int round)>& on_round) {
  return trainer_->advance(rounds, stop, on_round);
}

double Boosting::best_score() const noexcept {
  return trainer_->best_score();
}

Booster Boosting::finish() {
  return trainer_->take();
}

Booster Booster::train(const FitData& train, const FitData* valid, const BoostOptions& options,
                       const StopFlag& stop, const std::function<void(int round)>& on_round) {
  check_options(valid != nullptr, options);
  const FitMatrix matrix(train, valid, options);
  Boosting boosting(matrix, options);
  boosting.advance(options.max_rounds, stop, on_round);
  return boosting.finish();
}

}  // namespace mlpipe::model
