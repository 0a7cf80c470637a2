// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/drift/bins.hpp"

#include "support/fixtures.hpp"

namespace drift_cases {

/// null is missing, "inf" and "-inf" are infinite.
inline std::vector<double> numbers(const nlohmann::json& values) {
  std::vector<double> out;
  for (const auto& value : values) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    out.push_back(value.is_null()     ? std::numeric_limits<double>::quiet_NaN()
                  : value.is_string() ? (value == "inf" ? kInfinity : -kInfinity)
                                      : value.get<double>());
  }
  return out;
}

inline mlpipe::drift::CategorySample categories(const nlohmann::json& values) {
  mlpipe::drift::CategorySample out;
  std::map<std::string, std::int32_t> codes;
  for (const auto& value : values) {
    if (value.is_null()) {
      out.codes.push_back(-1);
      continue;
    }
    const auto [at, is_new] =
        codes.try_emplace(value.get<std::string>(), static_cast<std::int32_t>(out.names.size()));
    if (is_new) {
      out.names.push_back(at->first);
    }
    out.codes.push_back(at->second);
  }
  return out;
}

/// Both samples of a case of cases.json, in bins.
struct Case {
  bool numeric = true;
  std::vector<double> reference, current;                    ///< numeric
  std::vector<double> sorted_reference, sorted_current;      ///< numeric
  mlpipe::drift::CategorySample old_categories, categories;  ///< categorical
  mlpipe::drift::BinPlan plan;
  mlpipe::drift::BinCounts reference_counts, current_counts;
};

inline Case read(const nlohmann::json& entry) {
  using namespace mlpipe::drift;
  Case out;
  out.numeric = entry.at("kind") == "numeric";
  if (out.numeric) {
    out.reference = numbers(entry.at("reference"));
    out.current = numbers(entry.at("current"));
    out.sorted_reference = sorted_finite(out.reference);
    out.sorted_current = sorted_finite(out.current);
    out.plan = fit_bins(out.sorted_reference);
    out.reference_counts = count(out.plan, out.reference);
    out.current_counts = count(out.plan, out.current);
  } else {
    out.old_categories = categories(entry.at("reference"));
    out.categories = categories(entry.at("current"));
    out.plan = fit_bins(out.old_categories);
    out.reference_counts = count(out.plan, out.old_categories);
    out.current_counts = count(out.plan, out.categories);
  }
  return out;
}

/// Relative above 1, absolute below.
inline bool near(double value, const nlohmann::json& expected, double tolerance = 1e-9) {
  const double wanted = expected.get<double>();
  return std::abs(value - wanted) <= tolerance * std::max(1.0, std::abs(wanted));
}

/// Relative; below 1e-12 the size alone counts.
inline bool near_p(double p, const nlohmann::json& expected) {
  const double wanted = expected.get<double>();
  return wanted > 1e-12 ? std::abs(p - wanted) <= 1e-6 * wanted : p <= 1.1e-12;
}

}  // namespace drift_cases
