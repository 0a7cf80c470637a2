// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/tpe_sampler.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "optimize/tpe_steps.hpp"
#include "optimize/walk_space.hpp"

namespace mlpipe::optimize {
namespace {

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

  /// Adds a suggestion for the parameters of the space together.
  void suggest_together(const KnownSpace& space, Internals& out) const {
    if (space.empty()) {
      return;
    }
    const auto choice = choose(space, observations(ask.history, split.below, space, joint),
                               observations(ask.history, split.above, space, joint),
                               draw(space, ask.number, options), options);
    for (std::size_t p = 0; p < space.size(); ++p) {
      out[space[p].name] = {*space[p].distribution, choice.candidates[p][choice.chosen]};
    }
  }
};

}  // namespace

std::optional<Params> TpeSampler::suggest(const Ask& ask) const {
  const auto& trials = ask.history.trials;
  const auto scored = std::count_if(trials.begin(), trials.end(), [&](const Trial& trial) {
    return is_scored(ask.history, trial);
  });
  if (static_cast<std::size_t>(scored) < options_.startup_trials) {
    return walk_space(ask, [&](const SpaceParam& param) {
      Rng rng = param_stream(options_.seed, ask.number, param.name);
      return random_internal(param.distribution, rng);
    });
  }
  const Known known{ask, options_, split_trials(ask.history, ask.number, options_),
                    joint_history(ask.history)};
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
