// SPDX-License-Identifier: MIT
#include "axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/core/text.hpp"

namespace mlpipe::report {
namespace {

bool is_log(const Axis& axis) {
  return axis.scale == Scale::kLog && axis.low > 0.0;
}

double scaled(const Axis& axis, double value) {
  return is_log(axis) ? std::log(value) : value;
}

std::size_t category_of(const Axis& axis, double value) {
  const auto last = static_cast<double>(axis.categories.size() - 1);
  return static_cast<std::size_t>(std::clamp(std::nearbyint(value), 0.0, last));
}

}  // namespace

double share_on(const Axis& axis, double value) {
  if (!std::isfinite(value)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (!axis.categories.empty()) {
    return (static_cast<double>(category_of(axis, value)) + 0.5) /
           static_cast<double>(axis.categories.size());
  }
  const double inside = std::clamp(value, axis.low, std::max(axis.low, axis.high));
  const double width = scaled(axis, axis.high) - scaled(axis, axis.low);
  return width > 0.0 ? (scaled(axis, inside) - scaled(axis, axis.low)) / width : 0.5;
}

double value_at(const Axis& axis, double share) {
  if (!axis.categories.empty()) {
    return std::floor(share * static_cast<double>(axis.categories.size()));
  }
  const double low = scaled(axis, axis.low);
  const double at = low + share * (scaled(axis, axis.high) - low);
  return is_log(axis) ? std::exp(at) : at;
}

std::vector<Tick> ticks_of(const Axis& axis, int most) {
  std::vector<Tick> out;
  if (!axis.categories.empty()) {
    const std::size_t n = axis.categories.size();
    const auto every = (n + static_cast<std::size_t>(most) - 1) / static_cast<std::size_t>(most);
    for (std::size_t i = 0; i < n; i += every) {
      out.push_back({static_cast<double>(i), axis.categories[i]});
    }
    return out;
  }
  if (!(axis.low < axis.high)) {
    return {{axis.low, value_text(axis, axis.low)}};
  }
  // Log ticks always lie inside; linear ones go round the range and may need a second try.
  for (int asked = most; asked <= most + 2; ++asked) {
    out = is_log(axis) ? log_ticks(axis.low, axis.high, asked, axis.format.style)
                       : linear_ticks(axis.low, axis.high, asked, axis.format.style);
    const double slack = 1e-9 * (axis.high - axis.low);
    out.erase(std::remove_if(out.begin(), out.end(),
                             [&](const Tick& tick) {
                               return tick.at < axis.low - slack || tick.at > axis.high + slack;
                             }),
              out.end());
    if (static_cast<int>(out.size()) >= std::min(most, 3)) {
      break;
    }
  }
  return out;
}

std::string value_text(const Axis& axis, double value) {
  if (!std::isfinite(value)) {
    return "";
  }
  if (!axis.categories.empty()) {
    return axis.categories[category_of(axis, value)];
  }
  if (axis.format.style != NumberStyle::kNumber) {
    return format_number(value, axis.format);
  }
  constexpr int kFigures = 4;
  const int before = value == 0.0 ? 1 : static_cast<int>(std::floor(std::log10(std::abs(value))));
  std::string text =
      format_number(value, {NumberStyle::kNumber, std::clamp(kFigures - 1 - before, 0, 12)});
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
      text.pop_back();
    }
  }
  return text;
}

}  // namespace mlpipe::report
