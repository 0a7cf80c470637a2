// SPDX-License-Identifier: MIT
// CSV to typed columns, 1,000,000 x 20 floats, two threads, SHA-256 included. The peers, on the
// same file: tests/bench/peers/csv_peers.py. The file is that named by MLPIPE_BENCH_CSV; without
// it, one like it is made in the folder for temporary files.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/core/rng.hpp"

#include "data/csv_reader.hpp"

namespace {

using namespace mlpipe;        // NOLINT(google-build-using-namespace)
using namespace mlpipe::data;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kRows = 1'000'000;
constexpr std::size_t kColumns = 20;

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::string& path)
      : file_(std::fopen(path.c_str(), "rb"), &std::fclose) {
    if (!file_) {
      throw DataError(path + ": cannot be read");
    }
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  }
  std::size_t read(std::span<char> buffer) override {
    return std::fread(buffer.data(), 1, buffer.size(), file_.get());
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

std::string make_file() {
  const auto path = std::filesystem::temp_directory_path() / "mlpipe_bench_1e6x20.csv";
  if (std::filesystem::exists(path)) {
    return path.string();
  }
  const auto part = path.string() + ".part";
  {
    std::ofstream out(part, std::ios::binary);
    for (std::size_t i = 0; i < kColumns; ++i) {
      out << (i == 0 ? "" : ",") << 'f' << i;
    }
    out << '\n';
    Rng rng(20240229);
    std::string line;
    for (std::size_t row = 0; row < kRows; ++row) {
      line.clear();
      double scale = 1;
      for (std::size_t i = 0; i < kColumns; ++i, scale = i % 5 == 0 ? 1 : scale * 10) {
        char cell[32];
        std::snprintf(cell, sizeof cell, "%.9g", scale * (2 * rng.uniform() - 1));
        line += (i == 0 ? "" : ",");
        line += cell;
      }
      out << line << '\n';
    }
  }
  std::filesystem::rename(part, path);
  return path.string();
}

std::string bench_file() {
  const char* given = std::getenv("MLPIPE_BENCH_CSV");
  return given != nullptr ? given : make_file();
}

void read_file(benchmark::State& state, CellType type) {
  const std::string path = bench_file();
  const auto bytes = std::filesystem::file_size(path);
  for (auto _ : state) {
    FileSource source(path);
    CsvOptions options;
    options.block_bytes = static_cast<std::size_t>(state.range(1));
    CsvReader reader(source, path, options);
    const std::vector<ColumnPlan> plan(reader.sample().names.size(), ColumnPlan{type, nullptr});
    const Table table = reader.read(plan, static_cast<int>(state.range(0)), StopFlag());
    benchmark::DoNotOptimize(table.lines.data());
    if (table.rows() == 0 || table.report.rows_read != table.rows()) {
      state.SkipWithError("rows were lost");
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

BENCHMARK_CAPTURE(read_file, floats, CellType::kFloat)
    ->Args({2, static_cast<std::int64_t>(CsvOptions().block_bytes)})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(read_file, doubles, CellType::kDouble)
    ->Args({2, static_cast<std::int64_t>(CsvOptions().block_bytes)})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(read_file, block_sizes, CellType::kFloat)
    ->ArgsProduct({{1, 2}, {256 << 10, 1 << 20, 4 << 20, 16 << 20}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
