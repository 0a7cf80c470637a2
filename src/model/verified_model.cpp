// SPDX-License-Identifier: MIT
#include "mlpipe/model/verified_model.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "model/booster_impl.hpp"
#include "model/ubj_walker.hpp"

namespace mlpipe::model {
namespace {

// XGBoost 3.2 keeps counts in int32; a feature takes at least a byte of any model that uses it.
constexpr std::uint64_t kMaxCount = 2147483647;

std::uint64_t count_of(const ModelLeaf& leaf) {
  std::uint64_t value = 0;
  const auto* end = leaf.text.data() + leaf.text.size();
  const auto [rest, error] = std::from_chars(leaf.text.data(), end, value);
  if (error != std::errc() || rest != end || value > kMaxCount) {
    throw IntegrityError("the model is damaged: " + join(leaf.path, "/") + " is " +
                         quote(leaf.text) + ", not a count");
  }
  return value;
}

/// Gathers from the leaves what a summary holds.
struct Collector {
  ModelSummary summary;
  std::size_t version_parts = 0;
  bool has_feature_count = false;

  void learner(const ModelLeaf& leaf) {
    const auto& path = leaf.path;
    if (path.size() == 3 && path[1] == "learner_model_param") {
      if (path[2] == "num_feature") {
        summary.feature_count = count_of(leaf);
        has_feature_count = true;
      } else if (path[2] == "num_class") {
        summary.class_count = count_of(leaf);
      } else if (path[2] == "num_target") {
        summary.target_count = count_of(leaf);
      }
    } else if (path.size() == 3 && path[1] == "feature_names") {
      summary.feature_names.emplace_back(leaf.text);
    } else if (path.size() == 3 && path[2] == "name" && path[1] == "objective") {
      summary.objective = leaf.text;
    } else if (path.size() == 3 && path[2] == "name" && path[1] == "gradient_booster") {
      summary.booster = leaf.text;
    }
  }

  void operator()(const ModelLeaf& leaf) {
    const auto& path = leaf.path;
    if (path[0] == "learner") {
      learner(leaf);
    } else if (path.size() == 2 && path[0] == "version") {
      int* const parts[] = {&summary.version.major, &summary.version.minor, &summary.version.patch};
      if (version_parts < 3) {
        *parts[version_parts++] = static_cast<int>(count_of(leaf));
      }
    }
  }

  void finish() const {
    if (version_parts != 3 || !has_feature_count || summary.objective.empty() ||
        summary.booster.empty()) {
      throw IntegrityError(
          "this is no XGBoost model: version, learner_model_param, objective and gradient_booster "
          "must all be there");
    }
    if (summary.feature_count == 0) {
      throw IntegrityError("the model has no features");
    }
    if (!summary.feature_names.empty() && summary.feature_names.size() != summary.feature_count) {
      throw IntegrityError("the model has " + std::to_string(summary.feature_count) +
                           " features and " + std::to_string(summary.feature_names.size()) +
                           " feature names");
    }
  }
};

/// Of one minor version all patches read the same models; between those both directions were seen
/// to load without an error and predict wrongly only when the model is newer.
void require_not_newer(const LibraryVersion& model) {
  const auto library = library_version();
  const LibraryVersion wanted{model.major, model.minor, 0};
  if (LibraryVersion{library.major, library.minor, 0} < wanted) {
    throw IntegrityError(
        "the model was written by XGBoost " + to_string(model) + " and this is XGBoost " +
        to_string(library) + ", which could load it and predict wrongly; it needs XGBoost " +
        std::to_string(wanted.major) + "." + std::to_string(wanted.minor) + " or later");
  }
}

}  // namespace

ModelSummary inspect_model(std::string_view bytes) {
  if (bytes.empty()) {
    throw IntegrityError("the model is empty");
  }
  if (bytes.front() != '{') {
    throw IntegrityError(
        "the model begins with " + quote(bytes.substr(0, 1)) +
        " instead of '{': it is neither UBJSON nor JSON (XGBoost's old binary format is not read)");
  }
  Collector collector;
  const auto on_leaf = [&collector](const ModelLeaf& leaf) { collector(leaf); };
  // In UBJSON a key's length follows, which begins with a letter or, when counted, with '#'.
  const auto second = bytes.find_first_not_of(" \t\r\n", 1);
  const bool json = second == bytes.npos || bytes[second] == '"' || bytes[second] == '}';
  collector.summary.format = json ? "json" : "ubj";
  json ? walk_json(bytes, on_leaf) : walk_ubj(bytes, on_leaf);
  collector.finish();
  return collector.summary;
}

Booster load_verified(std::string_view bytes, const std::string& expected_sha256,
                      std::size_t max_bytes) {
  if (bytes.size() > max_bytes) {
    throw IntegrityError("the model has " + grouped(bytes.size()) + " bytes, more than " +
                         grouped(max_bytes));
  }
  const auto found = sha256_hex(bytes);
  if (found != expected_sha256) {
    throw IntegrityError("the model's SHA-256 is " + found + ", recorded was " +
                         quote(expected_sha256, 64) +
                         "; it is not the model that was written: restore it or train again");
  }
  const auto summary = inspect_model(bytes);
  require_not_newer(summary.version);
  if (summary.booster == "gblinear") {
    throw IntegrityError("the model is a gblinear one; mlpipe reads models of trees alone");
  }
  auto booster = Booster::from_bytes(bytes);
  if (booster.feature_count() != summary.feature_count) {
    throw IntegrityError("XGBoost read " + std::to_string(booster.feature_count()) +
                         " features from a model of " + std::to_string(summary.feature_count));
  }
  booster.impl_->outputs = std::max(summary.class_count, summary.target_count);
  return booster;
}

}  // namespace mlpipe::model
