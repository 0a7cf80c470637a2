// SPDX-License-Identifier: MIT
#include "commands/replayed_sources.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mlpipe::commands {
namespace {

constexpr std::size_t kBlock = 1U << 16U;

class KeptBytes final : public ByteSource {
 public:
  explicit KeptBytes(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), bytes_->size() - at_);
    std::copy_n(bytes_->data() + at_, count, buffer.data());
    at_ += count;
    return count;
  }

 private:
  std::shared_ptr<const std::string> bytes_;
  std::size_t at_ = 0;
};

bool comes_once(const std::string& where) {
  return where == "-" || where.find("://") != std::string::npos;
}

}  // namespace

std::unique_ptr<ByteSource> ReplayedSources::open(const std::string& where,
                                                  const SourceOptions& options) {
  if (!comes_once(where)) {
    return opener_.open(where, options);
  }
  auto& kept = kept_[where];
  if (kept == nullptr) {
    const auto source = opener_.open(where, options);
    std::string bytes;
    std::array<char, kBlock> buffer{};
    while (const std::size_t count = source->read(buffer)) {
      bytes.append(buffer.data(), count);
    }
    kept = std::make_shared<const std::string>(std::move(bytes));
  }
  return std::make_unique<KeptBytes>(kept);
}

}  // namespace mlpipe::commands
