// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "notify/errand.hpp"

namespace mlpipe::notify {

/// What is posted to an address that is itself the secret.
struct HookMessage {
  std::string body;  ///< JSON
  std::vector<std::pair<std::string, std::string>> headers;
  /// What to do about an answer that is no success, behind "; "; may be null.
  std::string (*advice)(const HttpResponse&) = nullptr;
};

/// Posts one message to errand.own.url; a second time where it may not have been taken, since a
/// notice that comes twice (it names its run) is better than none.
[[nodiscard]] Delivery deliver_by_hook(Errand& errand,
                                       const std::function<HookMessage(const Notice&)>& write);

}  // namespace mlpipe::notify
