// SPDX-License-Identifier: MIT
#include "registry/sums.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "registry/layout.hpp"

namespace mlpipe::registry {
namespace {

constexpr std::size_t kHashLength = 64;
constexpr std::string_view kGap = "  ";

bool is_hash(std::string_view text) {
  return text.size() == kHashLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

Sums parse_sums(std::string_view text, const std::string& source) {
  Sums sums;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const std::string_view name =
        line.size() > kHashLength + kGap.size() ? line.substr(kHashLength + kGap.size()) : "";
    const bool sound = end != std::string_view::npos && is_hash(line.substr(0, kHashLength)) &&
                       is_plain_name(name) && line.substr(kHashLength, kGap.size()) == kGap;
    if (!sound || !sums.emplace(name, line.substr(0, kHashLength)).second) {
      throw IntegrityError(source + ":" + std::to_string(number) + ": " + quote(line) +
                           " is no line of sha256sum, or names a file twice");
    }
    text.remove_prefix(end + 1);
  }
  return sums;
}

std::string to_text(const Sums& sums) {
  std::string text;
  for (const auto& [file, sum] : sums) {
    text.append(sum).append(kGap).append(file).append("\n");
  }
  return text;
}

}  // namespace mlpipe::registry
