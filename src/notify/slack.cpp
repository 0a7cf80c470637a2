// SPDX-License-Identifier: MIT
// A message of Block Kit to an incoming webhook of Slack.
#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "notify/hook.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::ordered_json;

// In bytes; Slack counts characters, which are no more.
constexpr std::size_t kMostHeader = 150;
constexpr std::size_t kMostSection = 3'000;
constexpr std::size_t kMostFallback = 3'900;
constexpr std::size_t kMostRows = 20;
constexpr std::size_t kMostReasons = 8;

/// All that Slack gives a meaning to; with it, no name can call a channel or make a link.
std::string escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    default:
      return std::string(1, c);
  }
}

std::string escaped(const std::string& text, std::size_t most) {
  return escape_within(text, most, &escape);
}

ordered_json section(const std::string& mrkdwn) {
  return {{"type", "section"},
          {"text", {{"type", "mrkdwn"}, {"text", mrkdwn}, {"verbatim", true}}}};
}

/// Verbatim text; a backtick would end it.
ordered_json code_section(const std::string& text) {
  constexpr std::size_t kFence = 8;
  std::string plain(trim(text));
  std::replace(plain.begin(), plain.end(), '`', '\'');
  return section("```\n" + escaped(plain, kMostSection - kFence) + "\n```");
}

std::string link_of(const NoticeLink& link) {
  std::string url;
  for (const char c : link.url) {
    url += c == '|' || c == '<' || c == '>' || c == ' ' ? percent_encode(std::string(1, c))
                                                        : escape(c);
  }
  return "<" + url + "|" + escaped(one_line(link.title), 75) + ">";
}

/// The last part: where it comes from, and where there is more.
ordered_json context_of(const Notice& notice) {
  std::string text;
  for (const auto& link : notice.links) {
    constexpr std::size_t kMostUrl = 1'000;
    if (link.url.size() > kMostUrl) {
      continue;  // cut, it would lead elsewhere
    }
    text += (text.empty() ? "" : " · ") + link_of(link);
  }
  const std::string from = (notice.repository.empty() ? "" : notice.repository + " · ") +
                           (notice.run_id.empty() ? "" : "run " + notice.run_id + " · ") +
                           to_display(notice.time) + " UTC";
  text += (text.empty() ? "" : " · ") + escaped(one_line(from), 300);
  return {{"type", "context"},
          {"elements",
           {{{"type", "mrkdwn"}, {"text", cut_text(text, kMostSection)}, {"verbatim", true}}}}};
}

std::string bullets(const Notice& notice) {
  std::string out;
  for (const auto& reason : short_reasons(notice, kMostReasons)) {
    out += "• " + one_line(reason) + "\n";
  }
  return out;
}

ordered_json message_of(const Notice& notice) {
  const std::string title = shown_title(notice);
  ordered_json blocks = ordered_json::array();
  blocks.push_back(
      {{"type", "header"},
       {"text",
        {{"type", "plain_text"}, {"text", cut_text(title, kMostHeader)}, {"emoji", false}}}});
  if (!notice.headline.empty()) {
    blocks.push_back(section(escaped(one_line(notice.headline), kMostSection)));
  }
  if (const std::string table = notice_table(notice, kMostRows); !table.empty()) {
    blocks.push_back(code_section(table));
  }
  if (const std::string reasons = bullets(notice); !reasons.empty()) {
    blocks.push_back(section(escaped(reasons, kMostSection)));
  }
  if (!notice.log.empty()) {
    blocks.push_back(code_section(log_text(notice)));
  }
  if (!notice.next.empty()) {
    blocks.push_back(section("Next: `" + escaped(one_line(notice.next), 500) + "`"));
  }
  blocks.push_back(context_of(notice));
  const std::string fallback =
      title + (notice.headline.empty() ? "" : "\n" + one_line(notice.headline));
  return {{"text", escaped(fallback, kMostFallback)}, {"blocks", std::move(blocks)}};
}

/// Slack's errors are single words.
std::string advice(const HttpResponse& response) {
  using Row = std::pair<const char*, const char*>;
  constexpr std::array<Row, 10> kWords{{
      {"invalid_payload", "Slack does not take this message; please report it"},
      {"invalid_blocks", "Slack does not take these blocks; please report it"},
      {"no_text", "Slack finds no text in it; please report it"},
      {"action_prohibited", "an administrator of the workspace has forbidden it"},
      {"posting_to_general_channel_denied", "only some may write into that channel"},
      {"channel_not_found", "the webhook's channel is gone; make a new webhook"},
      {"channel_is_archived", "the webhook's channel is archived; make a new webhook"},
      {"no_service", "the webhook was removed or switched off; make a new one"},
      {"no_team", "there is no such workspace; is the address whole?"},
      {"invalid_token", "the address is not (or no longer) that of a webhook"},
  }};
  const std::string word(trim(response.body));
  for (const auto& [known, meaning] : kWords) {
    if (word == known) {
      return std::string("; ") + meaning;
    }
  }
  return response.status == 404 ? "; there is no such webhook; is the address whole?" : "";
}

}  // namespace

Delivery deliver_slack(Errand& errand) {
  return deliver_by_hook(errand, [](const Notice& notice) {
    return HookMessage{to_json_line(message_of(notice)), {}, &advice};
  });
}

}  // namespace mlpipe::notify
