// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "data/csv_block.hpp"
#include "data/csv_cutter.hpp"
#include "data/csv_reader.hpp"

namespace mlpipe::data {

/// What the beginning of a file tells, and where its rows begin.
struct CsvOpening {
  CsvSample sample;
  CsvLayout layout;
  CsvFindings findings;          ///< above the rows
  std::uint64_t first_line = 1;  ///< physical line of the first row
};

/// Reads the beginning of a feed, detects what the options leave open, and gives the bytes from the
/// first row on back to the feed.
/// @throws CsvRefusal for what CsvReader::sample() refuses
[[nodiscard]] CsvOpening open_csv(CsvFeed& feed, const CsvOptions& options);

}  // namespace mlpipe::data
