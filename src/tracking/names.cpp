// SPDX-License-Identifier: MIT
#include "tracking/names.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/core/text.hpp"
#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking {
namespace {

std::string with_number(const std::string& key, int number) {
  const std::string end = "_" + std::to_string(number);
  return to_key(key.substr(0, kMostKeyCharacters - end.size()) + end);
}

}  // namespace

std::map<std::string, std::string> distinct_keys(const std::vector<std::string>& names) {
  std::map<std::string, std::string> keys;
  std::set<std::string> taken;
  for (const auto& name : names) {
    if (keys.count(name) == 0 && to_key(name) == name) {
      keys.emplace(name, name);
      taken.insert(name);
    }
  }
  for (const auto& name : names) {
    if (keys.count(name) > 0) {
      continue;
    }
    const std::string plain = to_key(name);
    std::string key = plain;
    for (int number = 2; !taken.insert(key).second; ++number) {
      key = with_number(plain, number);
    }
    keys.emplace(name, key);
  }
  return keys;
}

std::string clean_text(std::string_view text) {
  if (is_utf8(text) && text.find('\0') == std::string_view::npos) {
    return std::string(text);
  }
  std::string out;
  while (!text.empty()) {
    // The longest sequence first would take a broken one together with the good byte behind it.
    std::size_t length = 1;
    while (length <= 4 && length <= text.size() && !is_utf8(text.substr(0, length))) {
      ++length;
    }
    const bool whole = length <= 4 && length <= text.size() && text.front() != '\0';
    out += whole ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(whole ? length : 1);
  }
  return out;
}

std::string to_artifact_path(std::string_view path) {
  std::string out = clean_path(clean_text(path));
  const auto changes_an_address = [](char c) {
    return std::string_view("#?%\\\x7F").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) < 0x20;
  };
  std::replace_if(out.begin(), out.end(), changes_an_address, '_');
  return out;
}

std::string to_model_name(std::string_view name) {
  std::string out = cut_visibly(clean_text(name), kMostKeyCharacters);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '/' || c == ':'; }, '_');
  return out.empty() ? "_" : out;
}

}  // namespace mlpipe::tracking
