// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace mlpipe {

/// What a reader of settings asks of one key.
struct KeyQuestion {
  std::string pointer;  ///< RFC 6901; NAME stands for a key that the user makes up
  std::string type;     ///< "whole number", "length", "list of strings", "object"; empty: any
  std::string allowed;  ///< "from 1 to 100", "\"csv\", \"jsonl\""; empty: nothing is said
};

/// Every question that code puts to JsonReader, in its order. Meanwhile, on this thread, every key
/// seems to be there, whatever document is read, and nothing is a problem; a choice is answered
/// with each of its words in turn, for which `read` is called as often as the longest has words.
/// @param read  reads one document; what it makes of the answers has no meaning
[[nodiscard]] std::vector<KeyQuestion> survey_keys(const std::function<void()>& read);

}  // namespace mlpipe
