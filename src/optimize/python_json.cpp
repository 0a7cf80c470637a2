// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/python_json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "optimize/python_words.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void restore_words(json& node) {
  if (node.is_string()) {
    if (const auto value = value_of_stand_in(node.get_ref<const std::string&>())) {
      node = *value;
    }
  } else if (node.is_structured()) {
    for (auto& child : node) {
      restore_words(child);
    }
  }
}

std::optional<json> parse_standard(std::string_view text) {
  try {
    return json::parse(text.begin(), text.end());
  } catch (const json::exception&) {
    return std::nullopt;  // not JSON, or a number beyond the range of a double
  }
}

void append_strings(std::string& out, const ordered_json& value) {
  out += value.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

void append(std::string& out, const ordered_json& value, Spacing spacing) {
  const char* comma = spacing == Spacing::kCompact ? "," : ", ";
  const char* colon = spacing == Spacing::kCompact ? ":" : ": ";
  const char* between = "";
  if (value.is_object()) {
    out += '{';
    for (const auto& [key, child] : value.items()) {
      out += between;
      append_strings(out, ordered_json(key));
      out += colon;
      append(out, child, spacing);
      between = comma;
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const auto& child : value) {
      out += between;
      append(out, child, spacing);
      between = comma;
    }
    out += ']';
  } else if (value.is_number_float()) {
    out += python_number(value.get<double>());
  } else {
    append_strings(out, value);
  }
}

}  // namespace

std::string with_stand_ins(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const PythonWord* found = nullptr;
    for (const auto& word : kPythonWords) {
      if (!in_string && text.substr(i, word.text.size()) == word.text) {
        found = &word;
        break;
      }
    }
    if (found != nullptr) {
      out.append("\"").append(found->stand_in).append("\"");
      i += found->text.size();
      continue;
    }
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out += text[i++];
    } else if (c == '"') {
      in_string = !in_string;
    }
    out += text[i++];
  }
  return out;
}

std::optional<json> parse_python_json(std::string_view text) {
  if (auto plain = parse_standard(text)) {
    return plain;
  }
  auto parsed = parse_standard(with_stand_ins(text));
  if (parsed) {
    restore_words(*parsed);
  }
  return parsed;
}

std::string to_python_json(const ordered_json& value, Spacing spacing) {
  std::string out;
  append(out, value, spacing);
  return out;
}

std::string python_number(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0.0 ? "Infinity" : "-Infinity";
  }
  // Python writes an exponent below 1e-4 and from 1e16 on; to_chars' own choice is the shorter.
  const double size = std::fabs(value);
  const bool plain = value == 0.0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string out(buffer.data(), end.ptr);
  if (plain && out.find('.') == std::string::npos) {
    out += ".0";
  }
  return out;
}

}  // namespace mlpipe::optimize
