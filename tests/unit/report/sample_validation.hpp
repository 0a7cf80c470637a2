// SPDX-License-Identifier: MIT
#pragma once

#include "sample_judgement.hpp"

/// Reports of whole judgements.
namespace sample {

/// A new recipe on one daily series, better at its second look.
inline ValidationReport promoted() {
  auto out = judged_on_a_quarter(false);
  add_daily_metrics(out);
  auto& c = out.comparison;
  c.moments = 64;
  c.primary = loss_test("log_loss", 0.0091, 0.0034, 64);
  c.brier = loss_test("brier", 0.0043, 0.0017, 64);
  c.only_candidate = 9;
  c.only_baseline = 7;
  c.mcnemar = stats::mcnemar(9, 7);
  c.jobson_korkie_memmel = stats::PairedTest{1.31, 0.0951, 0.9049, 64};
  c.ledoit_wolf = stats::PairedTest{1.27, 0.102, 0.898, 64};
  c.path = loss_path(trading_days("2026-08-21T21:00:00Z", 64), c.primary);
  out.look = 2;
  out.options.floors = {{"max_drawdown", -0.2, {}}, {"exposure_time", 0.05, 1.0}};
  c.metrics.push_back(difference({"exposure_time", 0.55, 0.61}, false));
  out.options.over_base_rate = {{"log_loss", 0.0}};
  out.options.over_buy_and_hold = {{"sharpe", -0.5}};
  out.options.margins = {{"sharpe", 1.0}, {"max_drawdown", 0.05}, {"log_loss", 0.005}};
  out.detectable = {{"log_loss", 0.0085, 0.05, 0.8, 0.005, 0.43},
                    {"sharpe", 2.06, 0.05, 0.8, 1.0, 0.32}};
  out.loss = "log_loss";
  add_daily_parts(out);
  add_daily_accounts(out);
  out.candidate_calibration = {
      {0.43, 0.38, 13}, {0.48, 0.5, 13}, {0.52, 0.54, 13}, {0.56, 0.62, 13}, {0.61, 0.67, 12}};
  out.baseline_calibration = {
      {0.45, 0.46, 13}, {0.5, 0.46, 13}, {0.53, 0.62, 13}, {0.56, 0.54, 13}, {0.59, 0.58, 12}};
  judge(out, gate::Policy::kNewRecipe);
  return out;
}

/// The same bars, and nothing in production yet.
inline ValidationReport first_model() {
  auto out = judged_on_a_quarter(true);
  add_daily_metrics(out);
  out.comparison.moments = 64;
  out.options.floors = {{"max_drawdown", -0.2, {}}};
  out.options.over_base_rate = {{"log_loss", 0.0}};
  out.options.margins = {{"sharpe", 1.0}};
  out.loss = "log_loss";
  add_daily_parts(out);
  add_daily_accounts(out);
  judge(out, gate::Policy::kNewRecipe);
  return out;
}

/// A panel of returns whose symbols have hostile names: a refresh that has become worse.
inline ValidationReport rejected() {
  auto out = judged_on_a_quarter(false);
  out.candidate.name = "20261121T020000Z-<script>";
  out.data_source = "data/a|b <script>alert('x')</script>.csv";
  out.label = "return, horizon 5";
  out.policy_reason = "the recipe is production's";
  out.baseline->recipe_sha256 = out.candidate.recipe_sha256;
  out.warnings = {"Column \"a|b\" of <script>alert(1)</script> is constant in the window."};
  out.predictions = 128;
  for (const Measured& m : {Measured{"n", 128, 128},
                            {"rmse", 0.0251, 0.0238, 0.0004},
                            {"mae", 0.0183, 0.0176, 0.0003},
                            {"ic", -0.012, 0.043, 0.03},
                            {"ic_mean", -0.02, 0.05, 0.04},
                            {"total_return", -0.0631, 0.0212, 0.05},
                            {"sharpe", -1.1312, 0.4417, 0.9},
                            {"max_drawdown", -0.1412, -0.0667}}) {
    out.comparison.metrics.push_back(difference(m, false));
  }
  out.comparison.metrics.push_back(undefined("hit_rate", "no closed trade", "no closed trade"));
  out.comparison.moments = 64;
  out.comparison.primary = loss_test("rmse", -0.00006, 0.00002, 64);
  out.comparison.path = loss_path(trading_days("2026-08-21T21:00:00Z", 64), out.comparison.primary);
  out.options.floors = {{"hit_rate", 0.45, {}}, {"max_drawdown", -0.2, {}}};
  out.options.margins = {{"sharpe", 1.0}, {"max_drawdown", 0.05}};
  out.detectable = {{"rmse", 0.00099, 0.05, 0.8, {}, {}}, {"sharpe", 2.24, 0.05, 0.8, 1.0, 0.3}};
  out.loss = "rmse";
  out.folds = {{"2026-08-20 to 2026-11-20", 128, 0.0251, 0.0238, {}, {}, -0.0631, 0.0212}};
  out.months = {{"2026-11", 128, 0.0251, 0.0238, {}, {}, -0.0631, 0.0212}};
  out.symbols = {{"<script>alert('x')</script>", 64, 0.027, 0.0244, {}, {}, -0.09, 0.01},
                 {"a|b", 64, 0.0229, 0.0231, {}, {}, -0.0301, std::nullopt}};
  judge(out, gate::Policy::kRefresh);
  return out;
}

/// Three classes that were given, no prices; better, but not shown to be.
inline ValidationReport given_target() {
  auto out = judged_on_a_quarter(false);
  out.label = "column, horizon 1";
  out.no_returns_reason = "the input has no prices";
  for (const Measured& m : {Measured{"n", 64, 64},
                            {"accuracy", 0.5625, 0.5312, 0.04},
                            {"macro_f1", 0.541, 0.517, 0.04},
                            {"log_loss", 0.961, 0.968, 0.006},
                            {"brier", 0.571, 0.575, 0.004}}) {
    out.comparison.metrics.push_back(difference(m, false));
  }
  out.base_rate = {metrics::measured("log_loss", 1.0913), metrics::measured("accuracy", 0.391)};
  out.comparison.moments = 64;
  out.comparison.primary = loss_test("log_loss", 0.007, 0.006, 64);
  out.comparison.brier = loss_test("brier", 0.004, 0.004, 64);
  out.comparison.path = loss_path(trading_days("2026-08-21T21:00:00Z", 64), out.comparison.primary);
  out.look = 3;
  out.options.over_base_rate = {{"log_loss", 0.0}};
  out.options.margins = {{"log_loss", 0.005}};
  out.detectable = {{"log_loss", 0.015, 0.05, 0.8, 0.005, 0.21}};
  out.loss = "log_loss";
  out.folds = {{"2026-08-20 to 2026-10-05", 32, 0.96, 0.969, 0.56, 0.53, {}, {}},
               {"2026-10-05 to 2026-11-20", 32, 0.962, 0.967, 0.56, 0.53, {}, {}}};
  judge(out, gate::Policy::kNewRecipe);
  return out;
}

/// So little history that nothing could be fitted before the window.
inline ValidationReport too_little_history() {
  auto out = judged_on_a_quarter(false);
  out.moments = 0;
  out.predictions = 0;
  out.event.clear();
  for (auto* model : {&out.candidate, &*out.baseline}) {
    model->forecasts = "none: there is too little history before the window";
  }
  out.options.floors = {{"max_drawdown", -0.2, {}}};
  out.policy = "new-recipe";
  out.level = gate::level_of_look(out.options.alpha, 1);
  out.checks = artifact_checks();
  out.checks.back() = counted("history", "Labelled rows before the window", 131, 200);
  out.verdict = gate::verdict_of(out.checks);
  return out;
}

}  // namespace sample
