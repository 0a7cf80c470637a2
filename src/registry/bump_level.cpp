// SPDX-License-Identifier: MIT
#include "mlpipe/registry/bump_level.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"

#include "registry/metadata_view.hpp"
#include "registry/recipe_rules.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

// A market may be closed for a weekend and a holiday between two regular trainings.
constexpr std::chrono::days kClosedMarket{4};
// A sentence names so many, then counts.
constexpr std::size_t kMostNames = 20;
// Losses of one forecast, the value itself; every other objective's output means something else.
constexpr std::array<std::string_view, 4> kValueObjectives = {
    "reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror"};

struct Hit {
  BumpLevel level;
  std::string reason;
};
using Hits = std::vector<Hit>;

/// What the rules look at, checked.
struct Facts {
  std::uint64_t format_version;
  std::string model_sha256;
  const json* recipe;
  Names features;
  std::string objective;
  std::uint64_t warm_up_bars;
  Duration step;
  std::string data_sha256, schema_sha256;
  Names symbols;
  Timestamp first_bar, last_bar, train_from, train_to;
  std::uint64_t train_rows;
  std::string mlpipe, xgboost;
  SemVer xgboost_version;
};

/// How far the walk-forward windows move: by "step", or by "test" where that is 0.
Duration regular_step(const MetadataView& view) {
  Duration step;
  for (const std::string key : {"step", "test"}) {
    const std::string pointer = "/recipe/config/walk_forward/" + key;
    const auto parsed = parse_duration(view.text(pointer));
    if (!parsed) {
      view.damaged(pointer,
                   "must be a length as \"20\" or \"3M\", found " + quote(view.text(pointer)));
    }
    step = *parsed;
    if (step.count > 0) {
      break;
    }
  }
  return step;
}

void check_recipe(const MetadataView& view) {
  (void)view.object("/recipe/config");
  for (const std::string section :
       {"data", "features", "label", "model", "walk_forward", "execution"}) {
    (void)view.object("/recipe/config/" + section);
  }
  (void)view.object("/recipe/params");
  (void)view.names("/recipe/classes");
  (void)view.text("/recipe/label_kind");
  (void)view.count("/recipe/rounds");
  (void)view.count("/recipe/seed");
}

Facts read_facts(const json& document, const std::string& whose) {
  const MetadataView view(document, whose);
  check_recipe(view);
  Facts facts{view.count("/format_version"),
              view.sha256("/model/sha256"),
              &view.object("/recipe"),
              view.names("/recipe/features"),
              view.text("/recipe/params/objective"),
              view.count("/recipe/warm_up_bars"),
              regular_step(view),
              view.sha256("/data/sha256"),
              view.sha256("/data/schema_sha256"),
              view.names("/data/symbols"),
              view.time("/data/first_bar"),
              view.time("/data/last_bar"),
              view.time("/train_from"),
              view.time("/train_to"),
              view.count("/train_rows"),
              view.text("/mlpipe_version"),
              view.text("/xgboost_version"),
              {}};
  const auto xgboost = parse_semver(facts.xgboost);
  if (!xgboost) {
    view.damaged("/xgboost_version",
                 "must be a version as \"1.7.4\", found " + quote(facts.xgboost));
  }
  facts.xgboost_version = *xgboost;
  if (facts.train_to < facts.train_from) {
    view.damaged("/train_to", "is before /train_from");
  }
  return facts;
}

std::string list_of(const Names& names) {
  Names some;
  for (const auto& name : names) {
    if (some.size() == kMostNames) {
      some.push_back("and " + std::to_string(names.size() - kMostNames) + " more");
      break;
    }
    some.push_back(shown(name));
  }
  return join(some, ", ");
}

/// "feature rsi_14 was removed", "features a, b were removed"
std::string named(const std::string& thing, const Names& names, const std::string& verb) {
  const bool one = names.size() == 1;
  return thing + (one ? " " : "s ") + list_of(names) + (one ? " was " : " were ") + verb;
}

void compare_names(const std::string& thing, const Names& a, const Names& b, BumpLevel level,
                   Hits& hits) {
  const auto change = list_change(a, b);
  if (!change.removed.empty()) {
    hits.push_back({level, named(thing, change.removed, "removed")});
  }
  if (!change.added.empty()) {
    hits.push_back({level, named(thing, change.added, "added")});
  }
  if (change.reordered()) {
    hits.push_back({level, thing + "s are in another order: " + list_of(change.order_b) +
                               " instead of " + list_of(change.order_a)});
  }
}

std::string changed(const std::string& name, const std::string& a, const std::string& b) {
  return name + " " + a + " -> " + b;
}

void compare_objective(const Facts& a, const Facts& b, Hits& hits) {
  if (a.objective == b.objective) {
    return;
  }
  const auto is_value = [](const std::string& objective) {
    return std::find(kValueObjectives.begin(), kValueObjectives.end(), objective) !=
           kValueObjectives.end();
  };
  const bool same_meaning = is_value(a.objective) && is_value(b.objective);
  hits.push_back({same_meaning ? BumpLevel::kMinor : BumpLevel::kMajor,
                  changed("objective", shown(a.objective), shown(b.objective))});
}

void compare_interface(const Facts& a, const Facts& b, Hits& hits) {
  if (a.format_version != b.format_version) {
    hits.push_back({BumpLevel::kMajor, changed("format_version", std::to_string(a.format_version),
                                               std::to_string(b.format_version))});
  }
  compare_names("feature", a.features, b.features, BumpLevel::kMajor, hits);
  if (a.features == b.features && a.schema_sha256 != b.schema_sha256) {
    hits.push_back(
        {BumpLevel::kMajor, "the schema of the features differs though their names are the same"});
  }
  compare_objective(a, b, hits);
  if (a.warm_up_bars != b.warm_up_bars) {
    // A caller who gives the old number of bars gets no forecast from a longer warm-up.
    hits.push_back(
        {b.warm_up_bars > a.warm_up_bars ? BumpLevel::kMajor : BumpLevel::kMinor,
         changed("warm_up_bars", std::to_string(a.warm_up_bars), std::to_string(b.warm_up_bars))});
  }
}

