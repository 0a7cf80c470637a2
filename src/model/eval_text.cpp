// SPDX-License-Identifier: MIT
#include "model/eval_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::model {
namespace {

EvalValue parse_field(std::string_view field) {
  // "valid-tweedie-nloglik@1.5:0.3": the set's name has no dash, the value no colon.
  const auto dash = field.find('-');
  const auto colon = field.rfind(':');
  if (dash != std::string_view::npos && colon != std::string_view::npos && dash < colon) {
    EvalValue value{std::string(field.substr(0, dash)),
                    std::string(field.substr(dash + 1, colon - dash - 1)), 0.0};
    const auto number = field.substr(colon + 1);
    const auto* end = number.data() + number.size();
    const auto [rest, error] = std::from_chars(number.data(), end, value.value);
    if (error == std::errc() && rest == end) {
      return value;
    }
  }
  throw ModelError("XGBoost gave an evaluation that mlpipe cannot read: " + quote(field));
}

}  // namespace

std::vector<EvalValue> parse_eval_text(std::string_view text) {
  std::vector<EvalValue> values;
  auto tab = text.find('\t');
  while (tab != std::string_view::npos) {
    const auto begin = tab + 1;
    tab = text.find('\t', begin);
    values.push_back(parse_field(trim(text.substr(begin, tab - begin))));
  }
  return values;
}

std::string python_float(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0.0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer{};
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.begin(), buffer.end(), value, format).ptr;
  std::string text(buffer.begin(), end);
  if (std::isfinite(value) && plain && text.find('.') == std::string::npos) {
    text += ".0";
  }
  return text;
}

}  // namespace mlpipe::model
