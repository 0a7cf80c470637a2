// SPDX-License-Identifier: MIT
#include "data/market_order.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::data {
namespace {

using Action = Finding::Action;
using RowIndex = std::vector<std::size_t>;

constexpr double kSpikeFactor = 5.0;

/// Sound rows by symbol, inside a symbol in the order of the file.
MarketOrder group_by_symbol(const MarketRows& rows) {
  MarketOrder order;
  order.offsets.assign(rows.symbol_count() + 1, 0);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows.is_bad(row)) {
      ++order.offsets[rows.symbol(row) + 1];
    }
  }
  for (std::size_t s = 1; s < order.offsets.size(); ++s) {
    order.offsets[s] += order.offsets[s - 1];
  }
  order.rows.resize(order.offsets.back());
  RowIndex next(order.offsets.begin(), order.offsets.end() - 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows.is_bad(row)) {
      order.rows[next[rows.symbol(row)]++] = row;
    }
  }
  return order;
}

void sort_by_time(const MarketRows& rows, MarketOrder& order, int threads) {
  const auto& times = rows.times;
  parallel_for(threads, order.offsets.size() - 1, [&](std::size_t s) {
    const auto begin = order.rows.begin() + static_cast<std::ptrdiff_t>(order.offsets[s]);
    const auto end = order.rows.begin() + static_cast<std::ptrdiff_t>(order.offsets[s + 1]);
    const auto earlier = [&](std::size_t a, std::size_t b) {
      return times[a] != times[b] ? times[a] < times[b] : a < b;
    };
    if (!std::is_sorted(begin, end, earlier)) {
      if (rows.newest_first) {
        std::reverse(begin, end);  // so that sorting has little to do
      }
      std::stable_sort(begin, end, earlier);
    }
  });
}

bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Whether two rows agree in every column that is used.
bool same_values(const MarketRows& rows, std::size_t a, std::size_t b) {
  for (const auto& column : rows.table.columns) {
    const bool same =
        (column.doubles.empty() || same_number(column.doubles[a], column.doubles[b])) &&
        (column.floats.empty() || same_number(column.floats[a], column.floats[b])) &&
        (column.codes.empty() || column.codes[a] == column.codes[b]);
    if (!same) {
      return false;
    }
  }
  return true;
}

std::string display(const MarketRows& rows, std::size_t row) {
  return to_display(Timestamp(std::chrono::microseconds(rows.times[row])));
}

struct Dropped {
  std::size_t row = 0;
  bool exact = false;
};

/// Of rows [begin, end) of the order, which have one time, one is kept: the last in the file if so
/// configured, else the first.
void drop_all_but_one(const MarketRows& rows, const std::size_t* begin, const std::size_t* end,
                      std::vector<Dropped>& dropped) {
  const std::size_t kept = rows.options.duplicates == "last" ? *(end - 1) : *begin;
  for (const std::size_t* row = begin; row != end; ++row) {
    if (*row != kept) {
      dropped.push_back({*row, same_values(rows, *row, kept)});
    }
  }
}

std::vector<Dropped> find_duplicates(const MarketRows& rows, const MarketOrder& order) {
  std::vector<Dropped> dropped;
  for (std::size_t s = 0; s + 1 < order.offsets.size(); ++s) {
    const std::size_t* begin = order.rows.data() + order.offsets[s];
    const std::size_t* const last = order.rows.data() + order.offsets[s + 1];
    while (begin != last) {
      const std::int64_t time = rows.times[*begin];
      const std::size_t* end =
          std::find_if(begin + 1, last, [&](std::size_t row) { return rows.times[row] != time; });
      if (end - begin > 1) {
        drop_all_but_one(rows, begin, end, dropped);
      }
      begin = end;
    }
  }
  std::sort(dropped.begin(), dropped.end(),
            [](const Dropped& a, const Dropped& b) { return a.row < b.row; });
  return dropped;
}

/// A close more than five times (or less than a fifth of) the one before, with the next one back
/// where it was: a slip of the decimal point, and not a market.
RowIndex find_spikes(const MarketRows& rows, const MarketOrder& order) {
  RowIndex spikes;
  const TypedColumn* close = rows.column(rows.plan.roles.close);
  if (close == nullptr || rows.options.allow_nonpositive_prices) {
    return spikes;
  }
  const auto change = [&](std::size_t from, std::size_t to) {
    return std::abs(std::log(close->doubles[order.rows[to]] / close->doubles[order.rows[from]]));
  };
  const double jump = std::log(kSpikeFactor);
  for (std::size_t s = 0; s + 1 < order.offsets.size(); ++s) {
    for (std::size_t i = order.offsets[s] + 1; i + 1 < order.offsets[s + 1]; ++i) {
      const bool spike =
          change(i - 1, i) > jump && change(i, i + 1) > jump && change(i - 1, i + 1) < jump / 2;
      if (spike) {
        spikes.push_back(order.rows[i]);
      }
    }
  }
  std::sort(spikes.begin(), spikes.end());
  return spikes;
}

