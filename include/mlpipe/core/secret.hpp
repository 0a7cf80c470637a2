// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace mlpipe {

/// A password, a token, an address that is as good as one. Printed, it is "***"; what it holds is
/// had by reveal() alone, which is easy to search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

  friend std::ostream& operator<<(std::ostream& out, const Secret& /*secret*/) {
    return out << "***";
  }

 private:
  std::string value_;
};

}  // namespace mlpipe
