// SPDX-License-Identifier: MIT
// Our own event as JSON, for whatever is not among the others; signed as GitHub signs its hooks.
#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/version.hpp"

#include "notify/hook.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}
ordered_json number_or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json metrics_of(const Notice& notice) {
  ordered_json out = ordered_json::array();
  for (const auto& row : notice.metrics) {
    out.push_back({{"name", row.name},
                   {"production", number_or_null(row.production_value)},
                   {"candidate", number_or_null(row.candidate_value)},
                   {"gate", text_or_null(row.gate)}});
  }
  return out;
}

ordered_json features_of(const Notice& notice) {
  ordered_json out = ordered_json::array();
  for (const auto& row : notice.features) {
    out.push_back({{"feature", row.feature},
                   {"verdict", row.verdict},
                   {"psi_adjusted", number_or_null(row.psi_value)},
                   {"direction", text_or_null(row.direction)}});
  }
  return out;
}

std::string event_of(const Notice& notice) {
  ordered_json events = ordered_json::array();
  for (const auto event : events_of(notice)) {
    events.push_back(to_string(event));
  }
  ordered_json links = ordered_json::array();
  for (const auto& link : notice.links) {
    links.push_back({{"title", link.title}, {"url", link.url}});
  }
  return to_json_line({{"schema", "mlpipe.event/1"},
                       {"event", to_string(notice.event)},
                       {"events", std::move(events)},
                       {"job", notice.job},
                       {"pipeline", text_or_null(notice.pipeline)},
                       {"time", to_iso8601(notice.time)},
                       {"title", notice.title},
                       {"headline", text_or_null(notice.headline)},
                       {"version", text_or_null(notice.version)},
                       {"version_before", text_or_null(notice.production_before)},
                       {"metrics", metrics_of(notice)},
                       {"features", features_of(notice)},
                       {"reasons", notice.reasons},
                       {"log", notice.log},
                       {"links", std::move(links)},
                       {"next", text_or_null(notice.next)},
                       {"repository", text_or_null(notice.repository)},
                       {"run", text_or_null(notice.run_id)},
                       {"mlpipe_version", kVersion}});
}

}  // namespace

Delivery deliver_webhook(Errand& errand) {
  const Secret key = read_secret(errand.doors, errand.own.secret);
  if (key.empty() && errand.own.secret.file) {
    return failed(absent_text(errand.own.secret) + "; nothing is sent unsigned");
  }
  return deliver_by_hook(errand, [&](const Notice& notice) {
    HookMessage message{event_of(notice), {{"X-Mlpipe-Event", to_string(notice.event)}}};
    if (!key.empty()) {
      message.headers.emplace_back("X-Mlpipe-Signature",
                                   "sha256=" + hmac_sha256_hex(key.reveal(), message.body));
    }
    return message;
  });
}

}  // namespace mlpipe::notify
