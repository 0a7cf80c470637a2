// SPDX-License-Identifier: MIT
#include "data/csv_cutter.hpp"

#include <algorithm>
#include <cstring>

namespace mlpipe::data {
namespace {

constexpr std::size_t kFirstBlock = 256U << 10U;

/// The last complete line, where there are no quotes.
const char* last_line_end(const char* begin, const char* end) {
  for (const char* at = end; at > begin; --at) {
    // A CR at the very end may be the first half of a CR LF.
    if (at[-1] == '\n' || (at[-1] == '\r' && at != end)) {
      return at;
    }
  }
  return begin;
}

bool has_quote(const char* from, const char* to) {
  return std::memchr(from, '"', static_cast<std::size_t>(to - from)) != nullptr;
}

}  // namespace

std::size_t CsvFeed::read(std::span<char> buffer) {
  std::size_t filled = std::min(buffer.size(), returned_.size() - returned_at_);
  if (filled > 0) {
    std::memcpy(buffer.data(), returned_.data() + returned_at_, filled);
    returned_at_ += filled;
    if (returned_at_ == returned_.size()) {
      std::string().swap(returned_);
      returned_at_ = 0;
    }
  }
  while (filled < buffer.size()) {
    const std::size_t count = source_.read(buffer.subspan(filled));
    if (count == 0) {
      ended_ = true;
      break;
    }
    digest_.update({buffer.data() + filled, count});
    count_ += count;
    filled += count;
  }
  return filled;
}

std::optional<std::size_t> CsvFeed::left() const noexcept {
  return ended_ ? std::optional(returned_.size() - returned_at_) : std::nullopt;
}

void CsvFeed::give_back(std::string_view bytes) {
  returned_ = std::string(bytes) + returned_.substr(returned_at_);
  returned_at_ = 0;
}

const char* last_record_end(const char* begin, const char* end, const CsvFormat& format) {
  if (!has_quote(begin, end)) {
    return last_line_end(begin, end);
  }
  std::string scratch;
  const char* record = begin;
  while (record < end) {
    const char* stop = find_break(record, end);
    if (has_quote(record, stop) && !format.is_comment(record, end)) {
      stop = walk_record(record, end, format.separator, scratch).next;
    }
    if (stop == end || (*stop == '\r' && stop + 1 == end)) {
      break;
    }
    record = skip_break(stop, end);
  }
  return record;
}

CsvCutter::CsvCutter(CsvFeed& feed, const CsvFormat& format, std::size_t block_bytes,
                     std::size_t max_line_bytes)
    : feed_(feed),
      format_(format),
      block_bytes_(std::max<std::size_t>(block_bytes, 1)),
      next_bytes_(std::min(block_bytes_, kFirstBlock)),
      max_line_bytes_(max_line_bytes) {}

bool CsvCutter::next(CsvBuffer& block) {
  block.assign(carry_);
  carry_.clear();
  while (!done_) {
    // Growing by as much again keeps the work on a long record linear.
    const std::size_t wanted = std::max(next_bytes_, block.size());
    next_bytes_ = std::min(2 * next_bytes_, block_bytes_);
    const std::size_t got = feed_.read({block.prepare(wanted), wanted});
    block.commit(got);
    if (got < wanted) {
      done_ = true;
      break;
    }
    const char* cut = last_record_end(block.begin(), block.end(), format_);
    if (cut > block.begin()) {
      carry_.assign(cut, block.end());
      block.truncate(static_cast<std::size_t>(cut - block.begin()));
      break;
    }
    done_ = block.size() > max_line_bytes_ + 1;
  }
  return block.size() > 0;
}

}  // namespace mlpipe::data
