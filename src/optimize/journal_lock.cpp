// SPDX-License-Identifier: MIT
#include "optimize/journal_lock.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"

namespace mlpipe::optimize {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds(1);
constexpr nanoseconds kLongestPause = std::chrono::seconds(1);
/// How soon people are told that something is being waited for.
constexpr nanoseconds kPatience = std::chrono::seconds(5);

}  // namespace

void pause(const JournalOptions& options, nanoseconds length) {
  if (options.sleep) {
    options.sleep(length);
  } else {
    std::this_thread::sleep_for(length);
  }
}

JournalLock::JournalLock(const JournalWorld& world, const JournalOptions& options, const Path& path)
    : world_(world), options_(options), journal_(path), lock_(path) {
  lock_ += ".lock";
  try {
    take();
  } catch (const IoError& error) {
    throw IoError("cannot write to the journal " + world_.files.shown(journal_) + ": " +
                  error.what() +
                  ". It can be read as it is; to write to it, its folder must be writable, or "
                  "copy the journal to one that is");
  }
}

JournalLock::~JournalLock() {
  try {
    const Path fresh = fresh_name();
    if (is_ours() && world_.files.try_move(lock_, fresh)) {
      world_.files.remove_all(fresh);
    }
  } catch (const IoError& error) {
    world_.events.on(Warning{"optimize.lock", std::string("the journal's lock stays: ") +
                                                  error.what() + "; others wait " +
                                                  std::to_string(options_.grace.count()) +
                                                  " s for it, then break it"});
  }
}

bool JournalLock::is_ours() const {
  return ours_ && lock_stamp() == ours_;
}

std::optional<FileSystem::Stamp> JournalLock::lock_stamp() const {
  return world_.files.stamp(lock_, FileSystem::Follow::kNo);
}

JournalLock::Signs JournalLock::signs() const {
  return {lock_stamp(), world_.files.stamp(journal_, FileSystem::Follow::kYes)};
}

/// As Optuna calls what it is about to remove: "<journal>.lock<uuid>.rename".
FileSystem::Path JournalLock::fresh_name() const {
  static std::atomic<unsigned> count{0};
  const std::string hex = sha256_hex(options_.worker + " " + std::to_string(count++));
  const std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) +
                           "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
  Path fresh = lock_;
  return fresh += uuid + ".rename";
}

void JournalLock::take() {
  const Path target = world_.files.absolute(journal_);
  while (!world_.files.link_new(lock_, target)) {
    wait();
  }
  ours_ = lock_stamp();
}

/// Returns when the lock is gone, or was broken.
void JournalLock::wait() {
  Signs last = signs();
  const auto begin = world_.clock.elapsed();
  auto changed = begin;
  bool told = false;
  for (nanoseconds length = kFirstPause; last.lock; length = std::min(2 * length, kLongestPause)) {
    world_.stop.check();
    if (world_.clock.elapsed() - changed >= options_.grace) {
      break_stale(last.lock);
      return;
    }
    if (!told && world_.clock.elapsed() - begin >= kPatience) {
      world_.events.on(Note{"optimize.lock", "waiting for " + world_.files.shown(lock_) +
                                                 ", which another worker has"});
      told = true;
    }
    pause(options_, length);
    const Signs now = signs();
    if (now != last) {
      changed = world_.clock.elapsed();
      last = now;
    }
  }
}

void JournalLock::give_back(const Path& fresh) {
  try {
    (void)world_.files.try_move(fresh, lock_);
  } catch (const IoError&) {
    world_.files.remove_all(fresh);  // a third has the lock now; is_ours() tells the second
  }
}

void JournalLock::break_stale(const std::optional<Stamp>& stale) {
  const Path fresh = fresh_name();
  if (lock_stamp() != stale || !world_.files.try_move(lock_, fresh)) {
    return;  // somebody was faster
  }
  // Somebody may have been faster by so little that this is his new lock: then it goes back.
  if (world_.files.stamp(fresh, FileSystem::Follow::kNo) != stale) {
    give_back(fresh);
    return;
  }
  world_.files.remove_all(fresh);
  world_.events.on(Warning{"optimize.lock", "broke " + world_.files.shown(lock_) +
                                                ": nothing has changed for " +
                                                std::to_string(options_.grace.count()) +
                                                " s, so whoever made it was killed"});
}

}  // namespace mlpipe::optimize
