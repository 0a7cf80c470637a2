// SPDX-License-Identifier: MIT
#include "mlpipe/notify/event.hpp"

#include <array>

namespace mlpipe::notify {
namespace {

constexpr std::size_t kCount = 14;

const std::array<std::string, kCount> kWords{
    "promoted", "trained", "rejected", "inconclusive", "rolled_back", "failed", "cancelled",
    "drift",    "lasting", "warning",  "cannot_tell",  "quiet",       "passed", "recovered"};

const std::array<std::string, kCount> kIcons{"✅", "📦", "⛔",      "❔", "↩️", "❌", "🚫",
                                             "🌊", "🌊", "⚠️", "❔", "✅",      "✅", "✅"};

struct Traits {
  Level level;
  bool well;
};

constexpr std::array<Traits, kCount> kTraits{{
    {Level::kGood, true},      // promoted
    {Level::kNeutral, true},   // trained
    {Level::kWarning, true},   // rejected: the job works, it says no
    {Level::kWarning, true},   // inconclusive
    {Level::kWarning, true},   // rolled_back
    {Level::kBad, false},      // failed
    {Level::kNeutral, false},  // cancelled
    {Level::kBad, false},      // drift
    {Level::kWarning, false},  // lasting
    {Level::kWarning, false},  // warning: not over yet
    {Level::kNeutral, false},  // cannot_tell
    {Level::kGood, true},      // quiet
    {Level::kGood, true},      // passed
    {Level::kGood, true},      // recovered
}};

std::size_t place(NoticeEvent event) {
  return static_cast<std::size_t>(event);
}

}  // namespace

std::span<const std::string> event_words() {
  return kWords;
}
const std::string& to_string(NoticeEvent event) {
  return kWords[place(event)];
}
Level level_of(NoticeEvent event) {
  return kTraits[place(event)].level;
}
const std::string& icon_of(NoticeEvent event) {
  return kIcons[place(event)];
}
const std::vector<NoticeEvent>& all_events() {
  static const std::vector<NoticeEvent> kAll = [] {
    std::vector<NoticeEvent> out;
    for (std::size_t i = 0; i < kCount; ++i) {
      out.push_back(static_cast<NoticeEvent>(i));
    }
    return out;
  }();
  return kAll;
}
const std::vector<NoticeEvent>& news_events() {
  using Event = NoticeEvent;
  static const std::vector<Event> kNews{Event::kPromoted,   Event::kRejected, Event::kInconclusive,
                                        Event::kRolledBack, Event::kFailed,   Event::kDrift,
                                        Event::kRecovered};
  return kNews;
}
bool is_well(NoticeEvent event) {
  return kTraits[place(event)].well;
}

}  // namespace mlpipe::notify
