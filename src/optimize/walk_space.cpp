// SPDX-License-Identifier: MIT
#include "optimize/walk_space.hpp"

#include <algorithm>
#include <cmath>

namespace mlpipe::optimize {
namespace {

double first_value(const Distribution& distribution) {
  if (const auto* real = std::get_if<FloatDistribution>(&distribution)) {
    return real->low;
  }
  const auto* whole = std::get_if<IntDistribution>(&distribution);
  return whole != nullptr ? static_cast<double>(whole->low) : 0.0;
}

double random_on_grid(double low, double high, double step, Rng& rng) {
  const double steps = std::nearbyint((high - low) / step);
  return std::min(high, low + std::floor(rng.uniform() * (steps + 1.0)) * step);
}

double random_float(const FloatDistribution& d, Rng& rng) {
  if (d.step) {
    return random_on_grid(d.low, d.high, *d.step, rng);
  }
  const double u = rng.uniform();
  const double x = d.log ? std::exp(std::log(d.low) + u * (std::log(d.high) - std::log(d.low)))
                         : d.low + u * (d.high - d.low);
  return std::clamp(x, d.low, d.high);
}

double random_int(const IntDistribution& d, Rng& rng) {
  const auto low = static_cast<double>(d.low);
  const auto high = static_cast<double>(d.high);
  if (!d.log) {
    return random_on_grid(low, high, static_cast<double>(d.step), rng);
  }
  const double first = std::log(low - 0.5);
  const double x = std::exp(first + rng.uniform() * (std::log(high + 0.5) - first));
  return std::clamp(std::nearbyint(x), low, high);
}

}  // namespace

bool is_active(const SpaceParam& param, const Params& suggested) {
  if (!param.when) {
    return true;
  }
  const auto it = suggested.find(param.when->param);
  if (it == suggested.end()) {
    return false;
  }
  const Value value = to_external(it->second.distribution, it->second.internal);
  const auto& wanted = param.when->values;
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const Value& one) { return same_value(one, value); });
}

Params walk_space(const Ask& ask, const std::function<double(const SpaceParam&)>& pick) {
  Params out;
  for (const auto& param : ask.space) {
    if (!is_active(param, out)) {
      continue;
    }
    std::optional<double> internal;
    if (const auto it = ask.fixed.find(param.name); it != ask.fixed.end()) {
      internal = to_internal(param.distribution, it->second);
    }
    if (!internal) {
      internal = is_single(param.distribution) ? first_value(param.distribution) : pick(param);
    }
    out[param.name] = {param.distribution, *internal};
  }
  return out;
}

Rng param_stream(std::uint64_t seed, std::int64_t number, std::string_view param) {
  // FNV-1a: the standard's hash differs between libraries.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : param) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  const auto of_trial = Rng::stream(seed, static_cast<std::uint64_t>(number)).next();
  return Rng::stream(of_trial, hash);
}

double random_internal(const Distribution& distribution, Rng& rng) {
  if (const auto* real = std::get_if<FloatDistribution>(&distribution)) {
    return random_float(*real, rng);
  }
  if (const auto* whole = std::get_if<IntDistribution>(&distribution)) {
    return random_int(*whole, rng);
  }
  const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
  return static_cast<double>(rng.below(choices.size()));
}

}  // namespace mlpipe::optimize
