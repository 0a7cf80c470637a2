// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/json_survey.hpp"

namespace mlpipe {

/// What survey_keys() has found out so far.
struct JsonSurvey {
  std::vector<KeyQuestion> questions;
  std::size_t run = 0;   ///< which word a choice is answered with
  std::size_t runs = 1;  ///< so many are needed

  /// Notes a question, unless it was noted before with its type.
  void ask(const std::string& pointer, const std::string& type, const std::string& allowed);
  /// Notes the question; the word that this run answers it with.
  [[nodiscard]] std::string choose(const std::string& pointer,
                                   std::span<const std::string> choices);
};

/// The survey under way on this thread; null: none, documents are read as they are.
[[nodiscard]] JsonSurvey* json_survey();

}  // namespace mlpipe
