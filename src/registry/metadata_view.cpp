// SPDX-License-Identifier: MIT
#include "registry/metadata_view.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestInSentence = 60;

bool can_be_shown(const std::string& text) {
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  return !text.empty() && !controls && is_utf8(text);
}

}  // namespace

const json* MetadataView::find(const std::string& pointer) const {
  const json::json_pointer path(pointer);
  return document_.contains(path) ? &document_.at(path) : nullptr;
}

const json& MetadataView::at(const std::string& pointer) const {
  const json* value = find(pointer);
  if (value == nullptr) {
    damaged(pointer, "is missing");
  }
  return *value;
}

const json& MetadataView::object(const std::string& pointer) const {
  const json& value = at(pointer);
  if (!value.is_object()) {
    damaged(pointer, std::string("must be an object, found ") + value.type_name());
  }
  return value;
}

const std::string& MetadataView::text(const std::string& pointer) const {
  const json& value = at(pointer);
  if (!value.is_string()) {
    damaged(pointer, std::string("must be a string, found ") + value.type_name());
  }
  return value.get_ref<const std::string&>();
}

const std::string& MetadataView::sha256(const std::string& pointer) const {
  const std::string& value = text(pointer);
  const bool hex = std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (value.size() != 64 || !hex) {
    damaged(pointer, "must be a SHA-256 of 64 hexadecimal digits, found " + quote(value));
  }
  return value;
}

std::vector<std::string> MetadataView::names(const std::string& pointer) const {
  const json& list = at(pointer);
  const auto is_string = [](const json& item) { return item.is_string(); };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_string)) {
    damaged(pointer, "must be a list of strings, found " + short_text(list));
  }
  return list.get<std::vector<std::string>>();
}

Timestamp MetadataView::time(const std::string& pointer) const {
  const std::string& value = text(pointer);
  const auto time = from_iso8601(value);
  if (!time) {
    damaged(pointer, "must be a time as \"2026-11-23T02:00:00Z\", found " + quote(value));
  }
  return *time;
}

std::uint64_t MetadataView::count(const std::string& pointer) const {
  const json& value = at(pointer);
  // A parser gives unsigned, a hand-made document may hold a signed one.
  if (!value.is_number_integer() ||
      (!value.is_number_unsigned() && value.get<std::int64_t>() < 0)) {
    damaged(pointer, "must be a whole number of at least 0, found " + short_text(value));
  }
  return value.get<std::uint64_t>();
}

void MetadataView::damaged(const std::string& pointer, const std::string& problem) const {
  throw IntegrityError(whose_ + ": " + pointer + ": " + problem +
                       "; the file is damaged or was not written by mlpipe train");
}

std::string plain_text(const json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return can_be_shown(text) ? text : quote(text, text.size());
  }
  return to_json_line(value);
}

std::string short_text(const json& value) {
  const std::string text = plain_text(value);
  return text.size() > kLongestInSentence ? quote(text, kLongestInSentence) : text;
}

std::string shown(const std::string& text) {
  return can_be_shown(text) && text.size() <= kLongestInSentence ? text : quote(text);
}

}  // namespace mlpipe::registry
