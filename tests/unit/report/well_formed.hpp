// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// A tiny checker for what to_html() writes: every element closed in order, attributes quoted, no
/// loose < or &. Not a parser of HTML at large.
class HtmlChecker {
 public:
  explicit HtmlChecker(std::string_view html) : html_(html) {}

  /// Empty, or the first thing that is wrong.
  std::string problem() {
    if (html_.substr(0, 15) == "<!DOCTYPE html>") {
      at_ = 15;
    }
    while (problem_.empty() && at_ < html_.size()) {
      if (!open_.empty() && open_.back() == "style") {
        at_ = html_.find("</style>", at_);
        if (at_ == std::string_view::npos) {
          return "style is never closed";
        }
      }
      const char c = html_[at_];
      c == '<' ? tag() : text(c);
    }
    if (problem_.empty() && !open_.empty()) {
      problem_ = open_.back() + " is never closed";
    }
    return problem_;
  }

 private:
  void fail(const std::string& what) {
    problem_ = what + " at byte " + std::to_string(at_) + ": " + std::string(html_.substr(at_, 60));
  }

  void text(char c) {
    if (c == '>') {
      fail("loose >");
    } else if (c == '&') {
      reference();
    }
    ++at_;
  }

  void reference() {
    const auto end = html_.find(';', at_);
    static const std::set<std::string_view> kKnown = {"&lt", "&gt", "&amp", "&quot", "&#39"};
    if (end == std::string_view::npos || kKnown.count(html_.substr(at_, end - at_)) == 0) {
      fail("loose &");
    }
  }

  void tag() {
    const bool is_end = html_.substr(at_, 2) == "</";
    std::size_t at = at_ + (is_end ? 2 : 1);
    const std::size_t begin = at;
    while (at < html_.size() &&
           (std::isalnum(static_cast<unsigned char>(html_[at])) != 0 || html_[at] == '-')) {
      ++at;
    }
    const std::string name(html_.substr(begin, at - begin));
    if (name.empty()) {
      return fail("loose <");
    }
    const bool is_empty = !attributes(at);
    if (!problem_.empty()) {
      return;
    }
    static const std::set<std::string> kVoid = {"meta", "br", "hr"};
    if (is_end) {
      if (open_.empty() || open_.back() != name) {
        return fail("</" + name + "> closes " + (open_.empty() ? "nothing" : open_.back()));
      }
      open_.pop_back();
    } else if (!is_empty && kVoid.count(name) == 0) {
      open_.push_back(name);
    }
    at_ = at;
  }

  /// Moves behind the tag's ">". @returns false if it ended in "/>"
  bool attributes(std::size_t& at) {
    while (at < html_.size()) {
      if (html_[at] == '>') {
        ++at;
        return true;
      }
      if (html_.substr(at, 2) == "/>") {
        at += 2;
        return false;
      }
      const std::size_t equals = html_.find_first_of("=>", at);
      if (html_[at] != ' ' || equals == std::string_view::npos ||
          html_.substr(equals, 2) != "=\"") {
        fail("broken attribute");
        return true;
      }
      const std::size_t end = html_.find('"', equals + 2);
      const auto value = html_.substr(equals + 2, end - equals - 2);
      if (end == std::string_view::npos || value.find('<') != std::string_view::npos) {
        fail("broken attribute value");
        return true;
      }
      at = end + 1;
    }
    fail("tag is never closed");
    return true;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  std::string problem_;
};

inline std::string html_problem(const std::string& html) {
  return HtmlChecker(html).problem();
}
