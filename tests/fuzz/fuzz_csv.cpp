// SPDX-License-Identifier: MIT
// Any bytes are a DataError or a table whose invariants hold, and small blocks give what large ones
// give. The first four bytes choose options, types of columns, and the block size.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "data/csv_reader.hpp"
#include "support/text_source.hpp"

namespace {

using namespace mlpipe;        // NOLINT(google-build-using-namespace)
using namespace mlpipe::data;  // NOLINT(google-build-using-namespace)

void demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// A cell that begins with a digit is a time, as long as it is.
class LengthParser final : public TimeCellParser {
 public:
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override {
    demand(!cell.empty());
    return cell[0] >= '0' && cell[0] <= '9' ? std::optional(static_cast<std::int64_t>(cell.size()))
                                            : std::nullopt;
  }
};

struct Choice {
  CsvOptions options;
  unsigned types = 0;
};

Choice choose(const std::uint8_t* data) {
  Choice choice;
  constexpr std::string_view kSeparators = ",;\t|";
  if ((data[0] & 4U) != 0) {
    choice.options.separator = kSeparators[data[0] & 3U];
  }
  if ((data[0] & 8U) != 0) {
    choice.options.decimal = (data[0] & 16U) != 0 ? ',' : '.';
  }
  choice.options.header = (data[0] & 32U) == 0;
  choice.options.skip_lines = (data[0] >> 6U) == 3 ? 1 : 0;
  choice.options.comment = (data[1] & 1U) != 0 ? "" : (data[1] & 2U) != 0 ? "//" : "#";
  choice.options.max_line_bytes = (data[1] & 4U) != 0 ? 40 : 4096;
  choice.options.max_columns = 16;
  choice.options.block_bytes = 1 + (data[2] & 63U);
  choice.types = data[3];
  return choice;
}

using Outcome = std::variant<std::string, Table>;

Outcome read(std::string_view text, const CsvOptions& options, unsigned types) {
  static const LengthParser parser;
  try {
    testing::TextSource source(text);
    CsvReader reader(source, "f", options);
    const CsvSample& sample = reader.sample();
    std::vector<ColumnPlan> plan;
    for (std::size_t i = 0; i < sample.names.size(); ++i) {
      demand(!sample.names[i].empty());
      const unsigned type = (types + static_cast<unsigned>(i)) % 5;
      plan.push_back({static_cast<CellType>(type), &parser});
    }
    for (const auto& row : sample.rows) {
      demand(row.size() == plan.size());
    }
    demand(sample.rows.size() == sample.lines.size());
    return reader.read(plan, 1, StopFlag());
  } catch (const DataError& error) {
    return std::string(error.what());
  }
}

void check(const Table& table) {
  const std::size_t rows = table.rows();
  for (std::size_t i = 1; i < rows; ++i) {
    demand(table.lines[i - 1] < table.lines[i]);
  }
  demand(table.report.rows_kept == rows && table.report.rows_read >= rows);
  for (const auto& column : table.columns) {
    demand(column.doubles.size() == (column.type == CellType::kDouble ? rows : 0));
    demand(column.floats.size() == (column.type == CellType::kFloat ? rows : 0));
    demand(column.times.size() == (column.type == CellType::kTime ? rows : 0));
    demand(column.codes.size() == (column.type == CellType::kText ? rows : 0));
    for (const double value : column.doubles) {
      demand(!std::isinf(value));
    }
    for (const float value : column.floats) {
      demand(!std::isinf(value));
    }
    std::vector<bool> used(column.dictionary.size());
    for (const std::uint32_t code : column.codes) {
      demand(code == kMissingCode || code < used.size());
      if (code != kMissingCode) {
        used[code] = true;
      }
    }
    demand(std::find(used.begin(), used.end(), false) == used.end());
    demand(std::is_sorted(column.dictionary.begin(), column.dictionary.end()));
  }
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

void check_same(const Table& a, const Table& b) {
  demand(a.lines == b.lines);
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    demand(same_bits(a.columns[i].doubles, b.columns[i].doubles));
    demand(same_bits(a.columns[i].floats, b.columns[i].floats));
    demand(a.columns[i].times == b.columns[i].times);
    demand(a.columns[i].codes == b.columns[i].codes);
    demand(a.columns[i].dictionary == b.columns[i].dictionary);
  }
  demand(a.report.rows_read == b.report.rows_read && a.report.sha256 == b.report.sha256);
  demand(a.report.findings.size() == b.report.findings.size());
  for (std::size_t i = 0; i < a.report.findings.size(); ++i) {
    const Finding& x = a.report.findings[i];
    const Finding& y = b.report.findings[i];
    demand(x.kind == y.kind && x.line == y.line && x.column == y.column && x.value == y.value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  Choice choice = choose(data);
  const std::string text(data + 4, data + size);
  const Outcome small = read(text, choice.options, choice.types);
  choice.options.block_bytes = 1U << 12U;
  const Outcome large = read(text, choice.options, choice.types);
  demand(small.index() == large.index());
  if (const auto* message = std::get_if<std::string>(&small)) {
    demand(*message == std::get<std::string>(large));
  } else {
    check(std::get<Table>(small));
    check_same(std::get<Table>(small), std::get<Table>(large));
  }
  return 0;
}
