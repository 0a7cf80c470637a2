// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

namespace mlpipe::commands {

/// By JSON pointer: what a key does. For config_reference().
using Sentences = std::map<std::string, std::string>;

[[nodiscard]] const Sentences& pipeline_sentences();
[[nodiscard]] const Sentences& study_sentences();
[[nodiscard]] const Sentences& drift_sentences();

}  // namespace mlpipe::commands
