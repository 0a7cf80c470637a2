// SPDX-License-Identifier: MIT
// An embed in a message to a webhook of Discord.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "notify/hook.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::ordered_json;

// In bytes; Discord counts characters, which are no more. All parts of an embed together are at
// most 6,000.
constexpr std::size_t kMostTitle = 250;
constexpr std::size_t kMostHeadline = 800;
constexpr std::size_t kMostTable = 1'200;
constexpr std::size_t kMostReasons = 800;
constexpr std::size_t kMostLog = 700;
constexpr std::size_t kMostFooter = 300;
constexpr std::size_t kMostRows = 20;

/// A backslash before all that Discord gives a meaning to: marks, links, mentions.
std::string escape(char c) {
  constexpr std::string_view kSpecial = "\\*_~`|>#-+[]()<:@";
  return (kSpecial.find(c) != std::string_view::npos ? "\\" : "") + std::string(1, c);
}

std::string escaped(const std::string& text, std::size_t most) {
  return escape_within(one_line(text), most, &escape);
}

/// Nothing in it has a meaning; a backtick would end it.
std::string code_block(const std::string& text, std::size_t most) {
  std::string plain(trim(text));
  std::replace(plain.begin(), plain.end(), '`', '\'');
  return "```\n" + cut_text(plain, most) + "\n```\n";
}

int color_of(Level level) {
  switch (level) {
    case Level::kGood:
      return 0x2DA44E;
    case Level::kWarning:
      return 0xBF8700;
    case Level::kBad:
      return 0xCF222E;
    case Level::kNeutral:
      break;
  }
  return 0x6E7781;
}

std::string description_of(const Notice& notice) {
  std::string out;
  if (!notice.headline.empty()) {
    out += escaped(notice.headline, kMostHeadline) + "\n";
  }
  if (const std::string table = notice_table(notice, kMostRows); !table.empty()) {
    out += code_block(table, kMostTable);
  }
  std::string reasons;
  for (const auto& reason : short_reasons(notice, 8)) {
    const std::string line = "• " + escaped(reason, 300) + "\n";
    reasons += reasons.size() + line.size() <= kMostReasons ? line : "";
  }
  out += reasons;
  if (!notice.log.empty()) {
    out += code_block(log_text(notice), kMostLog);
  }
  if (!notice.next.empty()) {
    out += "Next: " + code_block(one_line(notice.next), 200);
  }
  return out;
}

ordered_json message_of(const Notice& notice) {
  ordered_json embed{{"title", escaped(shown_title(notice), kMostTitle)},
                     {"description", description_of(notice)},
                     {"color", color_of(level_of(notice.event))},
                     {"timestamp", to_iso8601(notice.time)}};
  ordered_json links = ordered_json::array();
  for (const auto& link : notice.links) {
    constexpr std::size_t kMostUrl = 500;
    if (link.url.size() <= kMostUrl) {
      links.push_back({{"name", link.title}, {"value", link.url}, {"inline", true}});
    }
  }
  if (!links.empty()) {
    embed["fields"] = std::move(links);
  }
  const std::string from =
      notice.repository + (notice.run_id.empty() ? "" : " run ") + notice.run_id;
  embed["footer"] = {{"text", cut_text("mlpipe " + one_line(from), kMostFooter)}};
  return {{"embeds", ordered_json::array({std::move(embed)})},
          {"allowed_mentions", {{"parse", ordered_json::array()}}}};
}

std::string advice(const HttpResponse& response) {
  return response.status == 401 || response.status == 403 || response.status == 404
             ? "; the webhook was deleted, or its address is not whole; make a new one"
             : "";
}

}  // namespace

Delivery deliver_discord(Errand& errand) {
  return deliver_by_hook(errand, [](const Notice& notice) {
    return HookMessage{to_json_line(message_of(notice)), {}, &advice};
  });
}

}  // namespace mlpipe::notify
