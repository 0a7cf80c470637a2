// SPDX-License-Identifier: MIT
#include "data/market_build.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"

#include "data/market_columns.hpp"
#include "data/market_order.hpp"
#include "data/market_rows.hpp"
#include "data/market_stamps.hpp"

namespace mlpipe::data {
namespace {

using Action = Finding::Action;

/// The report in its final order; with bad rows and on_bad_rows "error" this is the end.
void close_report(MarketRows& rows, std::size_t kept) {
  ReadReport& report = rows.table.report;
  sort_findings(report);
  report.rows_kept = kept;
  if (rows.options.on_bad_rows == "error" && count_of(report, Action::kBad) > 0) {
    throw DataError(bad_rows_text(report, rows.options.scoring));
  }
  if (kept < (rows.options.scoring ? 1U : 2U)) {
    const std::string counts = count_text(report, Action::kBad);
    throw DataError(report.source + ": " + (kept == 0 ? "no row" : "only one row") +
                    " can be used of " + grouped(report.rows_read) + " read" +
                    (counts.empty() ? "" : ", left out: " + counts));
  }
}

/// Takes the columns of the table, one for each role, in the order given.
class ColumnTaker {
 public:
  ColumnTaker(MarketRows& rows, std::vector<std::size_t> order, int threads)
      : rows_(rows), order_(std::move(order)), threads_(threads) {}

  void take(MarketData& market) {
    take_inputs(market);
    const Roles& roles = rows_.plan.roles;
    const std::vector<std::pair<std::optional<std::size_t>, std::vector<double>*>> numbers = {
        {roles.open, &market.open},
        {roles.high, &market.high},
        {roles.low, &market.low},
        {roles.close, &market.close},
        {roles.volume, &market.volume},
        {roles.target_is_text ? std::nullopt : roles.target, &market.target}};
    const int threads = paying_threads(threads_, order_.size() * numbers.size());
    parallel_for(threads, numbers.size(), [&](std::size_t i) {
      const auto& [position, out] = numbers[i];
      if (position) {
        *out = take_in_order(std::move(table().columns[*position].doubles), order_);
      }
    });
    if (rows_.plan.roles.target_is_text) {
      take_target_classes(market);
    }
    refuse_empty(market);
  }

 private:
  Table& table() { return rows_.table; }

  void take_inputs(MarketData& market) {
    const auto& inputs = rows_.plan.roles.inputs;
    market.inputs.resize(inputs.size());
    const int threads = paying_threads(threads_, order_.size() * inputs.size());
    parallel_for(threads, inputs.size(), [&](std::size_t i) {
      TypedColumn& column = table().columns[inputs[i].column];
      InputColumn& out = market.inputs[i];
      out.name = column.name;
      if (column.type == CellType::kText) {
        CategoryColumn categories = take_categories(column, order_);
        out.values.assign(categories.codes.begin(), categories.codes.end());
        std::replace(out.values.begin(), out.values.end(), static_cast<float>(kMissingCode),
                     std::nanf(""));
        out.categories = std::move(categories.names);
      } else if (column.type == CellType::kDouble) {
        // A price that is a feature too: the role takes the column, the feature a copy.
        std::vector<float> copy(column.doubles.begin(), column.doubles.end());
        out.values = take_in_order(std::move(copy), order_);
      } else {
        out.values = take_in_order(std::move(column.floats), order_);
      }
    });
  }

  void take_target_classes(MarketData& market) {
    CategoryColumn classes = take_categories(table().columns[*rows_.plan.roles.target], order_);
    market.target.assign(classes.codes.begin(), classes.codes.end());
    std::replace(market.target.begin(), market.target.end(), static_cast<double>(kMissingCode),
                 std::nan(""));
    market.target_categories = std::move(classes.names);
  }

  template <class T>
  static bool all_missing(const std::vector<T>& values) {
    return std::all_of(values.begin(), values.end(), [](T value) { return std::isnan(value); });
  }

