// SPDX-License-Identifier: MIT
#include "data/csv_reader.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"

#include "data/csv_block.hpp"
#include "data/csv_cutter.hpp"
#include "data/csv_join.hpp"
#include "data/csv_opening.hpp"

namespace mlpipe::data {
namespace {

/// Several threads take blocks from one cutter and give their pieces to one joiner. A block is cut
/// under a lock and in order; whatever ends the reading is the first thing in file order, since
/// every block before it has been handed out already.
class ReadRun {
 public:
  ReadRun(CsvCutter& cutter, CsvJoiner& joiner, const StopFlag& stop)
      : cutter_(cutter), joiner_(joiner), stop_(stop) {}

  void work(CsvBlockParser parser) {
    CsvBuffer block;
    for (auto index = take(block); index; index = take(block)) {
      CsvPiece piece = parser.parse(block);
      const std::lock_guard lock(join_mutex_);
      done_ = done_ || piece.failure.has_value();
      joiner_.add(*index, std::move(piece));
    }
  }

  /// A source that broke, unless the text before was refused already.
  void rethrow() const {
    if (source_error_) {
      std::rethrow_exception(source_error_);
    }
  }

 private:
  [[nodiscard]] std::optional<std::size_t> take(CsvBuffer& block) {
    const std::lock_guard lock(cut_mutex_);
    stop_.check();
    if (done_ || source_error_) {
      return std::nullopt;
    }
    try {
      if (!cutter_.next(block)) {
        done_ = true;
        return std::nullopt;
      }
    } catch (const Error&) {
      source_error_ = std::current_exception();
      return std::nullopt;
    }
    return next_index_++;
  }

  CsvCutter& cutter_;
  CsvJoiner& joiner_;
  const StopFlag& stop_;
  std::mutex cut_mutex_;
  std::mutex join_mutex_;
  std::size_t next_index_ = 0;
  std::atomic<bool> done_{false};
  std::exception_ptr source_error_;
};

}  // namespace

struct CsvReader::Impl {
  Impl(ByteSource& source, std::string source_name, CsvOptions with)
      : feed(source), name(std::move(source_name)), options(std::move(with)) {}

  CsvFeed feed;
  std::string name;
  CsvOptions options;
  std::optional<CsvOpening> opening;
};

CsvReader::CsvReader(ByteSource& source, std::string source_name, CsvOptions options)
    : impl_(std::make_unique<Impl>(source, std::move(source_name), std::move(options))) {}

CsvReader::~CsvReader() = default;

const CsvSample& CsvReader::sample() {
  if (!impl_->opening) {
    try {
      impl_->opening = open_csv(impl_->feed, impl_->options);
    } catch (const CsvRefusal& refusal) {
      throw DataError(impl_->name + ": " + refusal.what());
    }
  }
  return impl_->opening->sample;
}

Table CsvReader::read(std::span<const ColumnPlan> plan, int threads, const StopFlag& stop) {
  (void)sample();
  CsvOpening& opening = *impl_->opening;
  const CsvOptions& options = impl_->options;
  CsvCutter cutter(impl_->feed, opening.layout.format, options.block_bytes, options.max_line_bytes);
  CsvJoiner joiner(opening.first_line, options.max_line_bytes);
  ReadRun run(cutter, joiner, stop);
  const auto left = impl_->feed.left();
  const int workers = left ? paying_threads(threads, *left) : std::max(threads, 1);
  parallel_for(workers, static_cast<std::size_t>(workers),
               [&](std::size_t) { run.work(CsvBlockParser(opening.layout, plan)); });
  if (joiner.failure()) {
    throw DataError(impl_->name + ": " + *joiner.failure());
  }
  run.rethrow();
  if (joiner.records() == 0) {
    throw DataError(impl_->name + ": the file has a header and no rows");
  }
  Table table =
      std::move(joiner).join(opening.layout.names, plan, std::move(opening.findings), threads);
  table.report.source = impl_->name;
  table.report.sha256 = impl_->feed.sha256();
  table.report.bytes = impl_->feed.bytes();
  table.report.detected = opening.sample.detected;
  return table;
}

}  // namespace mlpipe::data
