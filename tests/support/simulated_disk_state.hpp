// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/simulated_disk.hpp"

namespace mlpipe::testing {

using Path = DiskCalls::Path;
using Kind = DiskCalls::Kind;

inline constexpr int kRoot = 0;
inline constexpr int kMostLinks = 40;
inline constexpr unsigned kFileMode = 0644;

struct DiskNode {
  Kind kind = Kind::kFile;
  std::string bytes;  ///< of a file, or the target of a link
  std::string durable_bytes;
  bool confirmed = true;  ///< bytes == durable_bytes
  unsigned mode = kFileMode;
  int modified = 0;                  ///< a clock that ticks with each change on the disk
  std::map<std::string, int> names;  ///< of a folder
  std::map<std::string, int> durable_names;
};

/// One name of one folder gets or loses its node.
struct NameChange {
  int folder = kRoot;
  std::string name;
  std::optional<int> node;
};

/// What one call changed: kept or lost as a whole.
using Changes = std::vector<NameChange>;

struct DiskHandle {
  int node = kRoot;
  std::size_t place = 0;
  bool appends = false;
  bool locks = false;
  std::string path;
};

/// A folder and the name in it that a path means.
struct DiskPlace {
  int folder = kRoot;
  std::string name;         ///< empty: the root itself
  std::optional<int> node;  ///< what is there
};

struct SimulatedDisk::State {
  std::map<int, DiskNode> nodes;
  int next_node = 1;
  std::vector<Changes> pending;
  std::map<int, DiskHandle> handles;
  int next_handle = 3;

  Fault fault;
  bool struck = false;
  bool dead = false;
  bool inside_hook = false;
  std::function<bool(const std::string&)> forgets;
  std::function<void(int)> hook;
  std::vector<std::string> log;
  int change_count = 0;

  State() { nodes[kRoot].kind = Kind::kFolder; }

  /// How a call goes on. "short" is for write() alone.
  enum class Way { kGo, kSkip, kShort };
  struct Gate {
    Way way = Way::kGo;
    int error = 0;
  };

  Gate enter(const std::string& call, const Path& path, bool changes) {
    if (dead) {
      return {Way::kSkip, EIO};
    }
    const std::string line = call + " " + path.lexically_normal().string();
    if (!inside_hook) {
      log.push_back(line);
      if (hook) {
        inside_hook = true;
        hook(static_cast<int>(log.size()));
        inside_hook = false;
      }
    }
    if (const auto gate = strike(); gate.way != Way::kGo) {
      return gate;
    }
    if (forgets && forgets(line)) {
      return {Way::kSkip, 0};
    }
    change_count += changes ? 1 : 0;
    return {};
  }

  Gate strike() {
    const int number = static_cast<int>(log.size());
    const bool due = fault.call > 0 && !inside_hook &&
                     (number == fault.call || (fault.from_then_on && number > fault.call));
    if (!due) {
      return {};
    }
    struck = true;
    switch (fault.fate) {
      case Fate::kKill:
        dead = true;
        return {Way::kSkip, EIO};
      case Fate::kInterrupt:
        return {Way::kSkip, EINTR};
      case Fate::kShort:
        return {Way::kShort, 0};
      case Fate::kError:
        break;
    }
    return {Way::kSkip, fault.error};
  }

  int find(const Path& path, bool follow, DiskPlace& place, int depth = 0) {
    if (depth > kMostLinks) {
      return ELOOP;
    }
    place = {kRoot, "", kRoot};
    std::vector<int> above;
    const Path normal = path.relative_path();
    for (auto part = normal.begin(); part != normal.end(); ++part) {
      const std::string name = part->string();
      if (name.empty() || name == ".") {
        continue;
      }
      if (!place.node) {
        return ENOENT;
      }
      const DiskNode& folder = nodes.at(*place.node);
      if (folder.kind != Kind::kFolder) {
        return ENOTDIR;
      }
      if (name == "..") {
        if (above.empty()) {
          return EXDEV;
        }
        place = {above.back(), "", above.back()};
        above.pop_back();
        continue;
      }
      above.push_back(*place.node);
      const auto entry = folder.names.find(name);
      place = {*place.node, name,
               entry == folder.names.end() ? std::nullopt : std::optional(entry->second)};
      const bool last = std::next(part) == normal.end();
      if (place.node && nodes.at(*place.node).kind == Kind::kLink && (!last || follow)) {
        return find(linked(normal, part), follow, place, depth + 1);
      }
    }
    return 0;
  }

