// SPDX-License-Identifier: MIT
#include "mlpipe/notify/options.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"

#include "notify/errand.hpp"

namespace mlpipe::notify {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMostLogLines = 200;
constexpr std::size_t kLongestPipeline = 60;
constexpr std::int64_t kMostSeconds = 60;  // a notice must never hold up a job

bool has(const std::vector<NoticeEvent>& events, NoticeEvent event) {
  return std::find(events.begin(), events.end(), event) != events.end();
}

/// Names of whole sets where they are in it, then what is left.
std::vector<std::string> words_of(const std::vector<NoticeEvent>& events) {
  if (events == all_events()) {
    return {"all"};
  }
  std::vector<std::string> out;
  const auto& news = news_events();
  const bool has_news =
      std::all_of(news.begin(), news.end(), [&](NoticeEvent event) { return has(events, event); });
  if (has_news) {
    out.emplace_back("news");
  }
  for (const auto event : events) {
    if (!has_news || !has(news, event)) {
      out.push_back(to_string(event));
    }
  }
  return out;
}

/// In the order of event_words(), each once.
std::vector<NoticeEvent> read_events(JsonReader& reader, const std::vector<NoticeEvent>& fallback) {
  std::vector<std::string> known{"all", "news"};
  known.insert(known.end(), event_words().begin(), event_words().end());
  std::vector<NoticeEvent> wanted;
  for (const auto& word : reader.strings("events", words_of(fallback))) {
    const auto found = std::find(known.begin(), known.end(), word);
    if (found == known.end()) {
      reader.problem("events", quote(word) + " is not one of " + join(known, ", ") +
                                   did_you_mean(word, known));
    } else if (word == "all" || word == "news") {
      const auto& set = word == "all" ? all_events() : news_events();
      wanted.insert(wanted.end(), set.begin(), set.end());
    } else {
      wanted.push_back(static_cast<NoticeEvent>(found - known.begin() - 2));
    }
  }
  std::vector<NoticeEvent> out;
  for (const auto event : all_events()) {
    if (has(wanted, event)) {
      out.push_back(event);
    }
  }
  return out;
}

/// A name, and no value: whoever writes the secret itself here is told so.
void check_variable(JsonReader& reader, const std::string& key, const std::string& name) {
  const bool fit = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!fit) {
    reader.problem(key,
                   "must be the name of an environment variable; a secret itself does not belong "
                   "into a configuration");
  }
}

SecretPlace read_place(JsonReader& reader, const std::string& what, const SecretPlace& fallback) {
  SecretPlace out = fallback;
  out.variable = reader.string(what + "_variable", fallback.variable);
  check_variable(reader, what + "_variable", out.variable);
  if (reader.has(what + "_file") && !reader.raw(what + "_file").is_null()) {
    out.file = reader.string(what + "_file", "");
  }
  return out;
}

void write_place(const std::string& what, const SecretPlace& place, ordered_json& out) {
  out[what + "_variable"] = place.variable;
  out[what + "_file"] = place.file ? ordered_json(*place.file) : ordered_json(nullptr);
}

void read_destination(JsonReader& reader, DestinationOptions& own) {
  own.enabled = reader.boolean("enabled", own.enabled);
  own.events = read_events(reader, own.events);
  if (!own.url.variable.empty()) {
    own.url = read_place(reader, "url", own.url);
  }
  if (!own.secret.variable.empty()) {
    own.secret = read_place(reader, "secret", own.secret);
  }
}

ordered_json write_destination(const DestinationOptions& own) {
  ordered_json out{{"enabled", own.enabled}};
  const auto words = words_of(own.events);
  out["events"] = words.size() == 1 ? ordered_json(words.front()) : ordered_json(words);
  if (!own.url.variable.empty()) {
    write_place("url", own.url, out);
  }
  if (!own.secret.variable.empty()) {
    write_place("secret", own.secret, out);
  }
  return out;
}

void read_github(JsonReader& reader, GithubOptions& github) {
  github.token = read_place(reader, "token", github.token);
  github.author = reader.string("author", github.author);
  github.label = reader.string("label", github.label);
  for (const auto& [key, value] : {std::pair("author", github.author), {"label", github.label}}) {
    if (trim(value).empty() || value.find(',') != std::string::npos) {
      reader.problem(key, "must be a name, without a comma");
    }
  }
}

/// It stands in titles and in the marker of comments and issues, which is a comment of HTML.
std::string read_pipeline(JsonReader& reader) {
  const std::string name = reader.string("pipeline", "");
  const bool fit = name.size() <= kLongestPipeline && trim(name) == name &&
                   name.find("--") == std::string::npos &&
                   std::all_of(name.begin(), name.end(), [](char c) {
                     return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ' ';
                   });
  if (!fit) {
    reader.problem("pipeline", "must be a name of at most " + std::to_string(kLongestPipeline) +
                                   " letters, digits, spaces, '.', '_' and single '-'");
  }
  return fit ? name : "";
}

}  // namespace

NotifyOptions::NotifyOptions() {
  for (const auto& row : destination_table()) {
    destinations.push_back(
        {row.name, true, row.events, {row.url_variable, {}}, {row.secret_variable, {}}});
  }
}

NotifyOptions parse_notify_options(JsonReader& reader) {
  NotifyOptions out;
  out.pipeline = read_pipeline(reader);
  out.budget = reader.duration("budget", out.budget);
  if (out.budget.unit == Duration::Unit::kBars || out.budget.count == 0 ||
      length_of(out.budget) > std::chrono::seconds(kMostSeconds)) {
    reader.problem("budget", "must be a length of time of at most 60s, such as \"30s\"");
    out.budget = NotifyOptions().budget;
  }
  out.log_lines = static_cast<std::size_t>(
      reader.integer("log_lines", static_cast<std::int64_t>(out.log_lines), 0, kMostLogLines));
  reader.object("github", [&](JsonReader& inner) { read_github(inner, out.github); });
  for (auto& own : out.destinations) {
    reader.object(own.name, [&](JsonReader& inner) { read_destination(inner, own); });
  }
  return out;
}

ordered_json write_notify_options(const NotifyOptions& options) {
  ordered_json github = ordered_json::object();
  write_place("token", options.github.token, github);
  github["author"] = options.github.author;
  github["label"] = options.github.label;
  ordered_json out{{"pipeline", options.pipeline},
                   {"budget", to_string(options.budget)},
                   {"log_lines", options.log_lines},
                   {"github", std::move(github)}};
  for (const auto& own : options.destinations) {
    out[own.name] = write_destination(own);
  }
  return out;
}

}  // namespace mlpipe::notify
