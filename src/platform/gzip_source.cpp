// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <zlib.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "platform/descriptor_source.hpp"

namespace mlpipe::platform {
namespace {

constexpr std::size_t kMagicLength = 2;

/// Bytes already taken from a source, then the rest of it.
class PrefixedSource final : public ByteSource {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<ByteSource> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}

  [[nodiscard]] std::size_t read(std::span<char> buffer) override {
    if (at_ == prefix_.size()) {
      return rest_->read(buffer);
    }
    const std::size_t count = std::min(buffer.size(), prefix_.size() - at_);
    std::memcpy(buffer.data(), prefix_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string prefix_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

/// One or more gzip members (RFC 1952 2.2), inflated as they come.
class GzipSource final : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), input_(1U << 16U) {
    constexpr int kGzipOnly = 15 + 16;  // zlib.h: largest window, gzip header demanded
    if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipSource() override { ::inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  [[nodiscard]] std::size_t read(std::span<char> buffer) override {
    // zlib counts in 32 bits.
    const std::size_t wanted = std::min<std::size_t>(buffer.size(), 1U << 30U);
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(wanted);
    while (!done_ && stream_.avail_out == wanted) {
      step();
    }
    return wanted - stream_.avail_out;
  }

 private:
  void step() {
    if (stream_.avail_in == 0) {
      refill();
    }
    if (between_members_) {
      done_ = !next_member();
      return;
    }
    if (stream_.avail_in == 0) {
      throw DataError(name_ + ": the gzip data end in the middle (after " + grouped(packed_bytes_) +
                      " bytes); the file was cut, get it again");
    }
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      between_members_ = true;
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK) {
      throw DataError(name_ + ": the gzip data are damaged near byte " +
                      grouped(packed_bytes_ - stream_.avail_in) + " (" +
                      (stream_.msg != nullptr ? stream_.msg : "zlib error") +
                      "); get the file again");
    }
  }

  /// Another member, or nothing but zeros, which some tools pad with.
  [[nodiscard]] bool next_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      if (stream_.avail_in == 0) {
        refill();
      }
    }
    if (stream_.avail_in == 0) {
      return false;
    }
    constexpr Bytef kFirstMagic = 0x1F;
    if (*stream_.next_in != kFirstMagic) {
      throw DataError(name_ +
                      ": something that is not gzip follows the end of the gzip data, at "
                      "byte " +
                      grouped(packed_bytes_ - stream_.avail_in + 1) +
                      "; the file is damaged, get it again");
    }
    ::inflateReset(&stream_);
    between_members_ = false;
    return true;
  }

  void refill() {
    const std::size_t count = packed_->read(input_);
    packed_bytes_ += count;
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
  }

  std::unique_ptr<ByteSource> packed_;
  std::string name_;
  std::vector<char> input_;
  std::uint64_t packed_bytes_ = 0;
  z_stream stream_{};
  bool between_members_ = false;
  bool done_ = false;
};

class LimitedSource final : public ByteSource {
 public:
  LimitedSource(std::unique_ptr<ByteSource> inner, std::string name, std::uint64_t max_bytes)
      : inner_(std::move(inner)), name_(std::move(name)), max_bytes_(max_bytes) {}

  [[nodiscard]] std::size_t read(std::span<char> buffer) override {
    const std::size_t count = inner_->read(buffer);
    seen_ += count;
    if (seen_ > max_bytes_) {
      throw DataError(name_ + ": holds more than the limit of " + grouped(max_bytes_) +
                      " bytes (after decompression); raise the limit if that is meant");
    }
    return count;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::string name_;
  std::uint64_t max_bytes_;
  std::uint64_t seen_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> make_plain_source(std::unique_ptr<ByteSource> raw,
                                              const std::string& name, std::uint64_t max_bytes) {
  constexpr int kMostLayers = 2;
  auto source = std::move(raw);
  for (int layer = 0; layer < kMostLayers; ++layer) {
    std::array<char, kMagicLength> first{};
    std::size_t filled = 0;
    while (filled < kMagicLength) {
      const std::size_t count = source->read(std::span(first).subspan(filled));
      if (count == 0) {
        break;
      }
      filled += count;
    }
    const std::string prefix(first.data(), filled);
    source = std::make_unique<PrefixedSource>(prefix, std::move(source));
    if (prefix != "\x1F\x8B") {
      break;
    }
    source = std::make_unique<GzipSource>(std::move(source), name);
  }
  return std::make_unique<LimitedSource>(std::move(source), name, max_bytes);
}

}  // namespace mlpipe::platform
