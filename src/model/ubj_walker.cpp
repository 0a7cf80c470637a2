// SPDX-License-Identifier: MIT
#include "model/ubj_walker.hpp"

#include <cstdint>
#include <optional>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::model {
namespace {

/// Size of a number's payload; empty for any other marker.
std::optional<std::size_t> number_size(char marker) {
  switch (marker) {
    case 'i':
    case 'U':
      return 1;
    case 'I':
      return 2;
    case 'l':
    case 'd':
      return 4;
    case 'L':
    case 'D':
      return 8;
    default:
      return std::nullopt;
  }
}

/// An object or array that is open.
struct Frame {
  bool object = false;
  std::optional<std::uint64_t> left;  ///< values still to come, when counted
  std::uint64_t index = 0;            ///< of the next array element
};

class Walker {
 public:
  Walker(std::string_view bytes, const OnLeaf& on_leaf) : bytes_(bytes), on_leaf_(on_leaf) {}

  void run() {
    if (peek() != '{') {
      fail("a model begins with '{'");
    }
    take();
    open(true);
    while (!frames_.empty()) {
      step();
    }
    if (at_ != bytes_.size()) {
      fail("bytes follow after the end of the model");
    }
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw IntegrityError("the model is damaged at byte " + std::to_string(at_) + ": " + what);
  }

  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - at_; }

  [[nodiscard]] char peek() const {
    if (remaining() == 0) {
      fail("it ends too early");
    }
    return bytes_[at_];
  }

  char take() {
    const char byte = peek();
    ++at_;
    return byte;
  }

  std::string_view take(std::uint64_t count) {
    if (count > remaining()) {
      fail("a length of " + std::to_string(count) + " with " + std::to_string(remaining()) +
           " bytes left");
    }
    const auto part = bytes_.substr(at_, static_cast<std::size_t>(count));
    at_ += static_cast<std::size_t>(count);
    return part;
  }

  /// Big-endian; sign-extended but for U.
  std::int64_t integer(char marker) {
    const auto size = number_size(marker);
    if (!size || marker == 'd' || marker == 'D') {
      fail("a whole number was expected");
    }
    std::uint64_t value = 0;
    for (const char byte : take(*size)) {
      value = (value << 8U) | static_cast<unsigned char>(byte);
    }
    if (marker != 'U' && *size < 8) {
      const std::uint64_t sign = 1ULL << (*size * 8 - 1);
      value = (value ^ sign) - sign;
    }
    return static_cast<std::int64_t>(value);
  }

  std::uint64_t length() {
    const auto value = integer(take());
    if (value < 0) {
      fail("a negative length");
    }
    return static_cast<std::uint64_t>(value);
  }

  void open(bool object) {
    if (frames_.size() == kMaxModelDepth) {
      fail("nested more than " + std::to_string(kMaxModelDepth) + " deep");
    }
    Frame frame;
    frame.object = object;
    if (!object && peek() == '$') {
      take();
      skip_typed_array();
      return;
    }
    if (peek() == '#') {
      take();
      frame.left = length();
      if (*frame.left > remaining()) {
        fail("a count of " + std::to_string(*frame.left) + " with " + std::to_string(remaining()) +
             " bytes left");
      }
    }
    frames_.push_back(frame);
    path_.emplace_back();
  }

  /// "$d#L<count>" and the numbers: nothing in it is of interest.
  void skip_typed_array() {
    const auto size = number_size(take());
    if (!size || take() != '#') {
      fail("a typed array must be of numbers and counted");
    }
    const auto count = length();
    if (count > remaining() / *size) {
      fail("a count of " + std::to_string(count) + " with " + std::to_string(remaining()) +
           " bytes left");
    }
    take(count * *size);
  }

  void close() {
    frames_.pop_back();
    path_.pop_back();
  }

  /// One value of the innermost frame, or its end.
  void step() {
    auto& frame = frames_.back();
    if (frame.left && *frame.left == 0) {
      close();
      return;
    }
    if (!frame.left && peek() == (frame.object ? '}' : ']')) {
      take();
      close();
      return;
    }
    if (frame.left) {
      --*frame.left;
    }
    if (frame.object) {
      path_.back().assign(take(length()));
    } else {
      path_.back() = std::to_string(frame.index++);
    }
    value();
  }

  void value() {
    const char marker = take();
    if (marker == '{' || marker == '[') {
      open(marker == '{');
    } else if (marker == 'S') {
      leaf(take(length()));
    } else if (marker == 'd' || marker == 'D') {
      take(*number_size(marker));
    } else if (number_size(marker)) {
      leaf(std::to_string(integer(marker)));
    } else if (marker != 'T' && marker != 'F' && marker != 'Z') {
      --at_;
      fail("unknown type " + quote(std::string(1, marker)));
    }
  }

  void leaf(std::string_view text) {
    if (path_.size() <= kMaxLeafPath) {
      on_leaf_({path_, text});
    }
  }

  std::string_view bytes_;
  const OnLeaf& on_leaf_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_;
  std::vector<std::string> path_;  // as long as frames_
};

}  // namespace

void walk_ubj(std::string_view bytes, const OnLeaf& on_leaf) {
  Walker(bytes, on_leaf).run();
}

}  // namespace mlpipe::model
