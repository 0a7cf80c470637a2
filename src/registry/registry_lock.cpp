// SPDX-License-Identifier: MIT
#include <thread>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/unfinished.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"

namespace mlpipe::registry {
namespace {

constexpr std::chrono::milliseconds kPause{50};
constexpr std::size_t kMostHolder = 4096;

std::string holder_text(const SessionContext& context) {
  const auto& actor = context.actor;
  return to_json_line({{"format_version", 1},
                       {"pid", actor.pid},
                       {"host", actor.host},
                       {"user", actor.user},
                       {"command", actor.command},
                       {"since", to_iso8601(context.clock.now())}}) +
         "\n";
}

}  // namespace

FileSystem::Path lock_path() {
  return kLockFile;
}

std::string describe_holder(const FileSystem& files) {
  try {
    const auto holder = parse_json(files.read(kLockFile, kMostHolder), kLockFile);
    return "process " + std::to_string(holder.value("pid", 0)) + " of " +
           quote(holder.value("user", "")) + " on " + quote(holder.value("host", "")) + " runs " +
           quote(holder.value("command", "")) + " since " + holder.value("since", "");
  } catch (const Error&) {
    return "another process holds the lock";
  } catch (const nlohmann::json::exception&) {
    return "another process holds the lock";
  }
}

std::unique_ptr<FileSystem::Lock> lock_registry(const SessionContext& context) {
  const auto begin = context.clock.elapsed();
  for (bool told = false;; told = true) {
    if (auto lock = context.files.try_lock(kLockFile, holder_text(context))) {
      return lock;
    }
    if (context.clock.elapsed() - begin >= context.wait.longest) {
      const double seconds = std::chrono::duration<double>(context.wait.longest).count();
      throw BusyError(context.files.shown(kLockFile) + ": busy: " + describe_holder(context.files) +
                      "; waited " + shortest(seconds) +
                      " s. Nothing was changed; try again later (--lock-timeout waits longer)");
    }
    if (!told) {
      context.events.on(Note{"registry.wait", context.files.shown(kLockFile) +
                                                  ": waiting: " + describe_holder(context.files)});
    }
    if (context.wait.sleep) {
      context.wait.sleep(kPause);
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

}  // namespace mlpipe::registry
