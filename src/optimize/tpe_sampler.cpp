// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/tpe_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "optimize/tpe_steps.hpp"
#include "optimize/walk_space.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::size_t kRandomPoints = 16;

using Internals = std::map<std::string_view, Param>;

ParzenEstimator::Draws draw(const KnownSpace& space, std::int64_t number,
                            const TpeOptions& options) {
  const auto uniforms = [&](const std::string& name) {
    Rng rng = param_stream(options.seed, number, name);
    std::vector<double> out(options.candidates);
    std::generate(out.begin(), out.end(), [&] { return rng.uniform(); });
    return out;
  };
  ParzenEstimator::Draws draws{uniforms("kernels of " + std::string(space.front().name)), {}};
  for (const auto& param : space) {
    draws.value.push_back(uniforms(std::string(param.name)));
  }
  return draws;
}

/// What one suggestion knows of its history.
struct Known {
  const Ask& ask;
  const TpeOptions& options;
  TrialSplit split;
  JointHistory joint;
  Prices prices;

  /// Adds a suggestion for the parameters of the space together.
  void suggest_together(const KnownSpace& space, Internals& out) const {
    if (space.empty()) {
      return;
    }
    const auto choice = choose(space, observations(ask.history, split.below, space, joint),
                               observations(ask.history, split.above, space, joint),
                               draw(space, ask.number, options), options, prices);
    for (std::size_t p = 0; p < space.size(); ++p) {
      out[space[p].name] = {*space[p].distribution, choice.candidates[p][choice.chosen]};
    }
  }
};

Prices prices_by(const LogWork& work, double power) {
  return [&work, power](const KnownSpace& space, const Columns& points) {
    std::vector<double> out(points.front().size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      Params params;
      for (std::size_t p = 0; p < space.size(); ++p) {
        params[std::string(space[p].name)] = {*space[p].distribution, points[p][i]};
      }
      out[i] = power * work(params);
    }
    return out;
  };
}

std::size_t draw_by_log_weight(std::vector<double> weights, double uniform) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const double weight : weights) {
    largest = std::max(largest, weight);
  }
  double sum = 0.0;
  for (double& weight : weights) {
    weight = std::exp(weight - largest);
    sum += weight;
  }
  double left = uniform * sum;
  std::size_t chosen = 0;
  while (chosen + 1 < weights.size() && left >= weights[chosen]) {
    left -= weights[chosen++];
  }
  return chosen;
}

}  // namespace

/// Each parameter's stream goes on from point to point, and the first point is the one that there
/// is without a price.
Params TpeSampler::random(const Ask& ask) const {
  std::map<std::string, Rng, std::less<>> streams;
  const auto next = [&] {
    return walk_space(ask, [&](const SpaceParam& param) {
      Rng fresh = param_stream(options_.seed, ask.number, param.name);
      return random_internal(param.distribution,
                             streams.try_emplace(param.name, fresh).first->second);
    });
  };
  if (!priced()) {
    return next();
  }
  std::vector<Params> points;
  std::vector<double> weights;
  for (std::size_t i = 0; i < kRandomPoints; ++i) {
    points.push_back(next());
    weights.push_back(-options_.price * work_(points.back()));
  }
  Rng rng = param_stream(options_.seed, ask.number, "which random point");
  return std::move(points[draw_by_log_weight(weights, rng.uniform())]);
}

std::optional<Params> TpeSampler::suggest(const Ask& ask) const {
  const auto& trials = ask.history.trials;
  const auto scored = std::count_if(trials.begin(), trials.end(), [&](const Trial& trial) {
    return is_scored(ask.history, trial);
  });
  if (static_cast<std::size_t>(scored) < options_.startup_trials) {
    return random(ask);
  }
  const Known known{ask, options_, split_trials(ask.history, ask.number, options_),
                    joint_history(ask.history),
                    priced() ? prices_by(work_, options_.price) : Prices{}};
  Internals together;
  if (options_.group) {
    for (const auto& space : grouped_spaces(ask.history)) {
      known.suggest_together(space, together);
    }
  } else if (options_.multivariate) {
    known.suggest_together(known.joint.space, together);
  }
  return walk_space(ask, [&](const SpaceParam& param) {
    const auto it = together.find(param.name);
    if (it != together.end() && compatible(it->second.distribution, param.distribution) &&
        contains(param.distribution, it->second.internal)) {
      return it->second.internal;
    }
    Internals alone;
    known.suggest_together({{param.name, &param.distribution}}, alone);
    return alone.at(param.name).internal;
  });
}

}  // namespace mlpipe::optimize
