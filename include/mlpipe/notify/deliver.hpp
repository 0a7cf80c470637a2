// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/redactor.hpp"
#include "mlpipe/core/service_doors.hpp"
#include "mlpipe/notify/notice.hpp"
#include "mlpipe/notify/options.hpp"

namespace mlpipe::notify {

/// What notices need of the world; all references must outlive the call.
struct NotifyDoors : ServiceDoors {
  std::function<std::optional<std::string>(const std::string&)> variable;  ///< of the environment
  std::function<void(const std::string&)> runner;  ///< takes lines meant for GitHub's runner
};

/// Who is told, and how.
struct Mailing {
  NotifyOptions options;
  std::vector<std::string> to;  ///< these alone, whatever their events are; empty: as configured
  std::optional<std::string> pull;  ///< number of the pull request; empty: found out
  bool dry_run = false;             ///< send nothing, say what would be sent
};

/// Something that would be sent.
struct Payload {
  std::string method;  ///< of HTTP, or "append", "print"
  std::string target;  ///< address without its secret parts, or a file
  std::string body;
};

/// What became of a notice at one destination.
struct Delivery {
  enum class Result { kSent, kSkipped, kFailed, kPlanned };
  std::string name;
  Result result = Result::kSkipped;
  std::string detail;             ///< why not, or what; without secrets
  std::string url;                ///< where it can be read, if it has an address
  std::vector<Payload> payloads;  ///< of a dry run
};
[[nodiscard]] std::string to_string(Delivery::Result result);

/// Where secrets are, and what they are. @throws nothing: what cannot be read is absent
[[nodiscard]] Redactor redactor_of(const NotifyDoors& doors, const NotifyOptions& options);

/// Tells every destination in turn, each within its share of the time that is left. A failure of
/// one keeps none of the others from its notice. Sets notice.recovered where the status issue says
/// so.
/// @throws ConfigError for a name in `to` that is none; Interrupted
[[nodiscard]] std::vector<Delivery> deliver(Notice& notice, const Mailing& mailing,
                                            const NotifyDoors& doors);

}  // namespace mlpipe::notify
