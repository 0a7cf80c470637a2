// SPDX-License-Identifier: MIT
// What one fit costs in memory by the C API alone: a float matrix, XGBoost's binned copy of it, a
// few rounds. Prints JSON, in bytes. The yardstick for the peak of `mlpipe train`.
//
// usage: fit_memory ROWS COLUMNS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>
#include <xgboost/c_api.h>

#include "mlpipe/core/rng.hpp"

namespace {

long peak() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  return use.ru_maxrss * 1024;
}

long resident() {
  long pages = 0;
  long now = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages, &now) != 2) {
      now = 0;
    }
    std::fclose(file);
  }
  return now * ::sysconf(_SC_PAGESIZE);
}

void check(int code) {
  if (code != 0) {
    std::fprintf(stderr, "%s\n", XGBGetLastError());
    std::exit(1);
  }
}

struct Batch {
  std::string values;
  std::string label;
  DMatrixHandle proxy = nullptr;
  bool given = false;
};

int next_batch(DataIterHandle handle) {
  auto& batch = *static_cast<Batch*>(handle);
  if (batch.given) {
    return 0;
  }
  batch.given = true;
  check(XGProxyDMatrixSetDataDense(batch.proxy, batch.values.c_str()));
  check(XGDMatrixSetInfoFromInterface(batch.proxy, "label", batch.label.c_str()));
  return 1;
}

void reset_batch(DataIterHandle handle) {
  static_cast<Batch*>(handle)->given = false;
}

std::string interface_of(const float* values, const std::string& shape) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(values)) +
         R"(,true],"shape":[)" + shape + R"(],"typestr":"<f4","version":3})";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fit_memory ROWS COLUMNS\n");
    return 2;
  }
  const std::size_t rows = std::strtoul(argv[1], nullptr, 10);
  const std::size_t columns = std::strtoul(argv[2], nullptr, 10);
  const long at_start = resident();
  mlpipe::Rng rng(1);
  std::vector<float> values(rows * columns);
  std::vector<float> label(rows);
  for (float& value : values) {
    value = static_cast<float>(rng.uniform());
  }
  for (float& value : label) {
    value = rng.uniform() < 0.5 ? 0.0F : 1.0F;
  }
  const long with_array = resident();
  Batch batch{interface_of(values.data(), std::to_string(rows) + "," + std::to_string(columns)),
              interface_of(label.data(), std::to_string(rows))};
  check(XGProxyDMatrixCreate(&batch.proxy));
  DMatrixHandle matrix = nullptr;
  check(XGQuantileDMatrixCreateFromCallback(&batch, batch.proxy, nullptr, reset_batch, next_batch,
                                            R"({"missing":NaN,"nthread":2,"max_bin":256})",
                                            &matrix));
  const long with_matrix = resident();
  BoosterHandle booster = nullptr;
  check(XGBoosterCreate(&matrix, 1, &booster));
  check(XGBoosterSetParam(booster, "objective", "binary:logistic"));
  check(XGBoosterSetParam(booster, "tree_method", "hist"));
  check(XGBoosterSetParam(booster, "nthread", "2"));
  for (int round = 0; round < 3; ++round) {
    check(XGBoosterUpdateOneIter(booster, round, matrix));
  }
  std::printf("{\"start\": %ld, \"array\": %ld, \"quantised_kept\": %ld, \"peak\": %ld}\n",
              at_start, with_array - at_start, with_matrix - with_array, peak());
  XGBoosterFree(booster);
  XGDMatrixFree(matrix);
  XGDMatrixFree(batch.proxy);
  return 0;
}
