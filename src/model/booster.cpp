// SPDX-License-Identifier: MIT
#include "mlpipe/model/booster.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "model/booster_impl.hpp"
#include "model/input_checks.hpp"
#include "model/matrix.hpp"
#include "model/one_openmp_thread.hpp"

namespace mlpipe::model {
namespace {

/// OpenMP's threads are started and wait for each other longer than they take to predict these.
constexpr std::size_t kFewRows = 1'000;

std::vector<std::string> feature_info(BoosterHandle handle, const char* field) {
  bst_ulong count = 0;
  const char** texts = nullptr;
  check(xgb().booster_get_str_feature_info(handle, field, &count, &texts),
        "reading the feature names");
  return {texts, texts + count};
}

template <typename Number>
Number attribute(BoosterHandle handle, const char* key, Number fallback) {
  const char* text = nullptr;
  int found = 0;
  check(xgb().booster_get_attr(handle, key, &text, &found), "reading an attribute");
  if (found == 0) {
    return fallback;
  }
  const std::string_view view(text);
  Number value = fallback;
  const auto [rest, error] = std::from_chars(view.data(), view.data() + view.size(), value);
  return error == std::errc() && rest == view.data() + view.size() ? value : fallback;
}

const char* importance_name(Importance kind) {
  static constexpr std::array<const char*, 5> kNames = {"weight", "gain", "cover", "total_gain",
                                                        "total_cover"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace

void Booster::Impl::refresh() {
  bst_ulong features = 0;
  check(xgb().booster_get_num_feature(handle.get(), &features), "reading the number of features");
  feature_count = features;
  feature_names = feature_info(handle.get(), "feature_name");
  categorical.clear();
  for (const auto& type : feature_info(handle.get(), "feature_type")) {
    categorical.push_back(type == "c");
  }
  check(xgb().booster_boosted_rounds(handle.get(), &rounds), "reading the number of rounds");
  best_round = attribute(handle.get(), "best_iteration", rounds - 1);
  best_score = attribute(handle.get(), "best_score", best_score);
}

Booster::Booster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;
Booster::~Booster() = default;

Booster Booster::from_bytes(std::string_view bytes) {
  enter_library();
  BoosterHandle handle = nullptr;
  check(xgb().booster_create(nullptr, 0, &handle), "making a model");
  auto impl = std::make_unique<Impl>();
  impl->handle.reset(handle);
  const OneOpenMpThread alone;
  check(xgb().booster_load_model_from_buffer(handle, bytes.data(), bytes.size()),
        "loading a model");
  impl->refresh();
  return Booster(std::move(impl));
}

std::string Booster::to_bytes() const {
  enter_library();
  bst_ulong size = 0;
  const char* bytes = nullptr;
  check(
      xgb().booster_save_model_to_buffer(impl_->handle.get(), R"({"format":"ubj"})", &size, &bytes),
      "saving the model");
  return {bytes, size};
}

std::vector<float> Booster::predict(const data::MatrixView& features, int threads) const {
  PredictOptions options;
  options.threads = threads;
  return predict(features, options);
}

std::vector<float> Booster::predict(const data::MatrixView& features,
                                    const PredictOptions& options) const {
  enter_library();
  check_threads(options.threads);
  if (features.cols != impl_->feature_count) {
    throw ModelError("the model takes " + std::to_string(impl_->feature_count) +
                     " features, there are " + std::to_string(features.cols));
  }
  if (options.rounds < 0 || options.rounds > impl_->rounds) {
    throw ModelError("the model holds " + std::to_string(impl_->rounds) + " rounds, asked for " +
                     std::to_string(options.rounds));
  }
  check_features(features, impl_->feature_names, impl_->categorical);
  if (features.rows == 0) {
    return {};
  }
  BoosterHandle handle = impl_->handle.get();
  const int wanted = features.rows <= kFewRows ? 1 : options.threads;
  if (impl_->threads != wanted) {
    const auto threads = std::to_string(wanted);
    check(xgb().booster_set_param(handle, "nthread", threads.c_str()), "setting the threads");
    impl_->threads = wanted;
  }
  // cache_id is not documented, and 1.7 does not predict without it.
  const auto config = R"({"type":)" + std::string(options.margin ? "1" : "0") +
                      R"(,"training":false,"iteration_begin":0,"iteration_end":)" +
                      std::to_string(options.rounds) +
                      R"(,"strict_shape":true,"missing":NaN,"cache_id":0})";
  const auto values = array_interface(features);
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  check(xgb().booster_predict_from_dense(handle, values.c_str(), config.c_str(), nullptr, &shape,
                                         &dimensions, &result),
        "predicting");
  const auto count = std::accumulate(shape, shape + dimensions, std::size_t{1},
                                     [](std::size_t n, bst_ulong m) { return n * m; });
  return {result, result + count};
}

void Booster::require_features(std::span<const std::string> names) const {
  const auto& mine = impl_->feature_names;
  if (mine.empty()) {
    throw ModelError("the model was saved without feature names, so they cannot be compared");
  }
  const auto count = std::min(mine.size(), names.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (mine[i] != names[i]) {
      throw ModelError("feature " + std::to_string(i) + " is " + quote(names[i]) +
                       ", the model was trained on " + quote(mine[i]) + " in its place");
    }
  }
  if (mine.size() != names.size()) {
    throw ModelError("there are " + std::to_string(names.size()) +
                     " features, the model was trained on " + std::to_string(mine.size()));
  }
}

std::vector<std::pair<std::string, double>> Booster::importance(Importance kind) const {
  enter_library();
  const auto config = R"({"importance_type":")" + std::string(importance_name(kind)) + R"("})";
  bst_ulong count = 0;
  bst_ulong dimensions = 0;
  const char** features = nullptr;
  const bst_ulong* shape = nullptr;
  const float* scores = nullptr;
  check(xgb().booster_feature_score(impl_->handle.get(), config.c_str(), &count, &features,
                                    &dimensions, &shape, &scores),
        "reading the importances");
  std::vector<std::pair<std::string, double>> out;
  for (bst_ulong i = 0; i < count; ++i) {
    out.emplace_back(features[i], scores[i]);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return out;
}

std::size_t Booster::outputs() const noexcept {
  return impl_->outputs;
}
int Booster::rounds() const noexcept {
  return impl_->rounds;
}
int Booster::best_round() const noexcept {
  return impl_->best_round;
}
double Booster::best_score() const noexcept {
  return impl_->best_score;
}
const std::vector<std::string>& Booster::feature_names() const noexcept {
  return impl_->feature_names;
}
std::size_t Booster::feature_count() const noexcept {
  return impl_->feature_count;
}
const std::vector<EvalSeries>& Booster::evals() const noexcept {
  return impl_->evals;
}
const Params& Booster::params() const noexcept {
  return impl_->params;
}

}  // namespace mlpipe::model
