// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "cli/version_views.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::ordered_json;
using registry::AuditPhase;
using registry::AuditRecord;

std::string second_of(Timestamp time) {
  return to_iso8601(std::chrono::floor<std::chrono::seconds>(time));
}

std::string phase_text(const AuditRecord& record) {
  switch (record.phase) {
    case AuditPhase::kIntent:
      return "begun";
    case AuditPhase::kCommitted:
      return "done";
    case AuditPhase::kAborted:
      break;
  }
  return "abandoned";
}

ordered_json record_json(const AuditRecord& record) {
  return {{"seq", record.seq},
          {"time", to_iso8601(record.time)},
          {"operation", record.operation},
          {"phase", phase_text(record)},
          {"from", record.from},
          {"to", record.to},
          {"reason", record.reason},
          {"detail", record.detail},
          {"user", record.user},
          {"host", record.host},
          {"run_url", record.run_url},
          {"forced", record.forced},
          {"recovered", record.recovered}};
}

/// Why, as far as it is known: the person's reason, else mlpipe's own words.
std::string why(const AuditRecord& record) {
  std::string text = record.reason.empty() ? record.detail : record.reason;
  text += record.forced ? " [forced]" : "";
  text += record.recovered ? " [found by a later run]" : "";
  return std::string(trim(text));
}

std::vector<std::string> record_row(const AuditRecord& record) {
  return {second_of(record.time),
          record.operation,
          phase_text(record),
          or_dash(record.from) + " -> " + or_dash(record.to),
          or_dash(record.user) + "@" + or_dash(record.host),
          or_dash(why(record))};
}

/// Records worth a line: an intent only if nothing came of it.
std::vector<AuditRecord> endings(const registry::AuditTrail& trail) {
  std::vector<AuditRecord> out;
  for (std::size_t i = 0; i < trail.records.size(); ++i) {
    if (trail.records[i].phase != AuditPhase::kIntent || i + 1 == trail.records.size()) {
      out.push_back(trail.records[i]);
    }
  }
  return out;
}

struct When {
  Timestamp time;
  bool whole_day = false;
};

When parse_when(const std::string& text) {
  std::string full = text;
  std::replace(full.begin(), full.end(), ' ', 'T');
  constexpr std::size_t kDay = 10;
  constexpr std::size_t kMinute = 16;
  if (!full.empty() && full.back() == 'Z') {
    full.pop_back();
  }
  const bool day = full.size() == kDay;
  full += day ? "T00:00:00" : full.size() == kMinute ? ":00" : "";
  const auto time = from_iso8601(full + "Z");
  if (!time) {
    throw ConfigError(
        "--at: expected a day such as 2026-11-17 or a time (UTC) such as "
        "2026-11-17T14:30Z, found " +
        quote(text));
  }
  return {*time, day};
}

}  // namespace

Outcome view_history(const registry::AuditTrail& trail) {
  std::vector<std::vector<std::string>> rows = {{"TIME", "WHAT", "", "FROM -> TO", "WHO", "WHY"}};
  ordered_json list = ordered_json::array();
  for (const auto& record : endings(trail)) {
    rows.push_back(record_row(record));
    list.push_back(record_json(record));
  }
  return {ExitCode::kOk,
          list.empty() ? "nothing was promoted yet\n" : text_table(rows),
          {{"history", list}}};
}

Outcome view_live_at(const registry::AuditTrail& trail, const std::string& at) {
  const When when = parse_when(at);
  const std::string live = registry::live_at(trail, when.time);
  std::string text =
      second_of(when.time) + "  " + (live.empty() ? "nothing was live" : live) + "\n";
  ordered_json switches = ordered_json::array();
  const Timestamp end = when.time + std::chrono::hours(24);
  for (const auto& record : trail.records) {
    if (when.whole_day && registry::is_switch(record) && record.time > when.time &&
        record.time < end) {
      text += second_of(record.time) + "  " + or_dash(record.to) + "  (" + record.operation +
              " by " + or_dash(record.user) + (why(record).empty() ? "" : ": " + why(record)) +
              ")\n";
      switches.push_back(record_json(record));
    }
  }
  return {ExitCode::kOk,
          text,
          {{"at", to_iso8601(when.time)},
           {"live", live.empty() ? ordered_json(nullptr) : ordered_json(live)},
           {"switches_that_day", switches}}};
}

}  // namespace mlpipe::cli
