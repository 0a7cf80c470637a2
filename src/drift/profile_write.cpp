// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/drift/profile.hpp"

#include "drift/profile_words.hpp"

namespace mlpipe::drift {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const BinPlan& plan) {
  ordered_json out;
  out["mode"] = word(plan.mode);
  if (plan.mode == BinMode::kCategories) {
    out["categories"] = plan.categories;
  } else if (plan.mode != BinMode::kNone) {
    out[plan.mode == BinMode::kValues ? "values" : "edges"] = plan.points;
    out["low"] = plan.low;
    out["high"] = plan.high;
  }
  return out;
}

ordered_json to_json(const BinCounts& counts) {
  return {{"bins", counts.bins},         {"rows", counts.rows},   {"missing", counts.missing},
          {"infinite", counts.infinite}, {"below", counts.below}, {"above", counts.above}};
}

ordered_json to_json(const SampleMoments& moments) {
  return {{"n", moments.n},
          {"mean", moments.mean},
          {"deviation", moments.deviation},
          {"skewness", moments.skewness ? ordered_json(*moments.skewness) : ordered_json(nullptr)},
          {"min", moments.min},
          {"max", moments.max},
          {"quantiles", moments.quantiles}};
}

/// The doubles of the shortest decimals that read back as the same floats.
std::vector<double> short_decimals(const std::vector<double>& floats) {
  std::vector<double> out;
  for (const double value : floats) {
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(value)).ptr;
    std::from_chars(text.data(), end, out.emplace_back());
  }
  return out;
}

ordered_json to_json(const FeatureProfile& profile) {
  ordered_json out;
  out["name"] = profile.name;
  out["kind"] = word(profile.kind);
  out["bins"] = to_json(profile.plan);
  out["counts"] = to_json(profile.counts);
  out["precision"] = profile.single_precision ? "float" : "double";
  out["quantiles"] = profile.single_precision ? short_decimals(profile.grid) : profile.grid;
  out["moments"] = to_json(profile.moments);
  out["windows"] = ordered_json::array();
  for (std::size_t i = 0; i < profile.noise.size(); ++i) {
    out["windows"].push_back({{"length", profile.noise[i].length},
                              {"trace", profile.noise[i].trace},
                              {"sum_squares", profile.noise[i].sum_squares},
                              {"highest_psi", profile.windows[i].highest},
                              {"psi_p99", profile.windows[i].p99}});
  }
  out["gain"] = profile.gain;
  out["psi_between_models"] = profile.between_models;
  return out;
}

ordered_json to_json(const std::optional<FeatureProfile>& profile) {
  return profile ? to_json(*profile) : ordered_json(nullptr);
}

ordered_json to_json(const std::optional<Timestamp>& time) {
  return time ? ordered_json(to_iso8601(*time)) : ordered_json(nullptr);
}

}  // namespace

std::string write_profile(const ReferenceProfile& profile) {
  ordered_json out;
  out["format"] = kProfileFormat;
  out["version"] = kProfileVersion;
  out["model_sha256"] = profile.model_sha256;
  out["data_sha256"] = profile.data_sha256;
  out["first_time"] = to_json(profile.first);
  out["last_time"] = to_json(profile.last);
  out["row_spacing_us"] = profile.spacing.count();
  out["features"] = ordered_json::array();
  for (const auto& feature : profile.features) {
    out["features"].push_back(to_json(feature));
  }
  out["prediction"] = to_json(profile.prediction);
  out["target"] = to_json(profile.target);
  std::string text = to_json_line(out);
  text.pop_back();  // the sum goes inside
  const std::string sum = sha256_hex(text);
  return text.append(kSumKey).append(sum).append(kProfileEnd);
}

}  // namespace mlpipe::drift