void compare_recipe(const Facts& a, const Facts& b, Hits& hits) {
  for (const auto& change : json_changes(a.recipe, b.recipe, "")) {
    const auto level = weigh(change);
    if (!level) {
      continue;
    }
    const std::string name = shown(recipe_name(change.pointer));
    const auto text = [](const json* value) {
      return value == nullptr ? std::string("not set") : short_text(*value);
    };
    hits.push_back({*level, changed(name, text(change.a), text(change.b))});
  }
}

/// Does `to` lie at or behind `from`, by no more than the regular step?
bool is_regular(Timestamp from, Timestamp to, const Facts& current) {
  if (to < from) {
    return false;
  }
  const auto& step = current.step;
  if (step.unit != Duration::Unit::kBars) {
    return subtract(to, step) <= from + kClosedMarket;
  }
  using Seconds = std::chrono::duration<double>;
  const auto symbols = std::max<std::uint64_t>(1, current.symbols.size());
  const auto bars = std::max<std::uint64_t>(1, current.train_rows / symbols);
  const Seconds bar = Seconds(current.train_to - current.train_from) / static_cast<double>(bars);
  return Seconds(to - from) <= bar * static_cast<double>(step.count) + Seconds(kClosedMarket);
}

std::string span(Timestamp from, Timestamp to) {
  return to_display(from) + ".." + to_display(to);
}

void compare_moved_window(const Facts& a, const Facts& b, bool same_recipe, Hits& hits) {
  const bool regular =
      is_regular(a.train_from, b.train_from, a) && is_regular(a.train_to, b.train_to, a);
  if (!regular) {
    const bool back = b.train_from < a.train_from || b.train_to < a.train_to;
    const std::string step =
        to_string(a.step) + (a.step.unit == Duration::Unit::kBars ? " bars" : "");
    hits.push_back({BumpLevel::kMinor,
                    "training window moved from " + span(a.train_from, a.train_to) + " to " +
                        span(b.train_from, b.train_to) +
                        (back ? ", back in time" : ", beyond its regular step of " + step)});
    return;
  }
  const bool end_moved = b.train_to != a.train_to;
  hits.push_back(
      {BumpLevel::kPatch,
       std::string(same_recipe ? "same recipe, data " : "data ") +
           (end_moved
                ? "to " + to_display(b.train_to) + " instead of " + to_display(a.train_to)
                : "from " + to_display(b.train_from) + " instead of " + to_display(a.train_from))});
}

void compare_data(const Facts& a, const Facts& b, Hits& hits) {
  const bool same_recipe = std::all_of(
      hits.begin(), hits.end(), [](const Hit& hit) { return hit.level == BumpLevel::kPatch; });
  compare_names("symbol", a.symbols, b.symbols, BumpLevel::kMinor, hits);
  if (a.train_from != b.train_from || a.train_to != b.train_to) {
    compare_moved_window(a, b, same_recipe, hits);
  } else if (a.first_bar != b.first_bar || a.last_bar != b.last_bar) {
    hits.push_back({BumpLevel::kPatch, "data span " + span(b.first_bar, b.last_bar) +
                                           " instead of " + span(a.first_bar, a.last_bar) +
                                           ", the training window is the same"});
  } else if (a.data_sha256 != b.data_sha256) {
    hits.push_back({BumpLevel::kMinor,
                    "the data were revised: same dates, other content (SHA-256 " +
                        a.data_sha256.substr(0, 12) + " -> " + b.data_sha256.substr(0, 12) + ")"});
  }
}

void compare_tools(const Facts& a, const Facts& b, Hits& hits) {
  if (a.xgboost != b.xgboost) {
    const bool newer_major = a.xgboost_version.major_digits() != b.xgboost_version.major_digits() &&
                             std::is_lt(compare(a.xgboost_version, b.xgboost_version));
    hits.push_back({newer_major ? BumpLevel::kMajor : BumpLevel::kPatch,
                    changed("XGBoost", shown(a.xgboost), shown(b.xgboost)) +
                        (newer_major ? ", whose model files the old one may not load" : "")});
  }
  if (a.mlpipe != b.mlpipe) {
    hits.push_back({BumpLevel::kPatch, changed("mlpipe", shown(a.mlpipe), shown(b.mlpipe))});
  }
}

}  // namespace

Bump choose_bump(const json& current_metadata, const json& candidate_metadata) {
  const auto current = read_facts(current_metadata, "metadata of the current version");
  const auto candidate = read_facts(candidate_metadata, "metadata of the candidate");
  Hits hits;
  compare_interface(current, candidate, hits);
  compare_recipe(current, candidate, hits);
  const bool same_model = current.model_sha256 == candidate.model_sha256;
  if (hits.empty() && same_model) {
    return {BumpLevel::kPatch, {"same model bytes, same recipe"}, true};
  }
  compare_data(current, candidate, hits);
  compare_tools(current, candidate, hits);
  if (hits.empty()) {
    hits.push_back({BumpLevel::kPatch, "same recipe and data, built anew: other model bytes"});
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& a, const Hit& b) { return a.level > b.level; });
  Bump bump{hits.front().level, {}, false};
  for (auto& hit : hits) {
    bump.reasons.push_back(std::move(hit.reason));
  }
  return bump;
}

}  // namespace mlpipe::registry
