// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/data/market_reader.hpp"

namespace mlpipe::data {
namespace {

using Strings = std::vector<std::string>;
using OptionalName = std::optional<std::string>;

constexpr std::int64_t kMostColumns = 65'536;
constexpr std::int64_t kMostLineBytes = 1LL << 30U;

struct NamedColumn {
  const char* key;
  OptionalName DataOptions::*member;
};
/// Columns that are found by name where the config does not say.
constexpr std::array kColumns = {NamedColumn{"time", &DataOptions::time},
                                 NamedColumn{"time_of_day", &DataOptions::time_of_day},
                                 NamedColumn{"symbol", &DataOptions::symbol},
                                 NamedColumn{"open", &DataOptions::open},
                                 NamedColumn{"high", &DataOptions::high},
                                 NamedColumn{"low", &DataOptions::low},
                                 NamedColumn{"close", &DataOptions::close},
                                 NamedColumn{"volume", &DataOptions::volume},
                                 NamedColumn{"target", &DataOptions::target}};

/// A string that may be absent, or null (as written for "detect it"), but not empty.
OptionalName optional_string(JsonReader& reader, const std::string& key) {
  if (reader.raw(key).is_null()) {
    return std::nullopt;
  }
  const std::string value = reader.string(key, "-");
  if (trim(value).empty()) {
    reader.problem(key, "is empty; leave the key out to have it detected");
    return std::nullopt;
  }
  return value;
}

OptionalName optional_choice(JsonReader& reader, const std::string& key, const Strings& choices) {
  return reader.raw(key).is_null() ? std::nullopt
                                   : OptionalName(reader.choice(key, choices.front(), choices));
}

void parse_dialect(JsonReader& reader, DataOptions& options) {
  options.separator = optional_choice(reader, "separator", {",", ";", "tab", "|"});
  options.decimal = optional_choice(reader, "decimal", {".", ","});
  if (options.separator == "," && options.decimal == ",") {
    reader.problem("decimal", "is the same sign as data.separator; one of them must differ");
  }
  options.header = reader.boolean("header", options.header);
  options.skip_lines = static_cast<std::size_t>(reader.integer("skip_lines", 0, 0, 1'000'000'000));
  options.comment = reader.string("comment", options.comment);
  options.missing = reader.strings("missing", options.missing);
  options.max_columns = static_cast<std::size_t>(reader.integer(
      "max_columns", static_cast<std::int64_t>(options.max_columns), 1, kMostColumns));
  options.max_line_bytes = static_cast<std::size_t>(reader.integer(
      "max_line_bytes", static_cast<std::int64_t>(options.max_line_bytes), 256, kMostLineBytes));
}

void parse_times(JsonReader& reader, DataOptions& options) {
  options.time_format = optional_string(reader, "time_format");
  options.time_zone = reader.string("time_zone", options.time_zone);
  if (options.time_zone.empty()) {
    reader.problem("time_zone", "is empty; an IANA name such as \"UTC\" or \"Europe/Berlin\"");
  }
  options.stamp = reader.choice("stamp", options.stamp, Strings{"close", "open"});
  if (!reader.raw("bar").is_null()) {
    const Duration bar = reader.duration("bar", {1, Duration::Unit::kDays});
    if (bar.unit == Duration::Unit::kBars || bar.count < 1) {
      reader.problem("bar", "must be a length of time such as \"1min\", \"1h\" or \"1d\"");
    } else {
      options.bar = bar;
    }
  }
}

void refuse_repeats(JsonReader& reader, const std::string& key, const Strings& names) {
  std::set<std::string> seen;
  for (const auto& name : names) {
    if (trim(name).empty()) {
      reader.problem(key, "has an empty name");
    } else if (!seen.insert(name).second) {
      reader.problem(key, "names " + quote(name) + " twice");
    }
  }
}

void parse_columns(JsonReader& reader, DataOptions& options) {
  for (const auto& column : kColumns) {
    options.*column.member = optional_string(reader, column.key);
  }
  if (!reader.raw("features").is_null()) {
    options.features = reader.strings("features", {});
    refuse_repeats(reader, "features", *options.features);
  }
  options.categorical = reader.strings("categorical", {});
  refuse_repeats(reader, "categorical", options.categorical);
  if (options.features) {
    for (const auto& name : options.categorical) {
      const auto& features = *options.features;
      if (std::find(features.begin(), features.end(), name) == features.end()) {
        reader.problem("categorical", quote(name) + " is not among data.features; add it there" +
                                          did_you_mean(name, features));
      }
    }
  }
}

void parse_transfer(JsonReader& reader, SourceOptions& transfer) {
  constexpr std::int64_t kHour = 3'600'000;
  reader.object("transfer", [&](JsonReader& part) {
    const auto milliseconds = [&part](const char* key, std::chrono::milliseconds fallback) {
      return std::chrono::milliseconds(part.integer(key, fallback.count(), 1, kHour));
    };
    transfer.connect_timeout = milliseconds("connect_timeout_ms", transfer.connect_timeout);
    transfer.stall_timeout = milliseconds("stall_timeout_ms", transfer.stall_timeout);
    transfer.retries = static_cast<int>(part.integer("retries", transfer.retries, 0, 100));
    transfer.max_bytes = static_cast<std::uint64_t>(
        part.integer("max_bytes", static_cast<std::int64_t>(transfer.max_bytes), 1, 1LL << 50U));
  });
}

nlohmann::json or_null(const OptionalName& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

}  // namespace

DataOptions parse_data_options(JsonReader& reader) {
  DataOptions options;
  options.source = reader.string("source", "");
  parse_dialect(reader, options);
  parse_times(reader, options);
  parse_columns(reader, options);
  options.on_bad_rows = reader.choice("on_bad_rows", options.on_bad_rows, Strings{"error", "skip"});
  options.duplicates =
      reader.choice("duplicates", options.duplicates, Strings{"error", "first", "last"});
  options.allow_nonpositive_prices =
      reader.boolean("allow_nonpositive_prices", options.allow_nonpositive_prices);
  parse_transfer(reader, options.transfer);
  return options;
}

nlohmann::json write_data_options(const DataOptions& options) {
  nlohmann::json out{
      {"source", options.source},
      {"separator", or_null(options.separator)},
      {"decimal", or_null(options.decimal)},
      {"header", options.header},
      {"skip_lines", options.skip_lines},
      {"comment", options.comment},
      {"missing", options.missing},
      {"max_columns", options.max_columns},
      {"max_line_bytes", options.max_line_bytes},
      {"time_format", or_null(options.time_format)},
      {"time_zone", options.time_zone},
      {"stamp", options.stamp},
      {"bar", options.bar ? nlohmann::json(to_string(*options.bar)) : nlohmann::json(nullptr)},
      {"features", options.features ? nlohmann::json(*options.features) : nlohmann::json(nullptr)},
      {"categorical", options.categorical},
      {"on_bad_rows", options.on_bad_rows},
      {"duplicates", options.duplicates},
      {"allow_nonpositive_prices", options.allow_nonpositive_prices},
      {"transfer",
       {{"connect_timeout_ms", options.transfer.connect_timeout.count()},
        {"stall_timeout_ms", options.transfer.stall_timeout.count()},
        {"retries", options.transfer.retries},
        {"max_bytes", options.transfer.max_bytes}}}};
  for (const auto& column : kColumns) {
    out[column.key] = or_null(options.*column.member);
  }
  return out;
}

}  // namespace mlpipe::data
