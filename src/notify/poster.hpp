// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/http.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/notify/deliver.hpp"

namespace mlpipe::notify {

/// May a request be sent again when nobody knows whether the first one was taken?
enum class Again { kHarmless, kNever };

/// An answer, or what stood in its way.
struct Posted {
  HttpResponse response;  ///< the last one
  std::string problem;    ///< "host: what went wrong", without secrets; empty: a success
  bool unsure = false;    ///< it may have been taken all the same
  [[nodiscard]] bool ok() const noexcept { return problem.empty(); }
};

/// Sends requests until they are answered: three times at most, never beyond the deadline, as long
/// after the last time as the server asks for. Follows redirects within one origin alone, and sends
/// nothing over a connection that others can read.
class Poster {
 public:
  Poster(const NotifyDoors& doors, const Redactor& redactor);

  /// Everything ends so long from now.
  void start(std::chrono::milliseconds time);

  [[nodiscard]] Posted send(HttpRequest request, Again again);
  /// Waits, unless the time is up before; says which.
  [[nodiscard]] bool pause(std::chrono::milliseconds time);
  [[nodiscard]] std::chrono::milliseconds time_left() const;
  [[nodiscard]] const Redactor& redactor() const noexcept { return redactor_; }

 private:
  [[nodiscard]] HttpResponse follow(HttpRequest request);
  [[nodiscard]] std::string wait_before(int attempt, const HttpResponse& response);

  const NotifyDoors& doors_;
  const Redactor& redactor_;
  Rng rng_;
  std::chrono::nanoseconds deadline_{0};
};

/// Refused because of too many requests, not for what was asked.
[[nodiscard]] bool is_limited(const HttpResponse& response);

/// Why an address must not be used; empty: it may. https, or http on this machine itself.
[[nodiscard]] std::string refuse_address(const std::string& url);

/// An address without its secrets: scheme and host.
[[nodiscard]] std::string shown_host(const std::string& url);

}  // namespace mlpipe::notify
