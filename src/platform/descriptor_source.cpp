// SPDX-License-Identifier: MIT
#include "platform/descriptor_source.hpp"

#include <cerrno>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/error.hpp"

namespace mlpipe::platform {
namespace {

class DescriptorSource final : public ByteSource {
 public:
  DescriptorSource(Descriptor file, std::string name, const StopFlag& stop)
      : file_(std::move(file)), name_(std::move(name)), stop_(stop) {}

  [[nodiscard]] std::size_t read(std::span<char> buffer) override {
    while (true) {
      const ssize_t count = ::read(file_.get(), buffer.data(), buffer.size());
      if (count >= 0) {
        return static_cast<std::size_t>(count);
      }
      const int error = errno;
      stop_.check();
      if (error != EINTR) {
        throw DataError(name_ + ": cannot be read: " + errno_text(error));
      }
    }
  }

 private:
  Descriptor file_;
  std::string name_;
  const StopFlag& stop_;
};

}  // namespace

std::unique_ptr<ByteSource> make_descriptor_source(Descriptor file, std::string name,
                                                   const StopFlag& stop) {
  return std::make_unique<DescriptorSource>(std::move(file), std::move(name), stop);
}

}  // namespace mlpipe::platform
