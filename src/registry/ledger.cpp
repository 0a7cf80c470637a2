// SPDX-License-Identifier: MIT
#include "mlpipe/registry/ledger.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostLedger = 1U << 30U;

std::string to_line(const ForecastRun& run, const Forecast& forecast) {
  ordered_json line{{"format_version", 1},
                    {"model", run.model},
                    {"model_sha256", run.model_sha256},
                    {"data_sha256", run.data_sha256},
                    {"made_at", to_iso8601(run.made_at)}};
  if (!forecast.symbol.empty()) {
    line["symbol"] = forecast.symbol;
  }
  line["time"] = to_iso8601(forecast.time);
  if (forecast.label_end) {
    line["label_end"] = to_iso8601(*forecast.label_end);
  }
  auto values = ordered_json::array();
  for (const float value : forecast.values) {
    values.push_back(as_written(value));
  }
  line["values"] = std::move(values);
  return to_json_line(line) + "\n";
}

std::string read_text(JsonReader& reader, const char* key) {
  std::string text = reader.string(key, "");
  if (text.empty()) {
    reader.problem(key, "expected a text");
  }
  return text;
}

LedgerEntry read_entry(const nlohmann::json& line, const std::string& where) {
  LedgerEntry entry;
  read_stored(line, where, [&](JsonReader& reader) {
    (void)reader.integer("format_version", 0, 1, 1);
    if (!reader.has("format_version")) {
      reader.problem("format_version", "is missing");
    }
    entry.run.model = read_text(reader, "model");
    entry.run.model_sha256 = read_text(reader, "model_sha256");
    entry.run.data_sha256 = read_text(reader, "data_sha256");
    entry.run.made_at = read_time(reader, "made_at").value_or(Timestamp{});
    entry.forecast.symbol = reader.string("symbol", "");
    entry.forecast.time = read_time(reader, "time").value_or(Timestamp{});
    if (reader.has("label_end")) {
      entry.forecast.label_end = read_time(reader, "label_end");
    }
    for (const double value : reader.numbers("values", {})) {
      entry.forecast.values.push_back(static_cast<float>(value));
    }
    if (entry.forecast.values.empty()) {
      reader.problem("values", "expected at least one number");
    }
  });
  return entry;
}

std::optional<nlohmann::json> json_of(std::string_view line, const std::string& where,
                                      std::string& problem) {
  try {
    return parse_json(line, where);
  } catch (const ConfigError& error) {
    problem = error.what();
    return std::nullopt;
  }
}

/// Behind what may be a torn end a line stays empty: that is how a reader knows the tear.
std::string gap(const FileSystem& files, const FileSystem::Path& file) {
  if (!files.exists(file)) {
    return "";
  }
  const std::string text = files.read(file, kMostLedger);
  return text.empty() || text.back() == '\n' ? "" : "\n\n";
}

}  // namespace

double as_written(float value) {
  if (!std::isfinite(value)) {
    return value;
  }
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double out = 0.0;
  (void)std::from_chars(text.data(), end, out);
  return out;
}

FileSystem::Path ledger_file(const std::string& model) {
  if (!is_plain_name(model)) {
    throw IntegrityError(quote(model) + " is no name of a model");
  }
  return FileSystem::Path("ledger") / (model + ".jsonl");
}

FileSystem::Path append_forecasts(FileSystem& files, const ForecastRun& run,
                                  std::span<const Forecast> forecasts) {
  const FileSystem::Path file = ledger_file(run.model);
  // Somebody may be writing the line that looks torn; then the gap is two empty lines, no harm.
  std::string text = gap(files, file);
  for (const auto& forecast : forecasts) {
    text += to_line(run, forecast);
  }
  files.append(file, text);
  return file;
}

std::vector<LedgerEntry> read_ledger(const FileSystem& files, const std::string& model,
                                     EventSink& events) {
  const FileSystem::Path file = ledger_file(model);
  std::vector<LedgerEntry> entries;
  if (!files.exists(file)) {
    return entries;
  }
  const std::string text = files.read(file, kMostLedger);
  std::string_view rest = text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::string where = files.shown(file) + ":" + std::to_string(number);
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const bool may_be_torn =
        line.data() + end == text.data() + text.size() || (!rest.empty() && rest.front() == '\n');
    if (line.empty()) {
      continue;
    }
    std::string problem;
    const auto json = json_of(line, where, problem);
    if (!json && may_be_torn) {
      events.on(Warning{"ledger.torn", where + ": a write that did not end; it is left out"});
    } else if (!json) {
      throw IntegrityError(problem);
    } else {
      entries.push_back(read_entry(*json, where));
    }
  }
  return entries;
}

}  // namespace mlpipe::registry
