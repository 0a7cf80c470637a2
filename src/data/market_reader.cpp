// SPDX-License-Identifier: MIT
#include "mlpipe/data/market_reader.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "data/csv_reader.hpp"
#include "data/market_build.hpp"
#include "data/market_findings.hpp"
#include "data/market_plan.hpp"

namespace mlpipe::data {
namespace {

using Action = Finding::Action;

CsvOptions csv_options(const DataOptions& options) {
  CsvOptions csv;
  if (options.separator) {
    csv.separator = *options.separator == "tab" ? '\t' : options.separator->front();
  }
  if (options.decimal) {
    csv.decimal = options.decimal->front();
  }
  csv.header = options.header;
  csv.skip_lines = options.skip_lines;
  csv.comment = options.comment;
  for (const auto& spelling : options.missing) {
    csv.missing.push_back(lower(trim(spelling)));
  }
  csv.max_columns = options.max_columns;
  csv.max_line_bytes = options.max_line_bytes;
  return csv;
}

void tell(const ReadReport& report, EventSink& events) {
  for (const auto& sentence : report.detected) {
    events.on(Note{"data.detect", sentence});
  }
  for (const auto action : {Action::kRepaired, Action::kNoted}) {
    if (const std::string counts = count_text(report, action); !counts.empty()) {
      events.on(Note{"data.findings", report.source + ": " +
                                          (action == Action::kRepaired ? "repaired: " : "noted: ") +
                                          counts});
    }
  }
  if (const std::string counts = count_text(report, Action::kBad); !counts.empty()) {
    events.on(Warning{"data.bad_rows", report.source + ": " + grouped(report.rows_kept) + " of " +
                                           grouped(report.rows_read) +
                                           " rows are used; left out: " + counts});
  }
}

/// Without one whole row there is nothing to tell columns from. Reading says why: a first row that
/// never ends, for example, or rows that all have another number of fields than the header.
void refuse_without_sound_row(CsvReader& reader, int threads, const StopFlag& stop) {
  const std::vector<ColumnPlan> skip(reader.sample().names.size(),
                                     ColumnPlan{CellType::kSkip, nullptr});
  Table table = reader.read(skip, threads, stop);
  sort_findings(table.report);
  if (count_of(table.report, Action::kBad) > 0) {
    throw DataError(bad_rows_text(table.report));
  }
  throw DataError(table.report.source + ": no row near the beginning of the file is whole");
}

}  // namespace

MarketData read_market_data(ByteSource& source, const DataOptions& options, int threads,
                            EventSink& events, const StopFlag& stop) {
  const std::string name = options.source == "-" ? "standard input" : options.source;
  CsvReader reader(source, name, csv_options(options));
  if (reader.sample().rows.empty()) {
    refuse_without_sound_row(reader, threads, stop);
  }
  const MarketPlan plan = plan_market(reader.sample(), options, name);
  stop.check();
  MarketData market =
      build_market(reader.read(plan.columns, threads, stop), plan, options, threads, stop);
  tell(market.report, events);
  return market;
}

}  // namespace mlpipe::data