  /// The path with the link that ends at `part` replaced by its target.
  Path linked(const Path& normal, Path::iterator part) {
    Path before;
    for (auto it = normal.begin(); it != part; ++it) {
      before /= *it;
    }
    DiskPlace place;
    (void)find(before / *part, false, place);
    Path whole = before / nodes.at(*place.node).bytes;
    for (auto it = std::next(part); it != normal.end(); ++it) {
      whole /= *it;
    }
    return whole;
  }

  void apply(const Changes& changes) {
    for (const auto& change : changes) {
      set(nodes.at(change.folder).names, change);
    }
    pending.push_back(changes);
  }

  static void set(std::map<std::string, int>& names, const NameChange& change) {
    if (change.node) {
      names[change.name] = *change.node;
    } else {
      names.erase(change.name);
    }
  }

  void confirm(int folder) {
    std::erase_if(pending, [&](const Changes& changes) {
      // A rename between folders is on the disk once the folder that it leads to is.
      const bool here = std::any_of(changes.begin(), changes.end(), [&](const NameChange& change) {
        return change.folder == folder && (change.node || changes.size() == 1);
      });
      if (here) {
        keep(changes);
      }
      return here;
    });
  }

  void keep(const Changes& changes) {
    for (const auto& change : changes) {
      set(nodes.at(change.folder).durable_names, change);
    }
  }

  int add(Kind kind, const DiskPlace& place, const std::string& bytes = "") {
    const int node = next_node++;
    nodes[node].kind = kind;
    nodes[node].bytes = bytes;
    // A link's target lives in its node and comes with its name.
    nodes[node].durable_bytes = kind == Kind::kLink ? bytes : "";
    apply({{place.folder, place.name, node}});
    return node;
  }

  [[nodiscard]] Status status_of(std::optional<int> node) const {
    if (!node) {
      return {};
    }
    const DiskNode& found = nodes.at(*node);
    return {found.kind, found.bytes.size(), found.mode, static_cast<std::uint64_t>(*node),
            std::chrono::nanoseconds(found.modified)};
  }
  [[nodiscard]] bool is(std::optional<int> node, Kind kind) const {
    return status_of(node).kind == kind;
  }

  /// A call on an open file: body(open file, way).
  template <class Body>
  int with_handle(const char* call, DiskCalls::Handle handle, bool changes, const Body& body) {
    const auto open = handles.find(handle);
    if (open == handles.end()) {
      return EBADF;
    }
    const auto gate = enter(call, open->second.path, changes);
    return gate.way == Way::kSkip ? gate.error : body(open->second, gate.way);
  }

  /// A call on a path: body(place) if everything above it is there.
  template <class Body>
  int with_place(const char* call, const Path& path, bool changes, bool follow, const Body& body) {
    const auto gate = enter(call, path, changes);
    if (gate.way == Way::kSkip) {
      return gate.error;
    }
    DiskPlace place;
    const int error = find(path, follow, place);
    return error != 0 ? error : body(place);
  }

  /// A call that moves `from`: body(old, next) if `from` is there.
  template <class Body>
  int with_two(const char* call, const Path& from, const Path& to, const Body& body) {
    return with_place(call, to, true, false, [&](const DiskPlace& next) {
      DiskPlace old;
      const int error = find(from, false, old);
      return error != 0 ? error : old.node ? body(old, next) : ENOENT;
    });
  }

  void forget_process() {
    handles.clear();
    log.clear();
    fault = {};
    struck = false;
    dead = false;
    hook = nullptr;
  }
};

}  // namespace mlpipe::testing
