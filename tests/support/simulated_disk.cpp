// SPDX-License-Identifier: MIT
#include "support/simulated_disk.hpp"

#include <array>

#include "mlpipe/core/rng.hpp"

#include "support/simulated_disk_state.hpp"

namespace mlpipe::testing {

SimulatedDisk::SimulatedDisk() : state_(std::make_shared<State>()) {}
SimulatedDisk::SimulatedDisk(std::shared_ptr<State> state, Path prefix)
    : state_(std::move(state)), prefix_(std::move(prefix)) {}
SimulatedDisk::SimulatedDisk(const SimulatedDisk&) = default;
SimulatedDisk::~SimulatedDisk() = default;

SimulatedDisk SimulatedDisk::clone() const {
  return SimulatedDisk(std::make_shared<State>(*state_), prefix_);
}

void SimulatedDisk::set_fault(const Fault& fault) {
  state_->fault = fault;
  state_->struck = false;
}
void SimulatedDisk::forget(std::function<bool(const std::string&)> which) {
  state_->forgets = std::move(which);
}
void SimulatedDisk::before_each(std::function<void(int)> hook) {
  state_->hook = std::move(hook);
}
int SimulatedDisk::calls() const {
  return static_cast<int>(state_->log.size());
}
const std::vector<std::string>& SimulatedDisk::log() const {
  return state_->log;
}
int SimulatedDisk::changes() const {
  return state_->change_count;
}
bool SimulatedDisk::struck() const {
  return state_->struck;
}

void SimulatedDisk::restart() {
  state_->forget_process();
}

void SimulatedDisk::power_cut(Cut cut, std::uint64_t seed) {
  Rng random(seed);
  const auto keeps = [&] {
    return cut == Cut::kKeepAll || (cut == Cut::kMixed && random.uniform() < 0.5);
  };
  for (const auto& changes : std::exchange(state_->pending, {})) {
    if (keeps()) {
      state_->keep(changes);
    }
  }
  for (auto& [id, node] : state_->nodes) {
    node.names = node.durable_names;
    if (!node.confirmed && !keeps()) {
      const bool torn = cut == Cut::kMixed && random.uniform() < 0.5;
      // What was confirmed stays where it was; of what was appended half may have arrived.
      const bool grown = node.bytes.rfind(node.durable_bytes, 0) == 0;
      const std::size_t firm = grown ? node.durable_bytes.size() : 0;
      node.bytes =
          torn ? node.bytes.substr(0, firm + (node.bytes.size() - firm) / 2) : node.durable_bytes;
    }
    node.durable_bytes = node.bytes;
    node.confirmed = true;
  }
  state_->forget_process();
}

int SimulatedDisk::below(const Path& folder, std::unique_ptr<DiskCalls>& calls) {
  return state_->with_place("below", prefix_ / folder, false, true, [&](const DiskPlace& place) {
    if (!state_->is(place.node, Kind::kFolder)) {
      return place.node ? ENOTDIR : ENOENT;
    }
    calls.reset(new SimulatedDisk(state_, prefix_ / folder));
    return 0;
  });
}

int SimulatedDisk::working_folder(Path& folder) {
  folder = Path("/") / prefix_;
  return 0;
}

int SimulatedDisk::open(const Path& path, Open how, Handle& handle) {
  constexpr std::array<const char*, 4> kNames = {"open", "create", "open-append", "open-folder"};
  const bool writes = how == Open::kCreate || how == Open::kAppend;
  const char* name = kNames.at(static_cast<std::size_t>(how));
  const Path whole = prefix_ / path;
  return state_->with_place(name, whole, writes, how != Open::kCreate, [&](DiskPlace place) {
    const bool folder = state_->is(place.node, Kind::kFolder);
    if (!place.node && !writes) {
      return ENOENT;
    }
    if (how == Open::kCreate && place.node) {
      return EEXIST;
    }
    if (writes && folder) {
      return EISDIR;
    }
    if (how == Open::kFolder && !folder) {
      return ENOTDIR;
    }
    const int node = place.node ? *place.node : state_->add(Kind::kFile, place);
    handle = state_->next_handle++;
    state_->handles[handle] = {node, 0, how == Open::kAppend, false, whole.string()};
    return 0;
  });
}

int SimulatedDisk::read(Handle handle, char* into, std::size_t most, std::size_t& count) {
  count = 0;
  return state_->with_handle("read", handle, false, [&](DiskHandle& open, State::Way way) {
    const auto& node = state_->nodes.at(open.node);
    if (node.kind == Kind::kFolder) {
      return EISDIR;
    }
    open.place = std::min(open.place, node.bytes.size());
    count = std::min(most, node.bytes.size() - open.place);
    count = way == State::Way::kShort && count > 1 ? count / 2 : count;
    std::copy_n(node.bytes.data() + open.place, count, into);
    open.place += count;
    return 0;
  });
}

int SimulatedDisk::seek(Handle handle, std::size_t bytes) {
  return state_->with_handle("seek", handle, false, [&](DiskHandle& open, State::Way) {
    open.place = bytes;
    return 0;
  });
}

int SimulatedDisk::write(Handle handle, std::string_view bytes, std::size_t& count) {
  count = bytes.size();  // what a forgotten write says
  const int error =
      state_->with_handle("write", handle, true, [&](DiskHandle& open, State::Way way) {
        auto& node = state_->nodes.at(open.node);
        count = way == State::Way::kShort && bytes.size() > 1 ? bytes.size() / 2 : bytes.size();
        open.place = open.appends ? node.bytes.size() : open.place;
        node.bytes.replace(open.place, count, bytes.substr(0, count));
        open.place += count;
        node.confirmed = false;
        node.modified = state_->change_count;
        return 0;
      });
  count = error != 0 ? 0 : count;
  return error;
}

int SimulatedDisk::sync(Handle handle) {
  return state_->with_handle("sync", handle, false, [&](const DiskHandle& open, State::Way) {
    auto& node = state_->nodes.at(open.node);
    if (node.kind == Kind::kFolder) {
      state_->confirm(open.node);
    }
    node.durable_bytes = node.bytes;
    node.confirmed = true;
    return 0;
  });
}

int SimulatedDisk::truncate(Handle handle, std::size_t bytes) {
  return state_->with_handle("truncate", handle, true, [&](const DiskHandle& open, State::Way) {
    auto& node = state_->nodes.at(open.node);
    node.bytes.resize(bytes);
    node.confirmed = false;
    node.modified = state_->change_count;
    return 0;
  });
}

int SimulatedDisk::set_mode(Handle handle, unsigned mode) {
  return state_->with_handle("chmod", handle, true, [&](const DiskHandle& open, State::Way) {
    state_->nodes.at(open.node).mode = mode;
    return 0;
  });
}

int SimulatedDisk::handle_status(Handle handle, Status& status) {
  status = {};
  return state_->with_handle("fstat", handle, false, [&](const DiskHandle& open, State::Way) {
    status = state_->status_of(open.node);
    return 0;
  });
}

int SimulatedDisk::lock(Handle handle, bool /*wait*/) {
  return state_->with_handle("lock", handle, false, [&](DiskHandle& open, State::Way) {
    for (const auto& [other, held] : state_->handles) {
      if (other != handle && held.locks && held.node == open.node) {
        return EWOULDBLOCK;
      }
    }
    open.locks = true;
    return 0;
  });
}

int SimulatedDisk::close(Handle handle) {
  const int error =
      state_->with_handle("close", handle, false, [](const DiskHandle&, State::Way) { return 0; });
  // Closed whatever it says; the kernel does the same.
  return state_->handles.erase(handle) == 0 ? EBADF : error;
}

int SimulatedDisk::status(const Path& path, Status& status) {
  return look("lstat", path, false, status);
}

int SimulatedDisk::followed_status(const Path& path, Status& status) {
  return look("stat", path, true, status);
}

int SimulatedDisk::look(const char* call, const Path& path, bool follow, Status& status) {
  status = {};
  const int error =
      state_->with_place(call, prefix_ / path, false, follow, [&](const DiskPlace& place) {
        status = state_->status_of(place.node);
        return 0;
      });
  return error == ENOENT || error == ENOTDIR ? 0 : error;
}

int SimulatedDisk::list(const Path& folder, std::vector<std::string>& names) {
  return state_->with_place("list", prefix_ / folder, false, true, [&](const DiskPlace& place) {
    if (!state_->is(place.node, Kind::kFolder)) {
      return place.node ? ENOTDIR : ENOENT;
    }
    for (const auto& [name, node] : state_->nodes.at(*place.node).names) {
      names.push_back(name);
    }
    return 0;
  });
}

int SimulatedDisk::make_folder(const Path& folder) {
  return state_->with_place("mkdir", prefix_ / folder, true, false, [&](const DiskPlace& place) {
    return place.node ? EEXIST : (state_->add(Kind::kFolder, place), 0);
  });
}

int SimulatedDisk::rename(const Path& from, const Path& to) {
  const auto body = [&](const DiskPlace& old, const DiskPlace& next) {
    if (state_->is(next.node, Kind::kFolder)) {
      return EISDIR;
    }
    state_->apply({{old.folder, old.name, std::nullopt}, {next.folder, next.name, old.node}});
    return 0;
  };
  return state_->with_two("rename", prefix_ / from, prefix_ / to, body);
}

int SimulatedDisk::rename_new(const Path& from, const Path& to) {
  const auto body = [&](const DiskPlace& old, const DiskPlace& next) {
    if (next.node) {
      return EEXIST;
    }
    state_->apply({{old.folder, old.name, std::nullopt}, {next.folder, next.name, old.node}});
    return 0;
  };
  return state_->with_two("rename-new", prefix_ / from, prefix_ / to, body);
}

int SimulatedDisk::exchange(const Path& one, const Path& other) {
  const auto body = [&](const DiskPlace& old, const DiskPlace& next) {
    if (!next.node) {
      return ENOENT;
    }
    state_->apply({{old.folder, old.name, next.node}, {next.folder, next.name, old.node}});
    return 0;
  };
  return state_->with_two("exchange", prefix_ / one, prefix_ / other, body);
}

int SimulatedDisk::make_link(const Path& target, const Path& link) {
  return state_->with_place("symlink", prefix_ / link, true, false, [&](const DiskPlace& place) {
    return place.node ? EEXIST : (state_->add(Kind::kLink, place, target.string()), 0);
  });
}

int SimulatedDisk::read_link(const Path& link, Path& target) {
  return state_->with_place("readlink", prefix_ / link, false, false, [&](const DiskPlace& place) {
    if (!state_->is(place.node, Kind::kLink)) {
      return place.node ? EINVAL : ENOENT;
    }
    target = state_->nodes.at(*place.node).bytes;
    return 0;
  });
}

int SimulatedDisk::remove_file(const Path& file) {
  return state_->with_place("unlink", prefix_ / file, true, false, [&](const DiskPlace& place) {
    if (!place.node || state_->is(place.node, Kind::kFolder)) {
      return place.node ? EISDIR : ENOENT;
    }
    state_->apply({{place.folder, place.name, std::nullopt}});
    return 0;
  });
}

int SimulatedDisk::remove_folder(const Path& folder) {
  return state_->with_place("rmdir", prefix_ / folder, true, false, [&](const DiskPlace& place) {
    if (!state_->is(place.node, Kind::kFolder)) {
      return place.node ? ENOTDIR : ENOENT;
    }
    if (!state_->nodes.at(*place.node).names.empty()) {
      return ENOTEMPTY;
    }
    state_->apply({{place.folder, place.name, std::nullopt}});
    return 0;
  });
}

}  // namespace mlpipe::testing
