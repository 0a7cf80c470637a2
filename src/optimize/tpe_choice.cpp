// SPDX-License-Identifier: MIT
#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/value_json.hpp"

#include "optimize/tpe_steps.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::json;

/// What a joint sampler in another process has announced for a running trial: values by name in
/// the pieces of a JSON text. An object; empty where there is none, or half of one.
json announced(const Trial& trial) {
  std::string text;
  for (int i = 0;; ++i) {
    const auto it = trial.system_attributes.find("tpe:relative_params:" + std::to_string(i));
    const auto piece =
        it == trial.system_attributes.end() ? std::nullopt : parse_python_json(it->second);
    if (!piece || !piece->is_string() || piece->get_ref<const std::string&>().empty()) {
      break;
    }
    text += piece->get_ref<const std::string&>();
  }
  auto values = parse_python_json(text);
  return values && values->is_object() ? std::move(*values) : json::object();
}

/// A running trial's values of the space, its own or announced; false if it lacks one.
bool read_running(const Trial& trial, const KnownSpace& space, std::vector<double>& row) {
  const json values = announced(trial);
  for (std::size_t p = 0; p < space.size(); ++p) {
    if (const auto own = trial.params.find(space[p].name); own != trial.params.end()) {
      row[p] = own->second.internal;
      continue;
    }
    const auto it = values.find(std::string(space[p].name));
    const auto value = it == values.end() ? std::nullopt : to_value(*it);
    const auto internal = value ? to_internal(*space[p].distribution, *value) : std::nullopt;
    if (!internal) {
      return false;
    }
    row[p] = *internal;
  }
  return true;
}

/// A trial's values of the space; false if it lacks one.
bool read_row(const Trial& trial, const KnownSpace& space, std::vector<double>& row) {
  const auto end = trial.params.end();
  auto param = trial.params.begin();
  for (std::size_t p = 0; p < space.size(); ++p, ++param) {
    param = find_from(param, end, space[p].name);
    if (param == end || param->first != space[p].name) {
      return trial.state == TrialState::kRunning && read_running(trial, space, row);
    }
    row[p] = param->second.internal;
  }
  return true;
}

/// Where the joint history has each parameter of the space; empty if it lacks one.
std::vector<const std::vector<double>*> known_columns(const KnownSpace& space,
                                                      const JointHistory& known) {
  std::vector<const std::vector<double>*> out;
  for (const auto& param : space) {
    const auto it =
        std::find_if(known.space.begin(), known.space.end(), [&](const KnownParam& other) {
          return other.name == param.name && *other.distribution == *param.distribution;
        });
    if (it == known.space.end()) {
      return {};
    }
    out.push_back(&known.values[static_cast<std::size_t>(it - known.space.begin())]);
  }
  return out;
}

ParzenEstimator estimator(const KnownSpace& space, const Columns& columns,
                          const TpeOptions& options) {
  std::vector<const Distribution*> distributions;
  for (const auto& param : space) {
    distributions.push_back(param.distribution);
  }
  return {distributions, columns, options.weights(columns.front().size()), options.parzen};
}

}  // namespace

Columns observations(const History& history, std::span<const std::size_t> trials,
                     const KnownSpace& space, const JointHistory& known) {
  const auto sources = known_columns(space, known);
  Columns columns(space.size());
  for (auto& column : columns) {
    column.reserve(trials.size());
  }
  std::vector<double> row(space.size());
  for (const std::size_t index : trials) {
    const Trial& trial = history.trials[index];
    const bool quick = !sources.empty() && is_scored(history, trial);
    for (std::size_t p = 0; quick && p < row.size(); ++p) {
      row[p] = (*sources[p])[index];
    }
    if (quick || read_row(trial, space, row)) {
      for (std::size_t p = 0; p < row.size(); ++p) {
        columns[p].push_back(row[p]);
      }
    }
  }
  return columns;
}

TpeChoice choose(const KnownSpace& space, const Columns& below, const Columns& above,
                 const ParzenEstimator::Draws& draws, const TpeOptions& options,
                 const Prices& prices) {
  TpeChoice out{estimator(space, below, options), estimator(space, above, options), {}, {}, {}};
  out.candidates = out.below.sample(draws);
  out.log_below = out.below.log_density(out.candidates);
  out.log_above = out.above.log_density(out.candidates);
  const auto price =
      prices ? prices(space, out.candidates) : std::vector<double>(out.log_below.size(), 0.0);
  const auto gain = [&](std::size_t i) { return out.log_below[i] - out.log_above[i] - price[i]; };
  for (std::size_t i = 1; i < out.log_below.size(); ++i) {
    out.chosen = gain(i) > gain(out.chosen) ? i : out.chosen;
  }
  return out;
}

}  // namespace mlpipe::optimize
