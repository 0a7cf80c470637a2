// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mlpipe/optimize/shared_study.hpp"

namespace mlpipe::optimize {

/// What a study's user attributes must say: by key, the value as JSON text.
[[nodiscard]] std::map<std::string, std::string> attributes_of(const StudyTerms& terms);

/// What keeps a study that exists from being gone on with on these terms, a sentence each. What it
/// says nothing about, because another program made it, is no problem.
[[nodiscard]] std::vector<std::string> differences(const StudyTerms& terms, const Study& study);

}  // namespace mlpipe::optimize
