// SPDX-License-Identifier: MIT
#include "optimize/journal_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"

#include "optimize/python_words.hpp"

namespace mlpipe::optimize {
namespace {

using Element = JournalJson::Element;
using Type = simdjson::dom::element_type;

/// What Python reads and simdjson does not: its three words, and integers beyond 64 bits, which
/// become the nearest double. Empty if it is no JSON at all.
std::string standard_json(std::string_view text) {
  try {
    return nlohmann::ordered_json::parse(with_stand_ins(text)).dump();
  } catch (const nlohmann::json::exception&) {
    return "";  // or a number beyond the range of a double
  }
}

void append_string(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  });
  if (plain) {
    out.append("\"").append(text).append("\"");
  } else if (const auto word = value_of_stand_in(text)) {
    out += python_number(*word);
  } else {
    out += to_python_json(std::string(text));
  }
}

void append(std::string& out, const Element& value) {
  const char* between = "";
  switch (value.type()) {
    case Type::OBJECT:
      out += '{';
      for (const auto [key, child] : JournalJson::Object(value)) {
        out += between;
        append_string(out, key);
        out += ": ";
        append(out, child);
        between = ", ";
      }
      out += '}';
      break;
    case Type::ARRAY:
      out += '[';
      for (const auto child : JournalJson::Array(value)) {
        out += between;
        append(out, child);
        between = ", ";
      }
      out += ']';
      break;
    case Type::STRING:
      append_string(out, std::string_view(value));
      break;
    case Type::DOUBLE:
      out += python_number(double(value));
      break;
    case Type::INT64:
      out += std::to_string(std::int64_t(value));
      break;
    case Type::UINT64:
      out += std::to_string(std::uint64_t(value));
      break;
    case Type::BOOL:
      out += bool(value) ? "true" : "false";
      break;
    case Type::NULL_VALUE:
      out += "null";
      break;
  }
}

}  // namespace

std::optional<Element> JournalJson::read(std::string_view text) {
  Element out;
  if (parser_.parse(text.data(), text.size()).get(out) == simdjson::SUCCESS) {
    return out;
  }
  const std::string standard = standard_json(text);
  if (standard.empty() || parser_.parse(standard).get(out) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return out;
}

std::optional<Element> find_key(const JournalJson::Object& object, std::string_view key) {
  std::optional<Element> out;
  for (const auto [name, value] : object) {
    if (name == key) {
      out = value;
    }
  }
  return out;
}

std::optional<double> number_of(const Element& value) {
  switch (value.type()) {
    case Type::DOUBLE:
      return double(value);
    case Type::INT64:
      return static_cast<double>(std::int64_t(value));
    case Type::UINT64:
      return static_cast<double>(std::uint64_t(value));
    case Type::STRING:
      return value_of_stand_in(std::string_view(value));
    default:
      return std::nullopt;
  }
}

std::string python_text(const Element& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace mlpipe::optimize