  void refuse_empty(MarketData& market) {
    ReadReport& report = table().report;
    const auto name = [&](std::size_t position) {
      return "column " + std::to_string(position + 1) + " " + quote(table().columns[position].name);
    };
    const Roles& roles = rows_.plan.roles;
    if (roles.target && all_missing(market.target) && rows_.options.scoring) {
      market.target.clear();
    } else if (roles.target && all_missing(market.target)) {
      throw DataError(report.source + ": the target, " + name(*roles.target) +
                      ", has no value in any row");
    }
    if (roles.volume && all_missing(market.volume)) {
      market.volume.clear();
      report.detected.push_back("the volume, " + name(*roles.volume) +
                                ", has no value in any row and is not used");
    }
    for (std::size_t i = market.inputs.size(); i-- > 0;) {
      if (rows_.options.scoring || !all_missing(market.inputs[i].values)) {
        continue;
      }
      const std::string what = name(roles.inputs[i].column) + " has no value in any row";
      if (roles.inputs_named) {
        throw DataError(report.source + ": " + what + "; leave it out of data.features");
      }
      report.detected.push_back(what + " and is not used");
      market.inputs.erase(market.inputs.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (roles.inputs.size() > 0 && market.inputs.empty()) {
      throw DataError(report.source + ": no feature column has a value in any row");
    }
  }

  MarketRows& rows_;
  std::vector<std::size_t> order_;
  int threads_;
};

/// Symbols that have rows, and where their rows begin.
void take_symbols(MarketRows& rows, const std::vector<std::size_t>& offsets, MarketData& market) {
  const TypedColumn* column = rows.column(rows.plan.roles.symbol);
  market.offsets = {0};
  std::vector<std::string> gone;
  for (std::size_t s = 0; s + 1 < offsets.size(); ++s) {
    const std::string name = column == nullptr ? "" : column->dictionary[s];
    if (offsets[s] == offsets[s + 1]) {
      gone.push_back(quote(name));
      continue;
    }
    market.symbols.push_back(name);
    market.offsets.push_back(offsets[s + 1]);
  }
  auto& detected = rows.table.report.detected;
  if (column != nullptr) {
    const std::size_t count = market.symbols.size();
    detected.push_back("the file holds " + grouped(count) + (count == 1 ? " symbol" : " symbols"));
  }
  if (!gone.empty()) {
    const std::size_t shown = std::min<std::size_t>(gone.size(), 20);
    detected.push_back("without a usable row: " + grouped(gone.size()) +
                       (gone.size() == 1 ? " symbol, " : " symbols, among them ") +
                       join(std::span(gone).first(shown), ", "));
  }
}

void take_times(MarketRows& rows, const std::vector<std::size_t>& order, MarketData& market) {
  auto times = take_in_order(std::move(rows.times), order);
  if (rows.options.stamp == "open" && !rows.plan.time.date_only) {
    ReadReport& report = rows.table.report;
    report.bar = move_to_close(times, market.offsets, rows.options, report.source);
    if (!report.bar.empty()) {
      report.detected.push_back("bars are " + report.bar +
                                " long, the most frequent step; the stamps are opens, so the "
                                "closes were set that much later");
    }
  }
  market.intraday =
      !rows.plan.time.date_only && is_intraday(times, market.offsets, rows.options.time_zone);
  market.close_time.reserve(times.size());
  for (const std::int64_t time : times) {
    market.close_time.emplace_back(std::chrono::microseconds(time));
  }
}

}  // namespace

MarketData build_market(Table table, const MarketPlan& plan, const DataOptions& options,
                        int threads, const StopFlag& stop) {
  MarketRows rows(std::move(table), plan, options);
  rows.table.report.detected.insert(rows.table.report.detected.end(), plan.detected.begin(),
                                    plan.detected.end());
  rows.table.report.time_format = plan.time.setting;
  check_symbols(rows);
  settle_times(rows);
  check_rows(rows, threads);
  stop.check();
  MarketOrder order = order_rows(rows, threads);
  stop.check();
  close_report(rows, order.rows.size());

  MarketData market;
  market.time_zone = options.time_zone;
  take_symbols(rows, order.offsets, market);
  take_times(rows, order.rows, market);
  ColumnTaker(rows, std::move(order.rows), threads).take(market);
  market.report = std::move(rows.table.report);
  return market;
}

}  // namespace mlpipe::data
