// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/file_system.hpp"

namespace mlpipe::testing {

/// A FileSystem in maps, with the contract of the real one; symbolic links are followed in any part
/// of a path. Counts what was written.
class MemoryFileSystem final : public FileSystem {
 public:
  [[nodiscard]] std::string read(const Path& file, std::size_t max_bytes) const override {
    const auto it = files_.find(key(resolve(file)));
    if (it == files_.end()) {
      throw IoError("cannot read " + file.string() + ": no such file");
    }
    if (it->second.size() > max_bytes) {
      throw IoError("cannot read " + file.string() + ": too large");
    }
    return it->second;
  }
  void replace(const Path& file, std::string_view bytes) override {
    const Path place = resolve(file.parent_path()) / file.filename();
    refuse_folder(place);
    create_folders(place.parent_path());
    links_.erase(key(place));
    files_[key(place)] = bytes;
    ++writes_;
  }
  void append(const Path& file, std::string_view bytes) override {
    const Path place = resolve(file);
    refuse_folder(place);
    create_folders(place.parent_path());
    files_[key(place)] += bytes;
    ++writes_;
  }
  [[nodiscard]] bool exists(const Path& path) const override {
    const std::string name = key(resolve(path.parent_path()) / path.filename());
    return files_.count(name) > 0 || folders_.count(name) > 0 || links_.count(name) > 0;
  }
  [[nodiscard]] std::vector<std::string> list(const Path& folder) const override {
    const Path place(key(resolve(folder)));
    std::set<std::string> names;
    for_each_name([&](const std::string& name) {
      if (Path(name) != place && parent(Path(name)) == place) {
        names.insert(Path(name).filename().string());
      }
    });
    return {names.begin(), names.end()};
  }
  void create_folders(const Path& folder) override {
    const Path place(key(resolve(folder)));
    Path grown;
    for (const auto& part : place) {
      grown /= part;
      if (files_.count(key(grown)) > 0) {
        throw IoError("cannot create folder " + folder.string() + ": not a folder");
      }
      folders_.insert(key(grown));
    }
  }
  void move_new(const Path& from, const Path& to) override {
    const std::string source = key(from);
    if (!exists(from) || exists(to)) {
      throw IoError("cannot move " + from.string() + " to " + to.string());
    }
    const auto moved = [&](const std::string& name) {
      return key(to) + name.substr(source.size());
    };
    move_names(files_, source, [&](auto& entry) { entry.key() = moved(entry.key()); });
    move_names(links_, source, [&](auto& entry) { entry.key() = moved(entry.key()); });
    move_names(folders_, source, [&](auto& entry) { entry.value() = moved(entry.value()); });
    ++writes_;
  }
  void point_link(const Path& link, const Path& target) override {
    if (files_.count(key(link)) > 0 || folders_.count(key(link)) > 0) {
      throw IoError("cannot point " + link.string() + " elsewhere: it is no symbolic link");
    }
    create_folders(link.parent_path());
    links_[key(link)] = target;
    ++writes_;
  }
  [[nodiscard]] Path read_link(const Path& link) const override {
    const auto it = links_.find(key(link));
    return it == links_.end() ? Path() : it->second;
  }
  void remove_all(const Path& path) override {
    const std::string place = key(path);
    std::erase_if(files_, [&](const auto& entry) { return within(entry.first, place); });
    std::erase_if(links_, [&](const auto& entry) { return within(entry.first, place); });
    std::erase_if(folders_, [&](const auto& name) { return within(name, place); });
  }

  /// replace(), append(), move_new() and point_link() so far.
  [[nodiscard]] int writes() const { return writes_; }

 private:
  static std::string key(const Path& path) {
    std::string name = path.lexically_normal().string();
    while (name.size() > 1 && name.back() == '/') {
      name.pop_back();
    }
    return name.empty() ? "." : name;
  }
  static Path parent(const Path& path) {
    return path.parent_path().empty() ? Path(".") : path.parent_path();
  }
  static bool within(const std::string& name, const std::string& place) {
    return name == place || name.rfind(place + "/", 0) == 0;
  }
  [[nodiscard]] Path resolve(const Path& path, int depth = 0) const {
    if (depth > 40) {
      throw IoError("cannot use " + path.string() + ": too many symbolic links");
    }
    Path place;
    for (auto it = path.begin(); it != path.end(); ++it) {
      place /= *it;
      const auto link = links_.find(key(place));
      if (link != links_.end()) {
        Path target =
            link->second.is_absolute() ? link->second : place.parent_path() / link->second;
        for (++it; it != path.end(); ++it) {
          target /= *it;
        }
        return resolve(target, depth + 1);
      }
    }
    return place.lexically_normal();
  }
  void refuse_folder(const Path& place) const {
    if (folders_.count(key(place)) > 0) {
      throw IoError("cannot write " + place.string() + ": it is a folder");
    }
  }
  template <class Visit>
  void for_each_name(const Visit& visit) const {
    std::for_each(files_.begin(), files_.end(), [&](const auto& entry) { visit(entry.first); });
    std::for_each(links_.begin(), links_.end(), [&](const auto& entry) { visit(entry.first); });
    std::for_each(folders_.begin(), folders_.end(), visit);
  }
  template <class Names, class Rename>
  static void move_names(Names& names, const std::string& source, const Rename& rename) {
    Names moved;
    for (auto it = names.begin(); it != names.end();) {
      const auto next = std::next(it);
      if (within(name_of(*it), source)) {
        auto entry = names.extract(it);
        rename(entry);
        moved.insert(std::move(entry));
      }
      it = next;
    }
    names.merge(moved);
  }
  static const std::string& name_of(const std::string& name) { return name; }
  template <class Value>
  static const std::string& name_of(const std::pair<const std::string, Value>& entry) {
    return entry.first;
  }

  std::map<std::string, std::string> files_;
  std::map<std::string, Path> links_;
  std::set<std::string> folders_;
  int writes_ = 0;
};

}  // namespace mlpipe::testing
