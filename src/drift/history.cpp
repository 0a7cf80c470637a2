// SPDX-License-Identifier: MIT
#include "mlpipe/drift/history.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/options.hpp"

#include "drift/history_line.hpp"

namespace mlpipe::drift {
namespace {

using nlohmann::ordered_json;

/// Six digits: more would make the file half as long again, and the report has them all.
double rounded(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6)
          .ptr;
  std::from_chars(text.data(), end, value);
  return value;
}

ordered_json to_json(const FeatureRecord& feature) {
  return {{"name", feature.name},
          {"psi", rounded(feature.psi)},
          {"psi_adjusted", rounded(feature.psi_adjusted)},
          {"p", rounded(feature.p)},
          {"q", rounded(feature.q)},
          {"missing", rounded(feature.missing)},
          {"verdict", to_string(feature.verdict)}};
}

ordered_json to_json(const std::optional<Timestamp>& time) {
  return time ? ordered_json(to_iso8601(*time)) : ordered_json(nullptr);
}

/// Lines that were not understood, of one kind.
struct Unread {
  std::size_t lines = 0;
  std::size_t first = 0;
  void add(std::size_t line) {
    first = lines == 0 ? line : first;
    ++lines;
  }
  [[nodiscard]] std::string text(const std::string& source, const std::string& what) const {
    return source + ": " +
           (lines == 1 ? "line " + std::to_string(first) + " is "
                       : std::to_string(lines) + " lines, the first of them line " +
                             std::to_string(first) + ", are ") +
           what;
  }
};

struct Reading {
  History history;
  Unread damaged, other_version;
};

struct Line {
  std::string_view text;   ///< without its end
  std::size_t number = 0;  ///< from 1
};

/// Blank ones left out; a last one that has no end is there.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!trim(text.substr(0, end)).empty()) {
      out.push_back({text.substr(0, end), number});
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// What is torn is no JSON: an object ends with its last byte.
bool is_json(std::string_view line) {
  try {
    (void)parse_json(line, "");
    return true;
  } catch (const ConfigError&) {
    return false;
  }
}

}  // namespace

FeatureRecord record_of(const FeatureCheck& check) {
  return {check.name, check.psi,         check.psi_adjusted, check.p,
          check.q,    check.missing_now, check.verdict};
}

std::string to_line(const CheckRecord& record) {
  ordered_json features = ordered_json::array();
  for (const auto& feature : record.features) {
    features.push_back(to_json(feature));
  }
  return to_json_line({{"version", kHistoryVersion},
                       {"time", to_iso8601(record.time)},
                       {"model", record.model},
                       {"window", record.window},
                       {"rows", record.rows},
                       {"first", to_json(record.first)},
                       {"last", to_json(record.last)},
                       {"rule", to_string(record.rule)},
                       {"verdict", to_string(record.verdict)},
                       {"features", std::move(features)},
                       {"prediction",
                        record.prediction ? to_json(*record.prediction) : ordered_json(nullptr)},
                       {"failed", record.failed},
                       {"retrain", record.retrain}}) +
         "\n";
}

History parse_history(std::string_view text, const std::string& source, std::size_t last) {
  Reading reading;
  simdjson::dom::parser parser;
  const auto lines = lines_of(text);
  for (std::size_t i = lines.size() - std::min(last, lines.size()); i < lines.size(); ++i) {
    auto read = read_history_line(lines[i].text, parser);
    if (auto* record = std::get_if<CheckRecord>(&read)) {
      reading.history.records.push_back(std::move(*record));
    } else {
      const bool is_damaged = std::get<UnreadLine>(read) == UnreadLine::kDamaged;
      (is_damaged ? reading.damaged : reading.other_version).add(lines[i].number);
    }
  }
  auto& notes = reading.history.notes;
  if (reading.damaged.lines > 0) {
    notes.push_back(reading.damaged.text(source, "damaged or torn and left out"));
  }
  if (reading.other_version.lines > 0) {
    notes.push_back(
        reading.other_version.text(source, "of another version of mlpipe and left out"));
  }
  return std::move(reading.history);
}

HistoryUpdate update_history(std::string_view text, std::span<const CheckRecord> records,
                             std::size_t most) {
  assert(most >= 1);
  HistoryUpdate out;
  for (const auto& record : records) {
    out.bytes += to_line(record);
  }
  const auto lines = lines_of(text);
  const bool torn = !text.empty() && text.back() != '\n';
  // Room for a tenth more: a full history is not written anew by every check.
  if (!torn && lines.size() + records.size() <= most + most / 10) {
    return out;
  }
  std::string whole;
  const std::size_t sound =
      lines.size() - (torn && !lines.empty() && !is_json(lines.back().text) ? 1 : 0);
  const std::size_t kept = std::min(sound, most - std::min(most, records.size()));
  for (std::size_t i = sound - kept; i < sound; ++i) {
    whole.append(lines[i].text).push_back('\n');
  }
  return {true, whole += out.bytes};
}

}  // namespace mlpipe::drift
