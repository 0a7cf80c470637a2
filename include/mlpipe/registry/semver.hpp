// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::registry {

/// How far a version number moves. Ordered: the highest of several is the largest.
enum class BumpLevel { kPatch, kMinor, kMajor };

/// "patch", "minor", "major".
[[nodiscard]] std::string to_string(BumpLevel level);
/// Reads exactly what to_string() writes; empty otherwise.
[[nodiscard]] std::optional<BumpLevel> parse_bump_level(std::string_view text);

/// A version of Semantic Versioning 2.0.0 (semver.org). Numbers are kept as digits: the grammar
/// sets no upper bound, so none overflows. Made by parse_semver() and bump() alone, and so always
/// valid; a default one is 0.0.0.
class SemVer {
 public:
  [[nodiscard]] const std::string& major_digits() const noexcept { return major_; }
  [[nodiscard]] const std::string& minor_digits() const noexcept { return minor_; }
  [[nodiscard]] const std::string& patch_digits() const noexcept { return patch_; }
  /// Identifiers behind "-"; one of digits alone is a number. Empty: a release.
  [[nodiscard]] const std::vector<std::string>& prerelease() const noexcept { return prerelease_; }
  /// Identifiers behind "+".
  [[nodiscard]] const std::vector<std::string>& build() const noexcept { return build_; }

  /// The same text, build included. For precedence see compare().
  bool operator==(const SemVer&) const = default;

 private:
  friend std::optional<SemVer> parse_semver(std::string_view text);
  friend SemVer bump(const SemVer& from, BumpLevel level);

  std::string major_ = "0";
  std::string minor_ = "0";
  std::string patch_ = "0";
  std::vector<std::string> prerelease_;
  std::vector<std::string> build_;
};

/// The grammar exactly: nothing is trimmed or repaired, and there is no "v". Empty if it is not a
/// version.
[[nodiscard]] std::optional<SemVer> parse_semver(std::string_view text);

/// What parse_semver() reads back: "1.2.0-rc.1+b7".
[[nodiscard]] std::string to_string(const SemVer& version);

/// Precedence by section 11 of the specification. Build does not count, so two versions that are
/// not == may be equivalent; a registry holds only one of them.
[[nodiscard]] std::weak_ordering compare(const SemVer& a, const SemVer& b);

/// The next release. A pre-release of X.Y.Z is released as X.Y.Z when the level allows it
/// (1.3.0-rc.1 by minor is 1.3.0); build is dropped. These two rules are mlpipe's, not the
/// specification's.
[[nodiscard]] SemVer bump(const SemVer& from, BumpLevel level);

/// As people and folders name a version: "1.2.0" or "v1.2.0", one small v at most.
[[nodiscard]] std::optional<SemVer> parse_version_name(std::string_view text);

/// "v1.2.0": a folder of the archive. Build is left out, it never enters a name on the disk; every
/// byte is of [0-9A-Za-z.-], so a name cannot leave its folder.
[[nodiscard]] std::string version_name(const SemVer& version);

enum class ModelFileKind { kModel, kMetadata };

struct ModelFileName {
  ModelFileKind kind = ModelFileKind::kModel;
  SemVer version;
};

/// "model_v1.2.0.ubj" or "model_v1.2.0_metadata.json".
[[nodiscard]] std::string model_file_name(const SemVer& version, ModelFileKind kind);

/// Reads exactly what model_file_name() writes; empty otherwise.
[[nodiscard]] std::optional<ModelFileName> parse_model_file_name(std::string_view file);

}  // namespace mlpipe::registry
