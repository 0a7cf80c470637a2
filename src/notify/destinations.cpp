// SPDX-License-Identifier: MIT
#include "notify/errand.hpp"

namespace mlpipe::notify {
namespace {

using Event = NoticeEvent;

/// News, and what belongs beside a run or a pull request only.
std::vector<Event> with_details() {
  return {Event::kPromoted,     Event::kTrained,    Event::kRejected,
          Event::kInconclusive, Event::kRolledBack, Event::kFailed,
          Event::kDrift,        Event::kWarning,    Event::kRecovered};
}

}  // namespace

/// In the order in which they are told. The issue goes first: it alone knows of a recovery.
const std::vector<Destination>& destination_table() {
  static const std::vector<Destination> kTable{
      {"issue", {Event::kFailed, Event::kDrift}, "", "", true, &deliver_issue},
      {"summary", all_events(), "", "", false, &deliver_summary},
      {"annotation", with_details(), "", "", false, &deliver_annotation},
      {"comment", with_details(), "", "", true, &deliver_comment},
      {"slack", news_events(), "SLACK_WEBHOOK_URL", "", true, &deliver_slack},
      {"teams", news_events(), "TEAMS_WEBHOOK_URL", "", true, &deliver_teams},
      {"discord", news_events(), "DISCORD_WEBHOOK_URL", "", true, &deliver_discord},
      {"webhook", news_events(), "MLPIPE_WEBHOOK_URL", "MLPIPE_WEBHOOK_SECRET", true,
       &deliver_webhook},
  };
  return kTable;
}

std::vector<std::string> destination_names() {
  std::vector<std::string> out;
  for (const auto& destination : destination_table()) {
    out.push_back(destination.name);
  }
  return out;
}

}  // namespace mlpipe::notify
