// SPDX-License-Identifier: MIT
#include "mlpipe/core/redactor.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kTelling = 8;  // a shorter part of a secret stands in any text by chance
constexpr std::string_view kBlot = "***";

/// What base64 of a longer text holds for sure if it holds `bytes` behind `offset` other ones: the
/// digits that no neighbour has a part in.
std::string inner_base64(const std::string& bytes, std::size_t offset) {
  constexpr std::array<std::size_t, 3> kBefore{0, 2, 3};
  constexpr std::array<std::size_t, 3> kBehind{0, 3, 2};
  std::string text = base64(std::string(offset, '\0') + bytes);
  text.erase(text.size() - std::min(text.size(), kBehind[(offset + bytes.size()) % 3]));
  return text.substr(std::min(text.size(), kBefore[offset]));
}

void add_base64(const std::string& value, std::vector<std::string>& forms) {
  for (std::size_t offset = 0; offset < 3; ++offset) {
    std::string form = inner_base64(value, offset);
    if (form.size() < kTelling) {
      continue;
    }
    forms.push_back(form);
    std::replace(form.begin(), form.end(), '+', '-');
    std::replace(form.begin(), form.end(), '/', '_');
    forms.push_back(form);
  }
}

/// What follows the host of a URL, which is the secret of a webhook's address.
std::string behind_host(const std::string& value) {
  const auto scheme = value.find("://");
  const auto slash = scheme == std::string::npos ? scheme : value.find('/', scheme + 3);
  return slash == std::string::npos ? "" : value.substr(slash + 1);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Words before a secret, and what the secret is made of.
struct Shape {
  std::string_view prefix;  ///< lower case
  std::string_view marks;   ///< that it may hold beside letters, digits and '_'
  std::size_t least;        ///< bytes; fewer are something else
  bool own_word = false;    ///< the prefix begins a word, and belongs to the secret
};

constexpr std::array<Shape, 14> kShapes{{
    {"hooks.slack.com/services/", "/-", 1},
    {"hooks.slack.com/workflows/", "/-", 1},
    {"hooks.slack.com/triggers/", "/-", 1},
    {"discord.com/api/webhooks/", "/-", 1},
    {"discordapp.com/api/webhooks/", "/-", 1},
    {"bearer ", "-.~+/=", 8},
    {"bearer: ", "-.~+/=", 8},
    {"authorization: basic ", "-.~+/=", 4},
    {"ghp_", "-.", 16, true},
    {"gho_", "-.", 16, true},
    {"ghu_", "-.", 16, true},
    {"ghs_", "-.", 16, true},
    {"ghr_", "-.", 16, true},
    {"github_pat_", "", 16, true},
}};

void blot_shape(const Shape& shape, std::string& text) {
  std::string folded = lower(text);
  for (auto at = folded.find(shape.prefix); at != std::string::npos;
       at = folded.find(shape.prefix, at + 1)) {
    const std::size_t begin = at + shape.prefix.size();
    std::size_t end = begin;
    while (end < text.size() &&
           (is_word(text[end]) || shape.marks.find(text[end]) != std::string_view::npos)) {
      ++end;
    }
    if (end - begin < shape.least || (shape.own_word && at > 0 && is_word(text[at - 1]))) {
      continue;
    }
    const std::size_t from = shape.own_word ? at : begin;
    text.replace(from, end - from, kBlot);
    folded.replace(from, end - from, kBlot);
  }
}

/// "scheme://user:password@host" without the user, too: a token is often put in its place.
void blot_logins(std::string& text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    const std::size_t end = std::min(text.find_first_of("/?# \t\r\n\"'<>", begin), text.size());
    const std::size_t login = text.rfind('@', end);
    if (login != std::string::npos && login > begin && login < end) {
      text.replace(begin, login - begin, kBlot);
    }
  }
}

}  // namespace

std::vector<std::string> secret_forms(const Secret& secret) {
  std::vector<std::string> forms{secret.reveal(), percent_encode(secret.reveal())};
  add_base64(secret.reveal(), forms);
  if (const std::string path = behind_host(secret.reveal()); path.size() >= kTelling) {
    forms.push_back(path);
    forms.push_back(percent_encode(path));
    add_base64(path, forms);
  }
  std::vector<std::string> out;
  for (auto& form : forms) {
    if (form.size() >= kShortest && std::find(out.begin(), out.end(), form) == out.end()) {
      out.push_back(std::move(form));
    }
  }
  return out;
}

void Redactor::add(const Secret& secret) {
  for (auto& form : secret_forms(secret)) {
    known_.push_back(std::move(form));
  }
  std::stable_sort(known_.begin(), known_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string Redactor::clean(std::string_view text) const {
  std::string out(text);
  for (const auto& secret : known_) {
    for (auto at = out.find(secret); at != std::string::npos;
         at = out.find(secret, at + kBlot.size())) {
      out.replace(at, secret.size(), kBlot);
    }
  }
  for (const auto& shape : kShapes) {
    blot_shape(shape, out);
  }
  blot_logins(out);
  return out;
}

}  // namespace mlpipe
