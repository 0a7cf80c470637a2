// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "mlpipe/optimize/search_space.hpp"
#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// What is asked for a new trial.
struct Ask {
  const SearchSpace& space;
  History history;
  std::int64_t number = 0;  ///< of the new trial, which may stand in the history as running
  /// Values given beforehand (an enqueued trial): they win over the sampler, also out of range.
  /// Those that no choice equals are not used.
  std::map<std::string, Value, std::less<>> fixed = {};
};

/// The logarithm of the work that a trial of these parameters is expected to be, in any unit; of
/// some of a trial's parameters, what can be said by then. Equal parameters get equal answers.
using LogWork = std::function<double(const Params&)>;

/// Proposes the parameters of a trial.
class Sampler {
 public:
  virtual ~Sampler() = default;
  Sampler() = default;
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;
  /// A value for each parameter whose condition holds. Nothing but the sampler's options (its seed
  /// among them) and what is asked decides: equal asks get equal answers, on any thread.
  /// @return empty if the sampler has no point left to try; never for a trial of the history
  [[nodiscard]] virtual std::optional<Params> suggest(const Ask& ask) const = 0;
};

}  // namespace mlpipe::optimize
