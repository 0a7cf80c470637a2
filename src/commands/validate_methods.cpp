// SPDX-License-Identifier: MIT
#include "commands/validate_methods.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/registry/ledger.hpp"

namespace mlpipe::commands {
namespace {

bool of_same_recipe(const FileSystem& models, const std::string& version, const Side& side) {
  try {
    return recipe_hash(models, registry::find_model(models, version)) == side.recipe_sha256;
  } catch (const Error&) {
    return false;  // pruned, or of a recipe that this mlpipe does not know
  }
}

/// Models whose forecasts are those of the side's recipe, one refresh after the other.
std::vector<std::string> ledgers_of(const FileSystem& models, const Side& side) {
  std::vector<std::string> names{side.found.name};
  if (side.role == "candidate") {
    return names;
  }
  for (const auto& version : models.list("archive")) {
    if (version != side.found.name && models.exists(registry::ledger_file(version)) &&
        of_same_recipe(models, version, side)) {
      names.push_back(version);
    }
  }
  return names;
}

void narrow_to_unseen(Judgement& judgement) {
  auto& window = judgement.window;
  for (const Side* side : {judgement.candidate.get(), judgement.baseline.get()}) {
    if (side != nullptr) {
      // A model that does not say what it has seen may have seen everything.
      window.lower = std::max(window.lower, side->last_label_end.value_or(window.upper));
    }
  }
  window.lower = std::min(window.lower, window.upper);
  judgement.warnings.push_back(
      "Of a model without a recipe only the stored bytes can be judged, and only on bars that "
      "neither model has seen: those after " +
      to_display(window.lower) + ".");
}

class Forecasting {
 public:
  Forecasting(const App& app, const FileSystem& models, const gate::GateOptions& options,
              const Judgement& judgement)
      : app_(app), models_(models), options_(options), judgement_(judgement) {
    const Side& candidate = *judgement.candidate;
    const bool clean =
        candidate.last_label_end && *candidate.last_label_end <= judgement.window.lower;
    artifact_ = candidate.held_out && clean && options.method != gate::Method::kWalkForward;
    once_ = artifact_ || options.method == gate::Method::kHoldout;
  }

  SideForecasts forecasts_of(const Side& side) {
    const bool is_candidate = &side == judgement_.candidate.get();
    if (only_stored_models(judgement_) || (artifact_ && is_candidate)) {
      return artifact_forecasts(side, judgement_.window, app_.threads);
    }
    auto out = refits_of(side);
    (void)take_ledger(app_, models_, ledgers_of(models_, side), side, out);
    return out;
  }

 private:
  /// One recipe on one set of data says the same for both sides: a refresh is fitted once.
  SideForecasts refits_of(const Side& side) {
    const Side& candidate = *judgement_.candidate;
    if (candidates_ && side.recipe_sha256 == candidate.recipe_sha256 &&
        side.data == candidate.data) {
      return *candidates_;
    }
    auto folds = refit_folds(side.data->dataset, judgement_.window,
                             once_ ? std::nullopt : std::optional(options_.cadence));
    auto out = refit_forecasts(app_, side, std::move(folds),
                               once_ ? ForecastSource::kTwin : ForecastSource::kRefits);
    if (&side == &candidate) {
      candidates_ = out;
    }
    return out;
  }

  const App& app_;
  const FileSystem& models_;
  const gate::GateOptions& options_;
  const Judgement& judgement_;
  bool artifact_ = false;  ///< the candidate's stored model has not seen the window
  bool once_ = false;      ///< fits are made once, before the window
  std::optional<SideForecasts> candidates_;  ///< refits of the candidate
};

}  // namespace

bool only_stored_models(const Judgement& judgement) {
  return judgement.baseline && !judgement.baseline->has_recipe;
}

void forecast_both(const App& app, const FileSystem& models, const gate::GateOptions& options,
                   Judgement& judgement) {
  if (only_stored_models(judgement)) {
    narrow_to_unseen(judgement);
  }
  Forecasting forecasting(app, models, options, judgement);
  auto candidate = forecasting.forecasts_of(*judgement.candidate);
  const Side* baseline = judgement.baseline.get();
  auto theirs = baseline == nullptr ? SideForecasts{} : forecasting.forecasts_of(*baseline);
  judgement.pairing = pair_sides(app, *judgement.candidate, std::move(candidate), baseline,
                                 std::move(theirs), judgement.window);
}

}  // namespace mlpipe::commands
