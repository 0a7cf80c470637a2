// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace mlpipe::notify {

/// What became of a job, as far as somebody wants to be told. The order is that of event_words().
enum class NoticeEvent {
  kPromoted,      ///< a new version is in production
  kTrained,       ///< a new candidate, and no verdict on it yet
  kRejected,      ///< REJECT
  kInconclusive,  ///< INCONCLUSIVE
  kRolledBack,    ///< an older version is in production again
  kFailed,        ///< a step ended with an error
  kCancelled,     ///< stopped by somebody or by a time limit
  kDrift,         ///< a drift check failed
  kLasting,       ///< still the drift that was told within the cool-down
  kWarning,       ///< drift that fails nothing
  kCannotTell,    ///< a drift check with too little to go by
  kQuiet,         ///< a drift check that found nothing
  kPassed,        ///< any other job that went well
  kRecovered,     ///< went well, and the job's status issue was open; comes on top of another event
};

/// Names in the configuration and in JSON.
[[nodiscard]] std::span<const std::string> event_words();
[[nodiscard]] const std::string& to_string(NoticeEvent event);

/// Each once, in their order.
[[nodiscard]] const std::vector<NoticeEvent>& all_events();
/// What somebody may have to act on, or has waited for.
[[nodiscard]] const std::vector<NoticeEvent>& news_events();

/// How it is shown: colours, icons, kinds of annotations.
enum class Level { kGood, kNeutral, kWarning, kBad };
[[nodiscard]] Level level_of(NoticeEvent event);
/// One character.
[[nodiscard]] const std::string& icon_of(NoticeEvent event);

/// Does the job work again, so that its status issue may be closed?
[[nodiscard]] bool is_well(NoticeEvent event);

}  // namespace mlpipe::notify
