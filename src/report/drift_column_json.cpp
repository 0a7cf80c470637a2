// SPDX-License-Identifier: MIT
#include "drift_column_json.hpp"

#include "drift_sections.hpp"
#include "json_members.hpp"

namespace mlpipe::report {
namespace {

using json = nlohmann::ordered_json;

json moments_json(const drift::SampleMoments& moments) {
  if (moments.n == 0) {
    return nullptr;
  }
  json quantiles = json::array();
  for (std::size_t i = 0; i < moments.quantiles.size(); ++i) {
    quantiles.push_back({drift::kMomentLevels[i], number(moments.quantiles[i])});
  }
  return Members(7)
      .add("finite_rows", moments.n)
      .add("mean", number(moments.mean))
      .add("deviation", number(moments.deviation))
      .add("skewness", number(moments.skewness))
      .add("min", number(moments.min))
      .add("max", number(moments.max))
      .add("quantiles", std::move(quantiles))
      .take();
}

json side_json(const drift::BinCounts& counts, const drift::SampleMoments& moments) {
  return Members(6)
      .add("rows", counts.rows)
      .add("missing", counts.missing)
      .add("infinite", counts.infinite)
      .add("below_range", counts.below)
      .add("above_range", counts.above)
      .add("moments", moments_json(moments))
      .take();
}

/// What the bins are made of, how many rows of both sides each holds, and its part of PSI.
json bins_json(const DriftColumn& column) {
  const auto& counts = column.check.counts;
  Members out(9);
  if (column.profile == nullptr) {
    out.add("kind", "unknown");
  } else {
    const auto& plan = column.profile->plan;
    switch (plan.mode) {
      case drift::BinMode::kNone:
        out.add("kind", "none");
        break;
      case drift::BinMode::kValues:
        out.add("kind", "values").add("values", numbers(plan.points));
        break;
      case drift::BinMode::kQuantiles:
        out.add("kind", "quantiles").add("edges", numbers(plan.points));
        break;
      case drift::BinMode::kCategories:
        out.add("kind", "categories").add("categories", plan.categories);
        break;
    }
    out.add("last_is_missing", counts.reference.size() > plan.size());
  }
  return out.add("names", bin_names(column))
      .add("reference", counts.reference)
      .add("current", counts.current)
      .add("n", counts.reference_rows())
      .add("m", counts.current_rows())
      .add("psi_terms", numbers(column.check.psi_terms))
      .take();
}

json long_run_json(const drift::LongRunTest& test) {
  return Members(8)
      .add("corrected", test.corrected)
      .add("statistic", number(test.statistic))
      .add("scale", number(test.scale))
      .add("freedom", number(test.freedom))
      .add("freedom2", number(test.freedom2))
      .add("p_chi_square", number(test.p_chi_square))
      .add("inflation", number(test.inflation))
      .add("effective_rows", number(test.effective_rows))
      .take();
}

json value_and_p(const char* name, json value, json p) {
  return Members(2).add(name, std::move(value)).add("p", std::move(p)).take();
}

/// By the name that the settings give each test.
json printed_json(const DriftReport& report, const drift::FeatureCheck& check) {
  json out = json::object();
  const bool is_number = check.kind == drift::FeatureKind::kNumeric;
  for (const auto test : is_number ? report.numeric_tests : report.categorical_tests) {
    const auto result = drift::result_of(check, test);
    out[drift::to_string(test)] = value_and_p("value", number(result.value), number(result.p));
  }
  return out;
}

json tests_json(const drift::FeatureCheck& check) {
  json evidently = nullptr;
  if (check.evidently) {
    evidently = {{"method", drift::evidently_name(check.evidently->method)},
                 {"score", number(check.evidently->score)},
                 {"threshold", number(check.evidently->threshold)},
                 {"drifted", check.evidently->drifted}};
  }
  const auto& independent = check.independent;
  return Members(7)
      .add("long_run", long_run_json(check.test))
      .add("chi_square", Members(3)
                             .add("statistic", number(independent.statistic))
                             .add("freedom", independent.freedom)
                             .add("p", number(independent.p))
                             .take())
      .add("js_distance", number(check.js_distance))
      .add("ks", number(check.ks))
      .add("ks_p", number(check.ks_p))
      .add("wasserstein_by_deviation", number(check.wasserstein_by_deviation))
      .add("missing_share",
           check.missing ? value_and_p("z", number(check.missing->z), number(check.missing->p))
                         : json(nullptr))
      .add("evidently", std::move(evidently))
      .take();
}

/// All of PSI and what was made of it.
void add_psi(const drift::FeatureCheck& check, Members& out) {
  out.add("psi", number(check.psi))
      .add("psi_half", number(check.psi_half))
      .add("psi_noise", number(check.psi_noise))
      .add("psi_adjusted", number(check.psi_adjusted))
      .add("p", number(check.p))
      .add("q", number(check.q))
      .add("between_models", number(check.between_models))
      .add("inside_reference", Members(3)
                                   .add("window_rows", check.inside_length)
                                   .add("highest", number(check.inside_reference.highest))
                                   .add("p99", number(check.inside_reference.p99))
                                   .take());
}

}  // namespace

json column_json(const DriftReport& report, const DriftColumn& column) {
  const auto& check = column.check;
  const bool is_number = check.kind == drift::FeatureKind::kNumeric;
  Members out(31);
  out.add("name", check.name)
      .add("kind", is_number ? "numeric" : "categorical")
      .add("gain", number(check.gain))
      .add("importance_rank", or_null(importance_rank(report, column)))
      .add("verdict", drift::to_string(check.verdict))
      .add("rows_needed", or_null(check.rows_needed))
      .add("compared", check.counts.usable());
  add_psi(check, out);
  return out.add("bins", bins_json(column))
      .add("tests", tests_json(check))
      .add("tests_asked_for", printed_json(report, check))
      .add("missing_before", number(check.missing_before))
      .add("missing_now", number(check.missing_now))
      .add("unseen_now", number(check.unseen_now))
      .add("out_of_range", number(check.out_of_range))
      .add("new_categories", check.new_categories)
      .add("directions", check.directions)
      .add("unit_factor", number(check.unit_factor))
      .add("swapped_with", or_null(check.swapped_with))
      .add("reference", column.profile == nullptr
                            ? json(nullptr)
                            : side_json(column.profile->counts, column.profile->moments))
      .add("current", side_json(column.current.counts, column.current.moments))
      .add("since", time_or_null(column.since))
      .add("psi_history", numbers(column.history))
      .take();
}

}  // namespace mlpipe::report
