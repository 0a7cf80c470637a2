// SPDX-License-Identifier: MIT
#include "data/market_rows.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

using Action = Finding::Action;
using Position = std::optional<std::size_t>;

// Vendors round the prices of one bar apart; a difference of one part in 10^9 is no fault.
constexpr double kTolerance = 1e-9;

/// The price columns of a file, those that it has.
class PriceCheck {
 public:
  explicit PriceCheck(MarketRows& rows) : rows_(rows) {
    const Roles& roles = rows.plan.roles;
    open_ = find(roles.open);
    high_ = find(roles.high);
    low_ = find(roles.low);
    close_ = find(roles.close);
  }

  /// Reports the first thing wrong with the row.
  void check(std::size_t row) {
    for (const Price* price : {&open_, &high_, &low_, &close_}) {
      if (price->values != nullptr && !check_value(row, *price)) {
        return;
      }
    }
    if (high_.values != nullptr && low_.values != nullptr && above(low_, high_, row)) {
      report(row, "high_below_low", high_);
      return;
    }
    check_inside(row, "open_outside_bar", open_);
    if (!rows_.is_bad(row)) {
      check_inside(row, "close_outside_bar", close_);
    }
  }

 private:
  struct Price {
    Position position;
    const double* values = nullptr;
  };

  [[nodiscard]] Price find(Position position) const {
    const TypedColumn* column = rows_.column(position);
    return {position, column == nullptr ? nullptr : column->doubles.data()};
  }

  bool check_value(std::size_t row, const Price& price) {
    const double value = price.values[row];
    if (std::isnan(value)) {
      rows_.report(row, "missing_price", Action::kBad, price.position, "");
    } else if (std::isinf(value)) {
      report(row, "infinite_number", price);
    } else if (value <= 0 && !rows_.options.allow_nonpositive_prices) {
      report(row, "nonpositive_price", price);
    }
    return !rows_.is_bad(row);
  }

  static bool above(const Price& a, const Price& b, std::size_t row) {
    const double x = a.values[row];
    const double y = b.values[row];
    return x - y > kTolerance * std::max(std::abs(x), std::abs(y));
  }

  void check_inside(std::size_t row, std::string_view kind, const Price& price) {
    if (price.values == nullptr) {
      return;
    }
    const bool too_high = high_.values != nullptr && above(price, high_, row);
    const bool too_low = low_.values != nullptr && above(low_, price, row);
    if (too_high || too_low) {
      report(row, kind, price);
    }
  }

  void report(std::size_t row, std::string_view kind, const Price& price) {
    rows_.report(row, kind, Action::kBad, price.position, shortest(price.values[row]));
  }

  MarketRows& rows_;
  Price open_, high_, low_, close_;
};

void check_prices(MarketRows& rows) {
  PriceCheck prices(rows);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows.is_bad(row)) {
      prices.check(row);
    }
  }
}

/// A volume of zero is worth a look, unless the file has no real volume at all; so is a missing
/// one.
void check_volume(MarketRows& rows) {
  const Position position = rows.plan.roles.volume;
  const TypedColumn* column = rows.column(position);
  if (column == nullptr) {
    return;
  }
  const auto& volume = column->doubles;
  const bool any = std::any_of(volume.begin(), volume.end(), [](double v) { return v > 0; });
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.is_bad(row)) {
      continue;
    }
    if (volume[row] < 0) {
      rows.report(row, "negative_volume", Action::kBad, position, shortest(volume[row]));
    } else if (std::isinf(volume[row])) {
      rows.report(row, "infinite_number", Action::kBad, position, shortest(volume[row]));
    } else if (any && volume[row] == 0) {
      rows.report(row, "zero_volume", Action::kNoted, position, "0");
    } else if (any && std::isnan(volume[row])) {
      rows.report(row, "missing_volume", Action::kNoted, position, "");
    }
  }
}

/// Reports what is missing or infinite in a column of numbers that is not a price.
template <class T>
void check_finite(MarketRows& rows, std::size_t position, const std::vector<T>& values,
                  std::string_view missing_kind) {
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isfinite(values[row]) || rows.is_bad(row)) {
      continue;
    }
    if (std::isinf(values[row])) {
      rows.report(row, "infinite_number", Action::kBad, position, shortest(values[row]));
    } else {
      rows.report(row, missing_kind, Action::kNoted, position, "");
    }
  }
}

void check_ready_made(MarketRows& rows, int threads) {
  const auto& inputs = rows.plan.roles.inputs;
  std::vector<std::uint8_t> whole(inputs.size(), 0);
  parallel_for(
      paying_threads(threads, inputs.size() * rows.size()), inputs.size(), [&](std::size_t i) {
        const auto& floats = rows.table.columns[inputs[i].column].floats;
        whole[i] =
            std::all_of(floats.begin(), floats.end(), [](float v) { return std::isfinite(v); });
      });
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (whole[i] == 0) {
      check_finite(rows, inputs[i].column, rows.table.columns[inputs[i].column].floats,
                   "missing_input");
    }
  }
  if (const auto target = rows.plan.roles.target) {
    const TypedColumn& column = rows.table.columns[*target];
    check_finite(rows, *target, column.doubles, "missing_target");
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
      if (column.codes[row] == kMissingCode && !rows.is_bad(row)) {
        rows.report(row, "missing_target", Action::kNoted, target, "");
      }
    }
  }
}

}  // namespace

MarketRows::MarketRows(Table whole, const MarketPlan& how, const DataOptions& wanted)
    : table(std::move(whole)),
      plan(how),
      options(wanted),
      bad_(table.rows(), 0),
      symbols_(column(how.roles.symbol)),
      log_(table.report) {}

const TypedColumn* MarketRows::column(std::optional<std::size_t> position) const {
  return position ? &table.columns[*position] : nullptr;
}

void MarketRows::report(std::size_t row, std::string_view kind, Finding::Action action,
                        std::optional<std::size_t> position, const std::string& value) {
  if (action == Action::kBad) {
    bad_[row] = 1;
  }
  if (Finding* finding = log_.add(kind, action)) {
    finding->line = table.lines[row];
    finding->column = position ? *position + 1 : 0;
    finding->column_name = position ? table.columns[*position].name : "";
    finding->value = value;
  }
}

void check_symbols(MarketRows& rows) {
  const Position position = rows.plan.roles.symbol;
  for (std::size_t row = 0; position && row < rows.size(); ++row) {
    if (rows.symbol(row) == kMissingCode) {
      rows.report(row, "missing_symbol", Action::kBad, position, "");
    }
  }
}

void check_rows(MarketRows& rows, int threads) {
  check_prices(rows);
  check_volume(rows);
  check_ready_made(rows, threads);
}

}  // namespace mlpipe::data
