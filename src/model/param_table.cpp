// SPDX-License-Identifier: MIT
// As XGBoost documents them; param_table_test.cpp holds the names against the library itself. A
// range is narrower here where a legal value teaches nothing (eta 0, subsample 0) or cannot be
// meant.
#include "model/param_table.hpp"

#include <algorithm>

namespace mlpipe::model {
namespace {

using Kind = ParamSpec::Kind;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

ParamSpec real(const char* name, double low, double high, std::vector<std::string> aliases = {}) {
  ParamSpec spec;
  spec.name = name;
  spec.kind = Kind::kReal;
  spec.low = low;
  spec.high = high;
  spec.aliases = std::move(aliases);
  return spec;
}

/// (0, high]
ParamSpec positive(const char* name, double high, std::vector<std::string> aliases = {}) {
  auto spec = real(name, 0, high, std::move(aliases));
  spec.low_open = true;
  return spec;
}

ParamSpec integer(const char* name, double low, double high,
                  std::vector<std::string> aliases = {}) {
  auto spec = real(name, low, high, std::move(aliases));
  spec.kind = Kind::kInteger;
  return spec;
}

ParamSpec flag(const char* name) {
  ParamSpec spec;
  spec.name = name;
  spec.kind = Kind::kFlag;
  return spec;
}

ParamSpec choice(const char* name, std::vector<std::string> choices) {
  ParamSpec spec;
  spec.name = name;
  spec.kind = Kind::kChoice;
  spec.choices = std::move(choices);
  return spec;
}

ParamSpec text(const char* name) {
  ParamSpec spec;
  spec.name = name;
  return spec;
}

ParamSpec refused(const char* name, const char* why, std::vector<std::string> aliases = {}) {
  ParamSpec spec;
  spec.name = name;
  spec.kind = Kind::kRefused;
  spec.refusal = why;
  spec.aliases = std::move(aliases);
  return spec;
}

ParamSpec since(ParamSpec spec, int major, int minor) {
  spec.since = {major, minor, 0};
  return spec;
}

ParamSpec dart(ParamSpec spec) {
  spec.booster = "dart";
  return spec;
}

constexpr const char* kLinear = "belongs to gblinear, and mlpipe keeps models of trees alone";
constexpr const char* kRanking = "belongs to ranking, which mlpipe does not do";
constexpr const char* kSurvival = "belongs to survival analysis, which mlpipe does not do";
constexpr const char* kGone = "is gone from XGBoost; leave it out";

std::vector<ParamSpec> make_legal() {
  return {
      choice("booster", {"gbtree", "dart"}),
      since(text("device"), 2, 0),
      integer("seed", 0, 2147483647, {"random_state"}),
      flag("seed_per_iteration"),
      positive("eta", 1, {"learning_rate"}),
      real("gamma", 0, kInfinity, {"min_split_loss"}),
      integer("max_depth", 0, 64),
      real("min_child_weight", 0, kInfinity),
      real("max_delta_step", 0, kInfinity),
      positive("subsample", 1),
      choice("sampling_method", {"uniform"}),
      positive("colsample_bytree", 1),
      positive("colsample_bylevel", 1),
      positive("colsample_bynode", 1),
      real("lambda", 0, kInfinity, {"reg_lambda"}),
      real("alpha", 0, kInfinity, {"reg_alpha"}),
      choice("tree_method", {"hist", "approx", "exact"}),
      positive("scale_pos_weight", kInfinity),
      choice("grow_policy", {"depthwise", "lossguide"}),
      integer("max_leaves", 0, 1 << 20),
      integer("max_bin", 2, 65535),
      integer("num_parallel_tree", 1, 10000),
      text("monotone_constraints"),
      text("interaction_constraints"),
      since(integer("max_cached_hist_node", 1, 1 << 30), 2, 1),
      integer("max_cat_to_onehot", 1, 1 << 24),
      integer("max_cat_threshold", 1, 1 << 24),
      dart(choice("sample_type", {"uniform", "weighted"})),
      dart(choice("normalize_type", {"tree", "forest"})),
      dart(real("rate_drop", 0, 1)),
      dart(flag("one_drop")),
      dart(real("skip_drop", 0, 1)),
      text("objective"),
      real("base_score", -kInfinity, kInfinity),
      text("eval_metric"),
      real("tweedie_variance_power", 1, 2),
      positive("huber_slope", kInfinity),
      since(positive("quantile_alpha", 1), 2, 0),
  };
}

std::vector<ParamSpec> make_refused() {
  return {
      refused("nthread", "is mlpipe's; use --threads", {"n_jobs"}),
      refused("verbosity", "is mlpipe's; use --log-level", {"silent"}),
      refused("num_class", "is counted from the labels; leave it out"),
      refused("validate_parameters", "is not needed: mlpipe checks names and values itself"),
      refused("disable_default_eval_metric", "is mlpipe's; name the metrics under eval_metric"),
      refused("num_boost_round", "is mlpipe's; use /model/max_rounds",
              {"n_estimators", "num_round", "num_rounds", "n_rounds"}),
      refused("early_stopping_rounds", "is mlpipe's; use /model/early_stopping_rounds",
              {"early_stopping_round", "early_stopping"}),
      refused("process_type", "would change an existing model; mlpipe trains from the start"),
      refused("updater", "follows from tree_method; choose that"),
      refused("refresh_leaf", "would change an existing model; mlpipe trains from the start"),
      refused("predictor", "is chosen by XGBoost; it is gone from 2.0 on"),
      refused("gpu_id", "became device in XGBoost 2.0"),
      refused("multi_strategy", "is for several targets, and mlpipe learns one"),
      refused("missing", "is always NaN; name other marks under /data/missing"),
      refused("enable_categorical", "is Python's; name columns under /data/categorical"),
      refused("feature_names", "come from the data"),
      refused("feature_types", "come from the data; name columns under /data/categorical"),
      refused("feature_weights", "cannot be given by mlpipe"),
      refused("base_margin", "cannot be given by mlpipe; see base_score"),
      refused("class_weight", "is mlpipe's; use /model/class_weight"),
      refused("sample_weight", "is mlpipe's; use /model/class_weight and /model/time_decay"),
      refused("importance_type", "is Python's; reports show the gain"),
      refused("callbacks", "are Python's"),
      refused("use_rmm", "belongs to GPU memory pools, which mlpipe does not set up"),
      refused("use_cuda_async_pool", "belongs to GPU memory pools, which mlpipe does not set up"),
      refused("extmem_single_page", "belongs to external memory, which mlpipe does not use"),
      refused("cache_prefix", "belongs to external memory, which mlpipe does not use"),
      refused("debug_synchronize", "is for XGBoost's developers"),
      refused("sketch_eps", kGone),
      refused("sketch_ratio", kGone),
      refused("single_precision_histogram", kGone),
      refused("deterministic_histogram", kGone),
      refused("enable_experimental_json_serialization", kGone),
      refused("feature_selector", kLinear),
      refused("top_k", kLinear),
      refused("lambda_bias", kLinear),
      refused("aft_loss_distribution", kSurvival),
      refused("aft_loss_distribution_scale", kSurvival),
      refused("lambdarank_pair_method", kRanking),
      refused("lambdarank_num_pair_per_sample", kRanking),
      refused("lambdarank_normalization", kRanking),
      refused("lambdarank_score_normalization", kRanking),
      refused("lambdarank_unbiased", kRanking),
      refused("lambdarank_bias_norm", kRanking),
      refused("lambdarank_diff_normalization", kRanking),
      refused("ndcg_exp_gain", kRanking),
      refused("num_pairsample", kRanking),
      refused("fix_list_weight", kRanking),
  };
}

std::vector<ParamSpec> make_table() {
  auto table = make_legal();
  for (auto& spec : make_refused()) {
    table.push_back(std::move(spec));
  }
  return table;
}

}  // namespace

std::span<const ParamSpec> param_table() {
  static const auto kTable = make_table();
  return kTable;
}

const ParamSpec* find_spec(std::string_view name) {
  for (const auto& spec : param_table()) {
    if (spec.name == name ||
        std::find(spec.aliases.begin(), spec.aliases.end(), name) != spec.aliases.end()) {
      return &spec;
    }
  }
  return nullptr;
}

std::span<const ObjectiveSpec> objective_table() {
  static const std::vector<ObjectiveSpec> kTable = {
      {"binary:logistic", Task::kBinary, "logloss"},
      {"multi:softprob", Task::kMulticlass, "mlogloss"},
      {"reg:squarederror", Task::kRegression, "rmse"},
      {"reg:squaredlogerror", Task::kRegression, "rmsle"},
      {"reg:logistic", Task::kRegression, "rmse"},
      {"reg:pseudohubererror", Task::kRegression, "mphe"},
      {"reg:absoluteerror", Task::kRegression, "mae"},
      {"reg:quantileerror", Task::kRegression, "quantile", {2, 0, 0}},
      {"reg:gamma", Task::kRegression, "gamma-nloglik"},
      {"reg:tweedie", Task::kRegression, "tweedie-nloglik@1.5"},
      {"count:poisson", Task::kRegression, "poisson-nloglik"},
  };
  return kTable;
}

std::string refused_objective(std::string_view name) {
  if (name == "multi:softmax") {
    return "gives classes, and mlpipe needs probabilities; use multi:softprob";
  }
  if (name == "binary:logitraw" || name == "binary:hinge") {
    return "gives no probabilities, which mlpipe needs; use binary:logistic";
  }
  if (name == "reg:linear") {
    return "is the old name of reg:squarederror";
  }
  if (name.starts_with("rank:")) {
    return kRanking;
  }
  return name.starts_with("survival:") ? kSurvival : "";
}

std::span<const MetricSpec> metric_table() {
  constexpr auto kB = Task::kBinary;
  constexpr auto kM = Task::kMulticlass;
  constexpr auto kR = Task::kRegression;
  static const std::vector<MetricSpec> kTable = {
      {"logloss", {kB, kR}},  // reg:logistic takes fractions
      {"error", {kB}, true},
      {"auc", {kB, kM}},
      {"aucpr", {kB, kM}},
      {"mlogloss", {kM}},
      {"merror", {kM}},
      {"rmse", {kB, kR}},
      {"mae", {kB, kR}},
      {"rmsle", {kR}},
      {"mape", {kR}},
      {"mphe", {kR}},
      {"poisson-nloglik", {kR}},
      {"gamma-nloglik", {kR}},
      {"gamma-deviance", {kR}},
      {"tweedie-nloglik", {kR}, true},
      {"quantile", {kR}, false, {2, 0, 0}},
  };
  return kTable;
}

std::string refused_metric(std::string_view name) {
  const auto base = name.substr(0, name.find('@'));
  for (const auto* ranking : {"ndcg", "map", "pre", "ndcg-", "map-"}) {
    if (base == ranking) {
      return kRanking;
    }
  }
  if (base == "cox-nloglik" || base == "aft-nloglik" || base == "interval-regression-accuracy") {
    return kSurvival;
  }
  return "";
}

}  // namespace mlpipe::model
