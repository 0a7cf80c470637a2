// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// Values of a trial's parameters by name, as users know them; in a trial that is to be made the
/// sampler fills in what is missing.
using Point = std::map<std::string, Value, std::less<>>;

/// What mlpipe writes on trials begins so.
inline constexpr const char* kOwnPrefix = "mlpipe:";
/// Names the user attribute of a trial that has the number of an earlier one with the same
/// parameters, whose end it was given.
inline constexpr const char* kTwinOf = "mlpipe:twin_of";
/// Names the user attribute of a trial that failed: why.
inline constexpr const char* kErrorAttribute = "mlpipe:error";
/// Names the system attribute with the list of a trial's constraints.
inline constexpr const char* kConstraintsAttribute = "constraints";

/// The values of a trial's parameters.
[[nodiscard]] Point point_of(const Trial& trial);

/// Values that whoever queued a trial wants, and those of parameters it has already.
[[nodiscard]] Point fixed_of(const Trial& trial);

/// A waiting trial that will have these values.
[[nodiscard]] Trial queued_trial(const Point& fixed);

/// Does a trial have all values of a point, or will it, once it leaves the queue?
[[nodiscard]] bool has_values(const Trial& trial, const Point& point);

/// A user attribute as text, if it is a string; else its JSON; empty if there is none.
[[nodiscard]] std::string user_attribute(const Trial& trial, const std::string& name);

}  // namespace mlpipe::optimize
