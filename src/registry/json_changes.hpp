// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace mlpipe::registry {

/// Where two documents part. A value that one of them lacks is null there.
struct JsonChange {
  std::string pointer;  ///< RFC 6901
  const nlohmann::json* a = nullptr;
  const nlohmann::json* b = nullptr;
};

/// Every leaf that differs, in the order of the keys. Objects are entered, also where the other
/// side has nothing; a list is one leaf; 1 and 1.0 are equal.
/// @param a, b  may be null: not there; must outlive what is returned
/// @param pointer  of a and b themselves
[[nodiscard]] std::vector<JsonChange> json_changes(const nlohmann::json* a, const nlohmann::json* b,
                                                   const std::string& pointer);

/// Is the value at `pointer` the one at `root`, or inside it?
[[nodiscard]] bool is_within(std::string_view pointer, std::string_view root);

/// "/label/horizon" -> "label.horizon".
[[nodiscard]] std::string readable_name(std::string_view pointer);

/// What one list of names has and the other has not.
struct ListChange {
  std::vector<std::string> removed;  ///< in the order of a
  std::vector<std::string> added;    ///< in the order of b
  /// The names that both have, from the first to the last place where their orders differ; empty if
  /// the orders agree.
  std::vector<std::string> order_a, order_b;

  [[nodiscard]] bool reordered() const noexcept { return order_a != order_b; }
};

[[nodiscard]] ListChange list_change(const std::vector<std::string>& a,
                                     const std::vector<std::string>& b);

}  // namespace mlpipe::registry
