// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/data/market_reader.hpp"

namespace mlpipe::data {

/// Moves opening times to closing times: by data.bar, else by the most frequent step inside the
/// symbols. Days and months are added on the local calendar, so that a day of 23 hours is a day.
/// @param times  [n_rows] UTC microseconds, ascending inside each symbol; moved in place
/// @param offsets  [n_symbols + 1]
/// @return the length of a bar when it was inferred, e.g. "1h"; else empty
/// @throws DataError (no step to infer a length from; two bars that would close together)
std::string move_to_close(std::vector<std::int64_t>& times, std::span<const std::size_t> offsets,
                          const DataOptions& options, const std::string& source);

/// True if any symbol has two times on one local date.
[[nodiscard]] bool is_intraday(std::span<const std::int64_t> times,
                               std::span<const std::size_t> offsets, const std::string& time_zone);

}  // namespace mlpipe::data
