// SPDX-License-Identifier: MIT
// 20 expanding folds, 5,000 to 20,000 training rows of 50 features, 100 rounds with an evaluation
// in each, two folds at a time: mlpipe's walk-forward beside the same calls of the C API with
// nothing around them, on plain and on quantile matrices. Then both once more with one core kept
// busy by another process. Prints JSON; the aims are in scripts/bench.sh.
//
// usage: bench_folds [repeats]
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>
#include <xgboost/c_api.h>

#include "mlpipe/backtest/walk_forward.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/training/fit.hpp"

namespace {

using namespace mlpipe;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kFolds = 20;
constexpr std::size_t kFirstTrain = 5'000;
constexpr std::size_t kTest = 750;
constexpr std::size_t kColumns = 50;
constexpr int kRounds = 100;
constexpr int kThreads = 2;

const model::Params kParams = {{"objective", "binary:logistic"},
                               {"eval_metric", "logloss"},
                               {"tree_method", "hist"},
                               {"max_depth", "6"},
                               {"eta", "0.1"},
                               {"max_bin", "256"},
                               {"base_score", "0.5"},
                               {"seed", "0"}};

data::Dataset make_dataset() {
  data::Dataset set;
  const std::size_t rows = kFirstTrain + kFolds * kTest;
  set.features.resize(static_cast<Eigen::Index>(rows), kColumns);
  Rng rng(3);
  for (std::size_t row = 0; row < rows; ++row) {
    double score = rng.normal();
    for (std::size_t col = 0; col < kColumns; ++col) {
      const double value = rng.normal();
      score += col < 7 ? 0.3 * value : 0.0;
      set.features(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(col)) =
          static_cast<float>(value);
    }
    set.label.push_back(score > 0.0 ? 1.0F : 0.0F);
    set.time.push_back(Timestamp(std::chrono::hours(row)));
    set.label_end.push_back(Timestamp(std::chrono::hours(row + 1)));
  }
  for (std::size_t col = 0; col < kColumns; ++col) {
    set.feature_names.push_back("f" + std::to_string(col));
  }
  set.symbol.assign(rows, 0);
  return set;
}

std::vector<backtest::Fold> make_folds(const data::Dataset& set) {
  std::vector<backtest::Fold> folds;
  for (std::size_t f = 0; f < kFolds; ++f) {
    const std::size_t cut = kFirstTrain + f * kTest;
    folds.push_back({set.time[cut - 1],
                     set.time[cut + kTest - 1],
                     {cut, cut + kTest},
                     {0, cut},
                     set.time[cut - 1]});
  }
  return folds;
}

/// What a fold fits, evaluates each round, and predicts: worked out once, for both sides.
struct Windows {
  data::RowRange fit, stop, test;
};

Windows windows_of(const data::Dataset& set, const backtest::Fold& fold) {
  const auto inner = backtest::inner_split(backtest::training_rows(fold, set.label_end, set.label),
                                           set.time, set.label_end);
  return {{inner.fit.front(), inner.fit.back() + 1},
          {inner.stop.front(), inner.stop.back() + 1},
          fold.test};
}

std::vector<float> run_mlpipe(const data::Dataset& set, const std::vector<backtest::Fold>& folds) {
  training::FitOptions options;
  options.boost.params = kParams;
  options.boost.max_rounds = kRounds;
  options.boost.early_stopping_rounds = kRounds;  // evaluates each round, and never stops
  options.boost.feature_names = set.feature_names;
  NullSink events;
  const StopFlag stop;
  return backtest::run_walk_forward(
             folds, 1, kThreads,
             [&](std::size_t, const backtest::Fold& fold) {
               const auto inner =
                   backtest::inner_split(backtest::training_rows(fold, set.label_end, set.label),
                                         set.time, set.label_end);
               return training::fit(set, inner.fit, inner.stop, options, 1, stop)
                   .predict(set.view(fold.test), 1);
             },
             {}, events, stop)
      .value;
}

void check(int code) {
  if (code != 0) {
    throw std::runtime_error(XGBGetLastError());
  }
}

std::string interface_of(const float* values, const std::string& shape) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) +
         R"(,true],"shape":[)" + shape + R"(],"typestr":"<f4","version":3})";
}

struct Batch {
  const data::Dataset& set;
  data::RowRange rows;
  DMatrixHandle proxy = nullptr;
  bool given = false;

  [[nodiscard]] std::string values() const {
    return interface_of(set.view(rows).values,
                        std::to_string(rows.size()) + "," + std::to_string(kColumns));
  }
  void set_label(DMatrixHandle matrix) const {
    const auto label = interface_of(&set.label[rows.begin], std::to_string(rows.size()));
    check(XGDMatrixSetInfoFromInterface(matrix, "label", label.c_str()));
  }
};

int next_batch(DataIterHandle handle) {
  auto& batch = *static_cast<Batch*>(handle);
  if (batch.given) {
    return 0;
  }
  batch.given = true;
  check(XGProxyDMatrixSetDataDense(batch.proxy, batch.values().c_str()));
  batch.set_label(batch.proxy);
  return 1;
}

void reset_batch(DataIterHandle handle) {
  static_cast<Batch*>(handle)->given = false;
}

