// SPDX-License-Identifier: MIT
#include "mlpipe/report/document.hpp"

#include <utility>

namespace mlpipe::report {
namespace {

Text marked(std::string text, Mark mark, std::string target = "") {
  Text out;
  out.spans.push_back({std::move(text), mark, std::move(target)});
  return out;
}

}  // namespace

Text::Text(std::string plain) {
  if (!plain.empty()) {
    spans.push_back({std::move(plain), Mark::kPlain, ""});
  }
}

Text::Text(const char* plain) : Text(std::string(plain)) {}

Text bold(std::string text) {
  return marked(std::move(text), Mark::kBold);
}

Text code(std::string text) {
  return marked(std::move(text), Mark::kCode);
}

Text link_to(std::string text, std::string target) {
  return marked(std::move(text), Mark::kLink, std::move(target));
}

Text spark(std::string description, Spark bars) {
  Text out;
  out.spans.push_back({std::move(description), Mark::kSpark, "", std::move(bars)});
  return out;
}

Text operator+(Text left, const Text& right) {
  left.spans.insert(left.spans.end(), right.spans.begin(), right.spans.end());
  return left;
}

Table as_table(const KeyValues& list) {
  Table table;
  table.columns = {{"", Align::kLeft}, {"", Align::kLeft}};
  for (const auto& [key, value] : list.entries) {
    table.rows.push_back({key, value});
  }
  return table;
}

std::string plain(const Text& text) {
  std::string out;
  for (const auto& span : text.spans) {
    out += span.mark == Mark::kSpark ? "" : span.text;
  }
  return out;
}

}  // namespace mlpipe::report
