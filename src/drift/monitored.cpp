// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/options.hpp"

namespace mlpipe::drift {
namespace {

/// Bytes of the UTF-8 character that `text` begins with.
std::size_t first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return length;
}

/// The feature of that name, or else all that the pattern fits; a problem if there is none.
std::vector<std::size_t> places_of(const std::string& pattern, const std::string& pointer,
                                   std::span<const std::string> known,
                                   std::vector<std::string>& problems) {
  std::vector<std::size_t> out;
  const auto exact = std::find(known.begin(), known.end(), pattern);
  if (exact != known.end()) {
    out.push_back(static_cast<std::size_t>(exact - known.begin()));
  } else if (pattern.find_first_of("*?") == std::string::npos) {
    problems.push_back(pointer + ": the model has no feature " + quote(pattern) +
                       did_you_mean(pattern, known));
  } else {
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (matches(pattern, known[i])) {
        out.push_back(i);
      }
    }
    if (out.empty()) {
      problems.push_back(pointer + ": no feature of the model fits the pattern " + quote(pattern));
    }
  }
  return out;
}

std::vector<std::string> names_of(const ReferenceProfile& reference) {
  std::vector<std::string> out;
  for (const auto& feature : reference.features) {
    out.push_back(feature.name);
  }
  return out;
}

void throw_if_any(const std::vector<std::string>& problems) {
  if (!problems.empty()) {
    throw ConfigError(join(problems, "\n"));
  }
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in_text = 0;
  std::size_t star = std::string_view::npos;  // the last one, from behind which to try again
  std::size_t star_text = 0;
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_text = in_text;
    } else if (at < pattern.size() && pattern[at] == '?') {
      ++at;
      in_text += first_character(text.substr(in_text));
    } else if (at < pattern.size() && pattern[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      ++star_text;
      in_text = star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

std::vector<std::size_t> monitored(const ReferenceProfile& reference, const DriftOptions& options) {
  const auto known = names_of(reference);
  std::vector<std::size_t> out;
  if (options.features.empty()) {
    out.resize(known.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
  }
  std::vector<std::string> problems;
  for (const auto& pattern : options.features) {
    const auto places = places_of(pattern, "/features", known, problems);
    out.insert(out.end(), places.begin(), places.end());
  }
  throw_if_any(problems);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (options.top_by_gain && *options.top_by_gain < out.size()) {
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
      return reference.features[a].gain > reference.features[b].gain;
    });
    out.resize(*options.top_by_gain);
    std::sort(out.begin(), out.end());
  }
  return out;
}

DecideOptions decide_options(const ReferenceProfile& reference, const DriftOptions& options) {
  const auto known = names_of(reference);
  std::vector<std::string> patterns;
  for (const auto& [pattern, unused] : options.decide.overrides) {
    patterns.push_back(pattern);
  }
  std::stable_sort(patterns.begin(), patterns.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  DecideOptions out = options.decide;
  out.overrides.clear();
  std::vector<std::string> problems;
  for (const auto& pattern : patterns) {
    for (const auto place : places_of(pattern, "/overrides", known, problems)) {
      out.overrides[known[place]] = options.decide.overrides.at(pattern);
    }
  }
  for (const auto& [name, limits] : options.decide.overrides) {
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      out.overrides[name] = limits;
    }
  }
  throw_if_any(problems);
  return out;
}

}  // namespace mlpipe::drift
