// SPDX-License-Identifier: MIT
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/labels/label.hpp"

namespace mlpipe::labels {
namespace {

const std::array<std::string, 4> kKinds = {"direction", "direction3", "return", "column"};
const std::array<std::string, 2> kFrom = {"close", "next_open"};
const std::array<std::string, 3> kTasks = {"auto", "classification", "regression"};
constexpr std::int64_t kMostBars = 1'000'000;

}  // namespace

LabelOptions parse_label_options(JsonReader& reader) {
  LabelOptions options;
  options.kind = reader.choice("kind", options.kind, kKinds);
  const bool given = options.kind == "column";
  options.horizon = static_cast<std::size_t>(reader.integer(
      "horizon", static_cast<std::int64_t>(options.horizon), given ? 0 : 1, kMostBars));
  options.dead_band = reader.number("dead_band", options.dead_band, 0.0, 1.0);
  options.log_return = reader.boolean("log_return", options.log_return);
  options.from = reader.choice("from", options.from, kFrom);
  options.task = reader.choice("task", options.task, kTasks);
  const bool direction = options.kind == "direction" || options.kind == "direction3";
  if (options.dead_band > 0.0 && !direction) {
    reader.problem("dead_band", "has no meaning for kind \"" + options.kind +
                                    "\"; leave it out, or use \"direction\" or \"direction3\"");
  }
  if (options.log_return && options.kind != "return") {
    reader.problem("log_return", "has a meaning for kind \"return\" only; leave it out");
  }
  if (options.from != "close" && given) {
    reader.problem("from",
                   "has no meaning for kind \"column\", whose values are given; leave it "
                   "out, and let horizon say when a value is known");
  }
  if (options.task != "auto" && !given) {
    reader.problem("task", "follows from the kind; leave it out, or use kind \"column\"");
  }
  return options;
}

nlohmann::json write_label_options(const LabelOptions& options) {
  return {{"kind", options.kind},           {"horizon", options.horizon},
          {"dead_band", options.dead_band}, {"log_return", options.log_return},
          {"from", options.from},           {"task", options.task}};
}

}  // namespace mlpipe::labels