void remove_rows(MarketOrder& order, const RowIndex& sorted_rows) {
  if (sorted_rows.empty()) {
    return;
  }
  std::size_t out = 0;
  std::size_t begin = 0;
  for (std::size_t s = 0; s + 1 < order.offsets.size(); ++s) {
    const std::size_t end = order.offsets[s + 1];
    for (std::size_t i = begin; i < end; ++i) {
      if (!std::binary_search(sorted_rows.begin(), sorted_rows.end(), order.rows[i])) {
        order.rows[out++] = order.rows[i];
      }
    }
    begin = end;
    order.offsets[s + 1] = out;
  }
  order.rows.resize(out);
}

/// Appends the rows that must move for the others to be in order already: those outside a longest
/// increasing subsequence of the file positions (patience sorting, Fredman 1975; O(n log n)).
void append_displaced(const MarketRows& rows, const std::size_t* in_time, std::size_t count,
                      RowIndex& displaced) {
  const auto position = [&](std::size_t i) {
    const auto row = static_cast<std::int64_t>(in_time[i]);
    return rows.newest_first ? -row : row;
  };
  constexpr std::size_t kNone = SIZE_MAX;
  RowIndex tails;                 // best end of a subsequence of each length
  RowIndex before(count, kNone);  // predecessor of each row in its subsequence
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = std::lower_bound(
        tails.begin(), tails.end(), position(i),
        [&](std::size_t tail, std::int64_t wanted) { return position(tail) < wanted; });
    before[i] = at == tails.begin() ? kNone : *(at - 1);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> in_place(count, false);
  for (std::size_t i = tails.empty() ? kNone : tails.back(); i != kNone; i = before[i]) {
    in_place[i] = true;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!in_place[i]) {
      displaced.push_back(in_time[i]);
    }
  }
}

void report_displaced(MarketRows& rows, const MarketOrder& order) {
  RowIndex displaced;
  for (std::size_t s = 0; s + 1 < order.offsets.size(); ++s) {
    const std::size_t* begin = order.rows.data() + order.offsets[s];
    const std::size_t* end = order.rows.data() + order.offsets[s + 1];
    const bool in_order = rows.newest_first ? std::is_sorted(begin, end, std::greater<>())
                                            : std::is_sorted(begin, end);
    if (!in_order) {
      append_displaced(rows, begin, static_cast<std::size_t>(end - begin), displaced);
    }
  }
  if (displaced.size() > std::max<std::size_t>(20, order.rows.size() / 10)) {
    rows.table.report.detected.push_back(
        "the rows are in no order of time (" + grouped(displaced.size()) + " of " +
        grouped(order.rows.size()) + " would have to move); they were sorted");
    return;
  }
  std::sort(displaced.begin(), displaced.end());
  for (const std::size_t row : displaced) {
    rows.report(row, "out_of_order", Action::kRepaired, rows.plan.roles.time, display(rows, row));
  }
}

void report_duplicates(MarketRows& rows, const std::vector<Dropped>& dropped) {
  const bool chosen = rows.options.duplicates != "error";
  for (const auto& duplicate : dropped) {
    const auto action = duplicate.exact || chosen ? Action::kRepaired : Action::kBad;
    rows.report(duplicate.row, duplicate.exact ? "duplicate_row" : "duplicate_time", action,
                rows.plan.roles.time, display(rows, duplicate.row));
  }
}

}  // namespace

MarketOrder order_rows(MarketRows& rows, int threads) {
  MarketOrder order = group_by_symbol(rows);
  sort_by_time(rows, order, threads);
  const auto dropped = find_duplicates(rows, order);
  report_duplicates(rows, dropped);
  RowIndex leaving;
  for (const auto& duplicate : dropped) {
    leaving.push_back(duplicate.row);
  }
  remove_rows(order, leaving);
  const RowIndex spikes = find_spikes(rows, order);
  for (const std::size_t row : spikes) {
    const auto position = rows.plan.roles.close;
    rows.report(row, "price_spike", Action::kBad, position,
                shortest(rows.column(position)->doubles[row]));
  }
  remove_rows(order, spikes);
  report_displaced(rows, order);
  return order;
}

}  // namespace mlpipe::data
