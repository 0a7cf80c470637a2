// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/run_record.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/sha256.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The longest beginning of at most so many bytes that ends between characters.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  while (most > 0 && is_continuation(text[most])) {
    --most;
  }
  return text.substr(0, most);
}

bool is_ascii_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '/' || c == ' ';
}

}  // namespace

const std::string& to_string(RunStatus status) {
  static const std::array<std::string, 4> kWords{"RUNNING", "FINISHED", "FAILED", "KILLED"};
  return kWords.at(static_cast<std::size_t>(status));
}

std::string make_uid(const std::string& seed) {
  // Any bytes become 16 evenly spread ones; then the version and variant of RFC 4122's UUID 4.
  std::string uid = sha256_hex(seed).substr(0, 32);
  uid[12] = '4';
  uid[16] =
      "89ab"[static_cast<std::size_t>(uid[16] <= '9' ? uid[16] - '0' : uid[16] - 'a' + 10) % 4];
  return uid;
}

std::string clean_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty()) {
      continue;
    }
    out += out.empty() ? "" : "/";
    out += part == "." || part == ".." ? std::string(part.size(), '_') : std::string(part);
  }
  return out.empty() ? "_" : out;
}

std::string to_key(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '@') {
      out += "_at_";
    } else if (is_ascii_key_character(c)) {
      out += c;
    } else if (!is_continuation(c)) {
      out += '_';
    }
  }
  // Cutting can leave a part "." or a '/' at the end, and so comes between two cleanings.
  return clean_path(clean_path(out).substr(0, kMostKeyCharacters));
}

std::string cut_visibly(const std::string& text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  const auto characters =
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); });
  const std::string end = " ... (" + std::to_string(characters) + " characters)";
  if (end.size() >= most) {
    return std::string(beginning(text, most));
  }
  return std::string(beginning(text, most - end.size())) + end;
}

std::vector<std::pair<std::string, std::string>> all_tags(const RunRecord& run) {
  std::vector<std::pair<std::string, std::string>> tags{{"mlflow.runName", run.name},
                                                        {"mlflow.user", run.user},
                                                        {"mlflow.source.type", "LOCAL"},
                                                        {"mlflow.source.name", run.source},
                                                        {kRunUidTag, run.uid}};
  const std::size_t derived = tags.size();
  for (const auto& tag : run.tags) {
    const auto end = tags.begin() + static_cast<std::ptrdiff_t>(derived);
    if (std::none_of(tags.begin(), end, [&](const auto& it) { return it.first == tag.first; })) {
      tags.push_back(tag);
    }
  }
  return tags;
}

}  // namespace mlpipe::tracking
