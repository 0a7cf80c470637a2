// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/sha256.hpp"

#include "data/csv_fields.hpp"

namespace mlpipe::data {

/// A source whose bytes are counted and digested, and to which bytes can be given back once.
class CsvFeed {
 public:
  explicit CsvFeed(ByteSource& source) : source_(source) {}

  /// Fills the buffer; less than its size at the end only.
  [[nodiscard]] std::size_t read(std::span<char> buffer);
  /// The next reads deliver these bytes first.
  void give_back(std::string_view bytes);

  /// What the next reads deliver in all, once the end of the source has been seen.
  [[nodiscard]] std::optional<std::size_t> left() const noexcept;

  [[nodiscard]] std::uint64_t bytes() const noexcept { return count_; }
  /// Of all bytes of the source, once read to its end. Call once.
  [[nodiscard]] std::string sha256() { return digest_.hex(); }

 private:
  ByteSource& source_;
  Sha256 digest_;
  std::uint64_t count_ = 0;
  std::string returned_;
  std::size_t returned_at_ = 0;
  bool ended_ = false;  ///< the source
};

/// Behind the last record in [begin, end) that is known to be complete, whatever follows; `begin`
/// if there is none. @param begin  the begin of a record
[[nodiscard]] const char* last_record_end(const char* begin, const char* end,
                                          const CsvFormat& format);

/// Cuts a feed into blocks of whole records.
class CsvCutter {
 public:
  CsvCutter(CsvFeed& feed, const CsvFormat& format, std::size_t block_bytes,
            std::size_t max_line_bytes);

  /// @param block  replaced. Of a record that is too long, the part that has been read is given out
  /// as the last block: CsvBlockParser refuses it.
  /// @return false at the end
  [[nodiscard]] bool next(CsvBuffer& block);

 private:
  CsvFeed& feed_;
  const CsvFormat& format_;
  std::size_t block_bytes_;
  std::size_t next_bytes_;  ///< grows to block_bytes_: a small file needs no large buffer
  std::size_t max_line_bytes_;
  std::string carry_;
  bool done_ = false;
};

}  // namespace mlpipe::data
