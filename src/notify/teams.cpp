// SPDX-License-Identifier: MIT
// An adaptive card to a workflow of Microsoft Teams ("when a webhook request is received").
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "notify/hook.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostMessage = 27'000;  // bytes; Teams takes about 28 KB
constexpr std::size_t kMostText = 1'500;

/// A backslash before what a card's text gives a meaning to: the part of Markdown it knows, and
/// {{DATE(...)}}.
std::string escape(char c) {
  constexpr std::string_view kSpecial = "\\*_`[]<{&~";
  return (kSpecial.find(c) != std::string_view::npos ? "\\" : "") + std::string(1, c);
}

std::string escaped(const std::string& text, std::size_t most = kMostText) {
  return escape_within(one_line(text), most, &escape);
}

ordered_json text_block(const std::string& escaped_text) {
  return {{"type", "TextBlock"}, {"text", escaped_text}, {"wrap", true}};
}

const char* color_of(Level level) {
  switch (level) {
    case Level::kGood:
      return "Good";
    case Level::kWarning:
      return "Warning";
    case Level::kBad:
      return "Attention";
    case Level::kNeutral:
      break;
  }
  return "Default";
}

ordered_json title_of(const Notice& notice) {
  ordered_json block = text_block(escaped(shown_title(notice), 300));
  block["size"] = "Large";
  block["weight"] = "Bolder";
  block["color"] = color_of(level_of(notice.event));
  return block;
}

/// "Log loss": "0.6931 -> 0.6902 (-0.0029), pass". A table would need a newer Teams than many have.
ordered_json facts_of(const Notice& notice, std::size_t most) {
  ordered_json facts = ordered_json::array();
  const auto add = [&](const std::string& title, const std::string& value) {
    if (facts.size() < most) {
      facts.push_back({{"title", escaped(title, 120)}, {"value", escaped(value, 300)}});
    }
  };
  for (const auto& row : notice.metrics) {
    add(row.title, (row.production.empty() ? "" : row.production + " → ") + row.candidate +
                       (row.change.empty() ? "" : " (" + row.change + ")") +
                       (row.gate.empty() ? "" : ", " + row.gate));
  }
  for (const auto& row : notice.features) {
    add(row.feature, row.verdict + (row.psi.empty() ? "" : ", PSI " + row.psi) +
                         (row.direction.empty() ? "" : ", " + row.direction));
  }
  return facts;
}

struct Room {
  std::size_t facts, reasons, log;
};

ordered_json card_of(const Notice& notice, const Room& room) {
  ordered_json body = ordered_json::array({title_of(notice)});
  if (!notice.headline.empty()) {
    body.push_back(text_block(escaped(notice.headline)));
  }
  if (auto facts = facts_of(notice, room.facts); !facts.empty()) {
    body.push_back({{"type", "FactSet"}, {"facts", std::move(facts)}});
  }
  for (const auto& reason : short_reasons(notice, room.reasons)) {
    body.push_back(text_block("• " + escaped(reason, 400)));
  }
  const std::size_t lines = std::min(room.log, notice.log.size());
  for (std::size_t i = notice.log.size() - lines; i < notice.log.size(); ++i) {
    ordered_json line = text_block(escaped(notice.log[i], 300));
    line["fontType"] = "Monospace";
    line["spacing"] = "None";
    body.push_back(std::move(line));
  }
  if (!notice.next.empty()) {
    body.push_back(text_block("Next: " + escaped(notice.next, 300)));
  }
  const std::string from = notice.repository +
                           (notice.run_id.empty() ? "" : " run " + notice.run_id + ", ") +
                           to_display(notice.time) + " UTC";
  ordered_json small = text_block(escaped(from, 300));
  small["isSubtle"] = true;
  body.push_back(std::move(small));
  ordered_json card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                    {"type", "AdaptiveCard"},
                    {"version", "1.4"},
                    {"body", std::move(body)}};
  for (const auto& link : notice.links) {
    constexpr std::size_t kMostUrl = 1'000;
    if (link.url.size() <= kMostUrl) {
      card["actions"].push_back(
          {{"type", "Action.OpenUrl"}, {"title", link.title}, {"url", link.url}});
    }
  }
  return card;
}

std::string message_of(const Notice& notice, const Room& room) {
  return to_json_line(
      {{"type", "message"},
       {"attachments",
        ordered_json::array({{{"contentType", "application/vnd.microsoft.card.adaptive"},
                              {"content", card_of(notice, room)}}})}});
}

/// With as much of it as there is room for.
std::string fitting(const Notice& notice) {
  constexpr std::array<Room, 3> kRooms{{{20, 10, 15}, {12, 6, 5}, {8, 3, 0}}};
  std::string message;
  for (const auto& room : kRooms) {
    message = message_of(notice, room);
    if (message.size() <= kMostMessage) {
      break;
    }
  }
  return message;
}

std::string advice(const HttpResponse& response) {
  return response.status == 401 || response.status == 403 || response.status == 404 ||
                 response.status == 410
             ? "; the workflow was deleted or switched off, or the address is not whole; make a "
               "new one from the template \"Send webhook alerts to a channel\""
             : "";
}

}  // namespace

Delivery deliver_teams(Errand& errand) {
  return deliver_by_hook(errand, [](const Notice& notice) {
    return HookMessage{fitting(notice), {}, &advice};
  });
}

}  // namespace mlpipe::notify
