// SPDX-License-Identifier: MIT
#include "notify/errand.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::notify {
namespace {

constexpr std::size_t kLongestSecret = 64U << 10U;

Delivery with(Delivery::Result result, const std::string& detail) {
  Delivery out;
  out.result = result;
  out.detail = detail;
  return out;
}

}  // namespace

std::string Errand::variable(const std::string& name) const {
  return doors.variable(name).value_or("");
}

Secret read_secret(const NotifyDoors& doors, const SecretPlace& place) {
  if (place.file) {
    try {
      return Secret(std::string(trim(doors.files.read(*place.file, kLongestSecret))));
    } catch (const Error&) {
      return Secret();  // told as absent, by name
    }
  }
  const auto value = place.variable.empty() ? std::nullopt : doors.variable(place.variable);
  return value ? Secret(std::string(trim(*value))) : Secret();
}

std::string absent_text(const SecretPlace& place) {
  return place.file ? *place.file + " is not there, is empty or cannot be read"
                    : place.variable + " is not set";
}

Delivery sent(const std::string& url, const std::string& detail) {
  Delivery out = with(Delivery::Result::kSent, detail);
  out.url = url;
  return out;
}
Delivery skipped(const std::string& why) {
  return with(Delivery::Result::kSkipped, why);
}
Delivery failed(const std::string& problem) {
  return with(Delivery::Result::kFailed, problem);
}
Delivery planned(std::vector<Payload> payloads) {
  Delivery out = with(Delivery::Result::kPlanned, "dry run: nothing was sent");
  out.payloads = std::move(payloads);
  return out;
}

}  // namespace mlpipe::notify