DMatrixHandle make_matrix(const data::Dataset& set, data::RowRange rows, bool quantile,
                          DMatrixHandle ref) {
  Batch batch{set, rows};
  DMatrixHandle out = nullptr;
  const char* config = R"({"missing":NaN,"nthread":1,"max_bin":256})";
  if (!quantile) {
    check(XGDMatrixCreateFromDense(batch.values().c_str(), config, &out));
    batch.set_label(out);
    return out;
  }
  check(XGProxyDMatrixCreate(&batch.proxy));
  check(XGQuantileDMatrixCreateFromCallback(&batch, batch.proxy, ref, reset_batch, next_batch,
                                            config, &out));
  XGDMatrixFree(batch.proxy);
  return out;
}

/// Which matrices are made of bin numbers; the others are plain.
struct Quantile {
  bool fit, stop;
};

/// One fold by the C API alone; writes the predictions of its test rows.
void fit_bare(const data::Dataset& set, const Windows& windows, Quantile quantile, float* out) {
  DMatrixHandle sets[] = {make_matrix(set, windows.fit, quantile.fit, nullptr), nullptr};
  sets[1] = make_matrix(set, windows.stop, quantile.stop, sets[0]);
  BoosterHandle booster = nullptr;
  check(XGBoosterCreate(sets, 2, &booster));
  for (const auto& [name, value] : kParams) {
    check(XGBoosterSetParam(booster, name.c_str(), value.c_str()));
  }
  check(XGBoosterSetParam(booster, "nthread", "1"));
  for (int round = 0; round < kRounds; ++round) {
    check(XGBoosterUpdateOneIter(booster, round, sets[0]));
    const char* name = "valid";
    const char* text = nullptr;
    check(XGBoosterEvalOneIter(booster, round, &sets[1], &name, 1, &text));
  }
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;
  const Batch test{set, windows.test};
  check(XGBoosterPredictFromDense(
      booster, test.values().c_str(),
      R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,)"
      R"("strict_shape":false,"missing":NaN,"cache_id":0})",
      nullptr, &shape, &dimensions, &values));
  std::copy_n(values, windows.test.size(), out);
  XGBoosterFree(booster);
  XGDMatrixFree(sets[1]);
  XGDMatrixFree(sets[0]);
}

std::vector<float> run_bare(const data::Dataset& set, const std::vector<Windows>& windows,
                            Quantile quantile) {
  std::vector<float> out(kFolds * kTest);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    check(XGBSetGlobalConfig(R"({"verbosity":0})"));
    for (std::size_t i = next++; i < kFolds; i = next++) {
      const std::size_t fold = kFolds - 1 - i;  // longest first
      fit_bare(set, windows[fold], quantile, &out[fold * kTest]);
    }
  };
  std::thread other(work);
  work();
  other.join();
  return out;
}

/// Another process that never sleeps, while this object lives.
class BusyProcess {
 public:
  BusyProcess() : id_(::fork()) {
    if (id_ == 0) {
      for (volatile unsigned count = 0;;) {
        count = count + 1;
      }
    }
  }
  ~BusyProcess() {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  BusyProcess(const BusyProcess&) = delete;
  BusyProcess& operator=(const BusyProcess&) = delete;

 private:
  pid_t id_;
};

class Bench {
 public:
  explicit Bench(int repeats) : repeats_(repeats) {
    for (const auto& fold : folds_) {
      windows_.push_back(windows_of(set_, fold));
    }
    expected_ = run_bare(set_, windows_, {true, true});  // a first run warms up, too
  }

  void run(const std::string& suffix) {
    for (int i = 0; i < repeats_; ++i) {
      time("mlpipe" + suffix, [&] { return run_mlpipe(set_, folds_); });
      time("bare_dmatrix" + suffix, [&] { return run_bare(set_, windows_, {false, false}); });
      time("bare_quantile" + suffix, [&] { return run_bare(set_, windows_, {true, true}); });
      time("bare_mixed" + suffix, [&] { return run_bare(set_, windows_, {true, false}); });
    }
  }

  void print() const {
    std::printf("{\"same_predictions\": %s, \"seconds\": {", same_ ? "true" : "false");
    const char* comma = "";
    for (const auto& [name, times] : seconds_) {
      std::printf("%s\"%s\": [", comma, name.c_str());
      for (std::size_t i = 0; i < times.size(); ++i) {
        std::printf("%s%.3f", i == 0 ? "" : ", ", times[i]);
      }
      std::printf("]");
      comma = ", ";
    }
    std::printf("}}\n");
  }

 private:
  template <class Body>
  void time(const std::string& name, Body body) {
    const auto begin = std::chrono::steady_clock::now();
    const auto values = body();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    seconds_[name].push_back(took.count());
    same_ = same_ && values == expected_;
  }

  int repeats_;
  data::Dataset set_ = make_dataset();
  std::vector<backtest::Fold> folds_ = make_folds(set_);
  std::vector<Windows> windows_;
  std::vector<float> expected_;
  std::map<std::string, std::vector<double>> seconds_;
  bool same_ = true;
};

}  // namespace

int main(int argc, char** argv) {
  // As the mlpipe binary does: libgomp reads it when it is loaded.
  if (std::getenv("GOMP_SPINCOUNT") == nullptr) {
    ::setenv("GOMP_SPINCOUNT", "1000", 1);
    ::execv("/proc/self/exe", argv);
  }
  Bench bench(argc > 1 ? std::max(1, std::atoi(argv[1])) : 5);
  bench.run("");
  {
    const BusyProcess busy;
    bench.run("_busy");
  }
  bench.print();
  return 0;
}
