// SPDX-License-Identifier: MIT
#include "mlpipe/registry/semver.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mlpipe/core/text.hpp"

namespace mlpipe::registry {
namespace {

constexpr std::array<std::string_view, 3> kLevelNames = {"patch", "minor", "major"};
constexpr std::string_view kFilePrefix = "model_v";
constexpr std::array<std::string_view, 2> kFileSuffixes = {".ubj", "_metadata.json"};

// By hand and not by <cctype>: what counts as a digit or a letter must not hang on the locale.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_identifier_char(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_number(std::string_view text) {
  return is_digits(text) && (text.size() == 1 || text.front() != '0');
}

bool is_build_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_identifier_char);
}

bool is_prerelease_identifier(std::string_view text) {
  return is_build_identifier(text) && (!is_digits(text) || is_number(text));
}

/// Dot-separated parts, all of which are valid; empty if one is not.
std::optional<std::vector<std::string>> split_valid(std::string_view text,
                                                    bool (*valid)(std::string_view)) {
  std::vector<std::string> parts;
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    if (!valid(part)) {
      return std::nullopt;
    }
    parts.emplace_back(part);
    if (dot == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(dot + 1);
  }
}

/// Cuts text at the first mark. @return what stands behind it, if the mark is there
std::optional<std::string_view> cut_at(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const auto behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

std::weak_ordering order_of(int sign) {
  return sign <=> 0;
}

/// Digits without leading zeros: the longer number is the larger one.
std::weak_ordering compare_numbers(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? std::weak_ordering(a.size() <=> b.size()) : order_of(a.compare(b));
}

std::weak_ordering compare_identifiers(const std::string& a, const std::string& b) {
  const bool a_number = is_digits(a);
  const bool b_number = is_digits(b);
  if (a_number && b_number) {
    return compare_numbers(a, b);
  }
  if (a_number != b_number) {
    return a_number ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  return order_of(a.compare(b));
}

std::string plus_one(std::string digits) {
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return digits;
    }
    *digit = '0';
  }
  return "1" + digits;
}

std::string without_build(const SemVer& version) {
  std::string text =
      version.major_digits() + "." + version.minor_digits() + "." + version.patch_digits();
  if (!version.prerelease().empty()) {
    text += "-" + join(version.prerelease(), ".");
  }
  return text;
}

}  // namespace

std::string to_string(BumpLevel level) {
  return std::string(kLevelNames[static_cast<std::size_t>(level)]);
}

std::optional<BumpLevel> parse_bump_level(std::string_view text) {
  const auto found = std::find(kLevelNames.begin(), kLevelNames.end(), text);
  if (found == kLevelNames.end()) {
    return std::nullopt;
  }
  return static_cast<BumpLevel>(found - kLevelNames.begin());
}

std::optional<SemVer> parse_semver(std::string_view text) {
  // The build goes first: a hyphen behind the plus belongs to it.
  const auto build = cut_at(text, '+');
  const auto prerelease = cut_at(text, '-');
  const auto core = split_valid(text, is_number);
  if (!core || core->size() != 3) {
    return std::nullopt;
  }
  SemVer version;
  version.major_ = (*core)[0];
  version.minor_ = (*core)[1];
  version.patch_ = (*core)[2];
  if (prerelease) {
    auto parts = split_valid(*prerelease, is_prerelease_identifier);
    if (!parts) {
      return std::nullopt;
    }
    version.prerelease_ = std::move(*parts);
  }
  if (build) {
    auto parts = split_valid(*build, is_build_identifier);
    if (!parts) {
      return std::nullopt;
    }
    version.build_ = std::move(*parts);
  }
  return version;
}

std::string to_string(const SemVer& version) {
  const std::string text = without_build(version);
  return version.build().empty() ? text : text + "+" + join(version.build(), ".");
}

std::weak_ordering compare(const SemVer& a, const SemVer& b) {
  using Digits = const std::string& (SemVer::*)() const noexcept;
  constexpr std::array<Digits, 3> kCore = {&SemVer::major_digits, &SemVer::minor_digits,
                                           &SemVer::patch_digits};
  for (const auto digits : kCore) {
    if (const auto order = compare_numbers((a.*digits)(), (b.*digits)()); std::is_neq(order)) {
      return order;
    }
  }
  if (a.prerelease().empty() || b.prerelease().empty()) {
    return a.prerelease().empty() <=> b.prerelease().empty();
  }
  const std::size_t common = std::min(a.prerelease().size(), b.prerelease().size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = compare_identifiers(a.prerelease()[i], b.prerelease()[i]);
        std::is_neq(order)) {
      return order;
    }
  }
  return a.prerelease().size() <=> b.prerelease().size();
}

SemVer bump(const SemVer& from, BumpLevel level) {
  const bool prerelease = !from.prerelease().empty();
  SemVer to;
  to.major_ = from.major_;
  to.minor_ = from.minor_;
  to.patch_ = from.patch_;
  const bool patch_free = from.patch_ == "0";
  const bool minor_free = from.minor_ == "0";
  if (level == BumpLevel::kPatch) {
    to.patch_ = prerelease ? from.patch_ : plus_one(from.patch_);
  } else if (level == BumpLevel::kMinor) {
    to.minor_ = prerelease && patch_free ? from.minor_ : plus_one(from.minor_);
    to.patch_ = "0";
  } else {
    to.major_ = prerelease && minor_free && patch_free ? from.major_ : plus_one(from.major_);
    to.minor_ = "0";
    to.patch_ = "0";
  }
  return to;
}

std::optional<SemVer> parse_version_name(std::string_view text) {
  if (text.starts_with('v')) {
    text.remove_prefix(1);
  }
  return parse_semver(text);
}

std::string version_name(const SemVer& version) {
  return "v" + without_build(version);
}

std::string model_file_name(const SemVer& version, ModelFileKind kind) {
  return std::string(kFilePrefix) + without_build(version) +
         std::string(kFileSuffixes[static_cast<std::size_t>(kind)]);
}

std::optional<ModelFileName> parse_model_file_name(std::string_view file) {
  if (!file.starts_with(kFilePrefix)) {
    return std::nullopt;
  }
  file.remove_prefix(kFilePrefix.size());
  for (const auto kind : {ModelFileKind::kModel, ModelFileKind::kMetadata}) {
    const auto suffix = kFileSuffixes[static_cast<std::size_t>(kind)];
    if (file.ends_with(suffix)) {
      auto version = parse_semver(file.substr(0, file.size() - suffix.size()));
      if (version && version->build().empty()) {
        return ModelFileName{kind, std::move(*version)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace mlpipe::registry
