// SPDX-License-Identifier: MIT
#include "registry/json_changes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace mlpipe::registry {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}

const json* child(const json* parent, const std::string& key) {
  if (parent == nullptr) {
    return nullptr;
  }
  const auto found = parent->find(key);
  return found == parent->end() ? nullptr : &*found;
}

void add_keys(const json* object, std::set<std::string>& keys) {
  if (object != nullptr) {
    for (const auto& [key, value] : object->items()) {
      keys.insert(key);
    }
  }
}

void collect(const json* a, const json* b, const std::string& pointer,
             std::vector<JsonChange>& changes) {
  const auto enter = [](const json* value) { return value == nullptr || value->is_object(); };
  if (enter(a) && enter(b)) {
    std::set<std::string> keys;
    add_keys(a, keys);
    add_keys(b, keys);
    for (const auto& key : keys) {
      collect(child(a, key), child(b, key), pointer + "/" + escaped(key), changes);
    }
  } else if (a == nullptr || b == nullptr || *a != *b) {
    changes.push_back({pointer, a, b});
  }
}

struct Shares {
  Names shared, own;
};

/// Which of the names stand in others too; a name that stands twice wants two there.
Shares share(const Names& names, const Names& others) {
  std::map<std::string, std::size_t> left;
  for (const auto& other : others) {
    ++left[other];
  }
  Shares shares;
  for (const auto& name : names) {
    const auto found = left.find(name);
    const bool shared = found != left.end() && found->second > 0;
    if (shared) {
      --found->second;
    }
    (shared ? shares.shared : shares.own).push_back(name);
  }
  return shares;
}

}  // namespace

std::vector<JsonChange> json_changes(const json* a, const json* b, const std::string& pointer) {
  std::vector<JsonChange> changes;
  collect(a, b, pointer, changes);
  return changes;
}

bool is_within(std::string_view pointer, std::string_view root) {
  return pointer.starts_with(root) &&
         (pointer.size() == root.size() || pointer[root.size()] == '/');
}

std::string readable_name(std::string_view pointer) {
  std::string out;
  for (std::size_t i = pointer.starts_with('/') ? 1 : 0; i < pointer.size(); ++i) {
    if (pointer[i] == '~' && i + 1 < pointer.size()) {
      out += pointer[++i] == '0' ? '~' : '/';
    } else {
      out += pointer[i] == '/' ? '.' : pointer[i];
    }
  }
  return out;
}

ListChange list_change(const Names& a, const Names& b) {
  auto [shared_a, own_a] = share(a, b);
  auto [shared_b, own_b] = share(b, a);
  ListChange change{std::move(own_a), std::move(own_b), {}, {}};
  if (shared_a == shared_b) {
    return change;
  }
  // Each is the other in another order, so both ends are found in step.
  const auto first = std::mismatch(shared_a.begin(), shared_a.end(), shared_b.begin());
  const auto last = std::mismatch(shared_a.rbegin(), shared_a.rend(), shared_b.rbegin());
  change.order_a.assign(first.first, last.first.base());
  change.order_b.assign(first.second, last.second.base());
  return change;
}

}  // namespace mlpipe::registry
