// SPDX-License-Identifier: MIT
#include "model/fit_matrix.hpp"

#include <mutex>

#include "model/input_checks.hpp"
#include "model/matrix.hpp"

namespace mlpipe::model {
namespace {

constexpr std::size_t kLargeFit = 8'000'000;         ///< values
constexpr std::size_t kLargeValidation = 2'000'000;  ///< values: 16 MB as a plain matrix

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

std::size_t values_of(const FitData& data) {
  return data.features.rows * data.features.cols;
}

MatrixPtr make_train(const FitData& train, const MatrixOptions& matrix, bool binned) {
  // Binning needs as much again as it keeps: large sets of several fits wait for each other.
  static std::mutex one_at_a_time;
  std::unique_lock lock(one_at_a_time, std::defer_lock);
  if (values_of(train) > kLargeFit) {
    lock.lock();
  }
  return binned ? make_quantile(train, matrix, nullptr) : make_dense(train, matrix);
}

}  // namespace

MatrixKind kind_of(const BoostOptions& options) {
  return {find_param(options.params, "objective").value_or(""),
          find_param(options.params, "num_class").value_or(""),
          find_param(options.params, "tree_method").value_or(kTreeMethod) == kTreeMethod,
          find_param(options.params, "max_bin").value_or(kMaxBin), options.categorical};
}

FitMatrix::FitMatrix(const FitData& train, const FitData* valid, const BoostOptions& options)
    : impl_(std::make_unique<Impl>()) {
  enter_library();
  check_threads(options.threads);
  check_fit_data(train, options, "training");
  impl_->kind = kind_of(options);
  check_labels(train.label, options.params, "training");
  impl_->mean_label = weighted_mean(train);
  const bool binned = impl_->kind.binned;
  const MatrixOptions matrix{options.threads, impl_->kind.max_bin, options.categorical};
  impl_->train = make_train(train, matrix, binned);
  constexpr std::size_t kPlain = 8;  // bytes a value; bins take half of it at most
  impl_->bytes = values_of(train) * (binned ? kPlain / 2 : kPlain);
  if (valid != nullptr) {
    check_fit_data(*valid, options, "validation");
    check_labels(valid->label, options.params, "validation");
    // 1.7 predicts slowly on bin numbers, which each round pays for (a sixth of a fit of 10,000
    // rows), but a plain matrix takes eight bytes a value. The scores are the same, since trees
    // split between bins.
    const bool large = values_of(*valid) > kLargeValidation;
    impl_->valid = binned && large ? make_quantile(*valid, matrix, impl_->train.get())
                                   : make_dense(*valid, matrix);
    impl_->bytes += values_of(*valid) * (binned && large ? kPlain / 2 : kPlain);
  }
}
FitMatrix::FitMatrix(FitMatrix&&) noexcept = default;
FitMatrix& FitMatrix::operator=(FitMatrix&&) noexcept = default;
FitMatrix::~FitMatrix() = default;

std::size_t FitMatrix::bytes() const noexcept {
  return impl_->bytes;
}

}  // namespace mlpipe::model
