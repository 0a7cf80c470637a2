// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/options.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"

namespace mlpipe::tracking {
namespace {

constexpr std::size_t kLongestName = 256;  // MLflow's columns

std::string name_of(JsonReader& reader, const std::string& key, const std::string& fallback,
                    std::string_view forbidden) {
  const std::string name = reader.string(key, fallback);
  if (trim(name).empty() || name.size() > kLongestName ||
      name.find_first_of(forbidden) != std::string::npos) {
    reader.problem(
        key, "must be a name of 1 to 256 bytes" +
                 (forbidden.empty() ? std::string() : " without any of " + std::string(forbidden)));
  }
  return name;
}

}  // namespace

TrackingOptions parse_tracking_options(JsonReader& reader) {
  constexpr std::int64_t kMostTrials = 10'000;
  TrackingOptions out;
  if (reader.has("uri") && !reader.raw("uri").is_null()) {
    out.uri = reader.string("uri", "");
  }
  out.experiment = name_of(reader, "experiment", out.experiment, "");
  out.registered_model = name_of(reader, "registered_model", out.registered_model, "/:");
  out.trials = static_cast<std::size_t>(
      reader.integer("trials", static_cast<std::int64_t>(out.trials), 0, kMostTrials));
  out.budget = reader.duration("budget", out.budget);
  if (out.budget.unit == Duration::Unit::kBars || out.budget.count == 0) {
    reader.problem("budget", "must be a length of time, such as \"30s\"");
  }
  out.outbox = reader.string("outbox", out.outbox);
  if (out.outbox.empty()) {
    reader.problem("outbox", "must name a folder");
  }
  return out;
}

nlohmann::ordered_json write_tracking_options(const TrackingOptions& options) {
  return {{"uri", options.uri ? nlohmann::ordered_json(*options.uri) : nlohmann::ordered_json()},
          {"experiment", options.experiment},
          {"registered_model", options.registered_model},
          {"trials", options.trials},
          {"budget", to_string(options.budget)},
          {"outbox", options.outbox}};
}

}  // namespace mlpipe::tracking
