// SPDX-License-Identifier: MIT
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "core/quick_json.hpp"

namespace mlpipe {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kMaxDepth = 100;

/// Watches the parser for what nlohmann/json lets pass: a key given twice, and bottomless nesting.
class StrictnessGuard {
 public:
  explicit StrictnessGuard(std::string source) : source_(std::move(source)) {}

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMaxDepth) {
      throw ConfigError(source_ + ": JSON is nested more than " + std::to_string(kMaxDepth) +
                        " deep");
    }
    if (event == json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        throw ConfigError(source_ + ": the key " + quote(key) +
                          " stands twice in one object; remove one of them");
      }
    }
    return true;
  }

 private:
  std::string source_;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

json parse_json(std::string_view text, const std::string& source) {
  if (auto quick = quick_json(text, kMaxDepth)) {
    return std::move(*quick);
  }
  try {
    return json::parse(text.begin(), text.end(), StrictnessGuard(source));
  } catch (const json::parse_error& error) {
    // "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..."
    std::string what = error.what();
    const auto at = what.find("parse error");
    throw ConfigError(source +
                      ": not valid JSON: " + (at == std::string::npos ? what : what.substr(at)));
  } catch (const json::out_of_range& error) {
    // "[json.exception.out_of_range.406] number overflow parsing '1e999'"
    const std::string what = error.what();
    throw ConfigError(source + ": a number is too large: " + what.substr(what.find("] ") + 2));
  }
}

std::string to_json_file(const ordered_json& document) {
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_json_line(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace mlpipe
