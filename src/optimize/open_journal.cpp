// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/open_journal.hpp"

#include <array>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/file_journal.hpp"
#include "mlpipe/optimize/redis_journal.hpp"

namespace mlpipe::optimize {
namespace {

constexpr const char* kKinds =
    "a storage is the path of a journal, or redis://host[:port][/database]";

/// The scheme of a URL, without the driver that SQLAlchemy takes ("mysql+pymysql"). Empty for a
/// path.
std::string scheme_of(const std::string& storage) {
  // SQLAlchemy's is sqlite:///file; a path may have a colon, but hardly "://".
  const std::size_t end = storage.find("://");
  return end == std::string::npos
             ? ""
             : lower(storage.substr(0, storage.find('+') < end ? storage.find('+') : end));
}

[[noreturn]] void refuse(const std::string& scheme) {
  constexpr std::array<const char*, 5> kDatabases = {"sqlite", "mysql", "mariadb", "postgresql",
                                                     "postgres"};
  for (const char* database : kDatabases) {
    if (scheme == database) {
      throw ConfigError(
          "storage: " + scheme +
          ":// is a database, which Optuna itself reads slowly and mlpipe not at all; " + kKinds +
          ". Python moves a study: optuna.copy_study() into a JournalStorage");
    }
  }
  if (scheme == "rediss") {
    throw ConfigError(
        "storage: rediss:// (TLS) is not supported; let a TLS tunnel (stunnel, ssh -L) end on "
        "this machine, and name that: redis://localhost:port");
  }
  throw ConfigError("storage: " + quote(scheme) + " is no kind of storage; " + kKinds);
}

}  // namespace

std::unique_ptr<Journal> open_journal(const JournalWorld& world, const std::string& storage,
                                      JournalOptions options) {
  const std::string scheme = scheme_of(storage);
  if (storage.empty()) {
    throw ConfigError(std::string("storage: is empty; ") + kKinds);
  }
  if (scheme.empty()) {
    return std::make_unique<FileJournal>(world, storage, std::move(options));
  }
  if (scheme != "redis") {
    refuse(scheme);
  }
  return std::make_unique<RedisJournal>(world, storage, std::move(options));
}

}  // namespace mlpipe::optimize
