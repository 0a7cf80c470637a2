// SPDX-License-Identifier: MIT
#include "data/role_inputs.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "data/role_names.hpp"

namespace mlpipe::data {
namespace {

using Content = RoleSample::Content;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& other) { return trim(other) == name; });
}

[[noreturn]] void refuse_text(const RoleSample& sample, std::size_t column) {
  throw DataError(sample.source() + ": " + sample.label(column) +
                  " is wanted as a feature but holds text, e.g. " + sample.first_text(column) +
                  "; declare it in data.categorical or leave it out of data.features");
}

void add_named_inputs(const RoleSample& sample, const DataOptions& options, Roles& roles) {
  roles.inputs_named = true;
  for (const auto& name : *options.features) {
    const std::size_t column = require_column(sample, "features", name);
    const bool categorical = contains(options.categorical, sample.names()[column]);
    const bool twice = std::any_of(roles.inputs.begin(), roles.inputs.end(),
                                   [&](const InputRole& input) { return input.column == column; });
    if (twice) {
      throw ConfigError("/data/features", "names " + quote(name) + " twice");
    }
    if (column == roles.time || column == roles.time_of_day || column == roles.target) {
      throw ConfigError("/data/features", quote(name) + " is the " +
                                              (column == roles.target ? "target" : "time") +
                                              "; it cannot be a feature");
    }
    if (column == roles.symbol && !categorical) {
      throw ConfigError("/data/features",
                        quote(name) + " is the symbol; add it to data.categorical too");
    }
    if (sample.content(column) == Content::kText && !categorical) {
      refuse_text(sample, column);
    }
    roles.inputs.push_back({column, categorical});
  }
}

void add_free_inputs(const RoleSample& sample, const DataOptions& options,
                     const std::vector<bool>& taken, Roles& roles) {
  std::vector<std::string> names;
  for (std::size_t column = 0; column < sample.size(); ++column) {
    const bool categorical = contains(options.categorical, sample.names()[column]);
    if (!taken[column] && (categorical || sample.content(column) == Content::kNumbers)) {
      roles.inputs.push_back({column, categorical});
      names.push_back(sample.names()[column]);
    }
  }
  if (names.empty()) {
    throw DataError(sample.source() +
                    ": there is no price, and no column of numbers to use as a feature; the file "
                    "has " +
                    list_names(sample.names()));
  }
  roles.detected.push_back("there are no prices; features are the " + std::to_string(names.size()) +
                           " columns without another role: " + list_names(names));
}

void refuse_no_close(const RoleSample& sample, bool scoring) {
  std::string hint;
  for (const auto& name : sample.names()) {
    if (is_adjusted_close(plain_name(name))) {
      hint = " (" + quote(name) +
             " is not taken by itself, since adjusted prices use later dividends and do not fit "
             "an unadjusted open, high and low)";
    }
  }
  throw DataError(sample.source() + ": no column is the close" + hint +
                  (scoring ? "; the file has "
                           : ", and no column is named as the target; set \"data.close\" or "
                             "\"data.target\"; the file has ") +
                  list_names(sample.names()));
}

void note_unused(const RoleSample& sample, const std::vector<bool>& taken, Roles& roles) {
  std::vector<std::string> numbers;
  for (std::size_t column = 0; column < sample.size(); ++column) {
    const bool used = taken[column] ||
                      std::any_of(roles.inputs.begin(), roles.inputs.end(),
                                  [&](const InputRole& input) { return input.column == column; });
    if (used) {
      continue;
    }
    if (is_adjusted_close(plain_name(sample.names()[column]))) {
      roles.detected.push_back(sample.label(column) +
                               " is not used: its values change with later dividends and splits; "
                               "name it in data.close or data.features to use it");
    } else if (sample.content(column) == Content::kText) {
      roles.detected.push_back(sample.label(column) + " holds text and is not used");
    } else {
      numbers.push_back(sample.names()[column]);
    }
  }
  if (!numbers.empty()) {
    roles.detected.push_back("not used: " + list_names(numbers) +
                             "; name columns in data.features to use them as features");
  }
}

}  // namespace

std::size_t require_column(const RoleSample& sample, std::string_view key,
                           const std::string& name) {
  const auto column = sample.find(name);
  if (!column) {
    throw ConfigError("/data/" + std::string(key), sample.source() + " has no column " +
                                                       quote(name) +
                                                       did_you_mean(name, sample.names()) +
                                                       "; it has " + list_names(sample.names()));
  }
  return *column;
}

std::string list_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    out += (i == 0 ? "" : ", ") + quote(names[i]);
  }
  return names.size() > kShown ? out + " and " + std::to_string(names.size() - kShown) + " more"
                               : out;
}

void add_inputs(const RoleSample& sample, const DataOptions& options,
                const std::vector<bool>& taken, Roles& roles) {
  const bool only_features = options.scoring && options.features && !options.features->empty();
  if (!roles.close && !roles.target && !only_features) {
    refuse_no_close(sample, options.scoring);
  }
  for (const auto& name : options.categorical) {
    (void)require_column(sample, "categorical", name);
  }
  if (options.features) {
    add_named_inputs(sample, options, roles);
  } else if (!roles.close) {
    add_free_inputs(sample, options, taken, roles);
  } else if (!options.categorical.empty()) {
    throw ConfigError("/data/categorical",
                      "a file with prices has no features but those in data.features; name " +
                          list_names(options.categorical) + " there too");
  }
  if (roles.target) {
    roles.target_is_text = sample.content(*roles.target) == Content::kText;
  }
  note_unused(sample, taken, roles);
}

}  // namespace mlpipe::data
