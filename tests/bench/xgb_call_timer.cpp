// SPDX-License-Identifier: MIT
// To be preloaded (LD_PRELOAD) into a program that uses XGBoost: how long it is inside the calls
// that train. Writes JSON to the file named by XGB_CALL_TIMES when the program ends:
// "training": seconds in which at least one thread was inside matrix making, boosting or
// evaluation; "predicting": the same for prediction; "thread_seconds": training summed over
// threads.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include <dlfcn.h>
#include <xgboost/c_api.h>

namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

/// Time in which somebody is inside.
class Presence {
 public:
  void enter() {
    const std::lock_guard lock(mutex_);
    if (inside_++ == 0) {
      begin_ = Clock::now();
    }
  }
  void leave(double own) {
    const std::lock_guard lock(mutex_);
    summed_ += own;
    if (--inside_ == 0) {
      seconds_ += seconds_between(begin_, Clock::now());
    }
  }
  [[nodiscard]] double seconds() const { return seconds_; }
  [[nodiscard]] double summed() const { return summed_; }

 private:
  std::mutex mutex_;
  int inside_ = 0;
  Clock::time_point begin_;
  double seconds_ = 0.0;
  double summed_ = 0.0;
};

struct Times {
  Presence training;
  Presence predicting;
  ~Times() {
    const char* path = std::getenv("XGB_CALL_TIMES");
    std::FILE* out = path != nullptr && training.seconds() > 0 ? std::fopen(path, "w") : nullptr;
    if (out != nullptr) {
      std::fprintf(out, "{\"training\": %.4f, \"predicting\": %.4f, \"thread_seconds\": %.4f}\n",
                   training.seconds(), predicting.seconds(), training.summed());
      std::fclose(out);
    }
  }
};

Times& times() {
  static Times all;
  return all;
}

class Visit {
 public:
  explicit Visit(Presence& place) : place_(place) { place_.enter(); }
  ~Visit() { place_.leave(seconds_between(begin_, Clock::now())); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Presence& place_;
  Clock::time_point begin_ = Clock::now();
};

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int XGBoosterUpdateOneIter(BoosterHandle handle, int iter, DMatrixHandle train) {
  static const auto kNext = next<decltype(XGBoosterUpdateOneIter)>("XGBoosterUpdateOneIter");
  const Visit visit(times().training);
  return kNext(handle, iter, train);
}

int XGBoosterEvalOneIter(BoosterHandle handle, int iter, DMatrixHandle sets[], const char* names[],
                         bst_ulong count, const char** out) {
  static const auto kNext = next<decltype(XGBoosterEvalOneIter)>("XGBoosterEvalOneIter");
  const Visit visit(times().training);
  return kNext(handle, iter, sets, names, count, out);
}

int XGDMatrixCreateFromDense(const char* data, const char* config, DMatrixHandle* out) {
  static const auto kNext = next<decltype(XGDMatrixCreateFromDense)>("XGDMatrixCreateFromDense");
  const Visit visit(times().training);
  return kNext(data, config, out);
}

int XGQuantileDMatrixCreateFromCallback(DataIterHandle iter, DMatrixHandle proxy,
                                        DataIterHandle ref, DataIterResetCallback* reset,
                                        XGDMatrixCallbackNext* next_batch, const char* config,
                                        DMatrixHandle* out) {
  static const auto kNext =
      next<decltype(XGQuantileDMatrixCreateFromCallback)>("XGQuantileDMatrixCreateFromCallback");
  const Visit visit(times().training);
  return kNext(iter, proxy, ref, reset, next_batch, config, out);
}

int XGBoosterPredictFromDense(BoosterHandle handle, const char* values, const char* config,
                              DMatrixHandle matrix, const bst_ulong** shape, bst_ulong* dimensions,
                              const float** result) {
  static const auto kNext = next<decltype(XGBoosterPredictFromDense)>("XGBoosterPredictFromDense");
  const Visit visit(times().predicting);
  return kNext(handle, values, config, matrix, shape, dimensions, result);
}

}  // extern "C"
