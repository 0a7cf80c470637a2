// SPDX-License-Identifier: MIT
#include "commands/step_results.hpp"

#include <cmath>

#include "mlpipe/core/error.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = 256U << 20U;

/// "mlpipe.train/1" -> "train"; empty for anything else.
std::string command_of(const json& document) {
  const std::string schema = document.is_object() ? text_at(document, "/schema") : "";
  const std::string prefix = "mlpipe.";
  const auto slash = schema.find('/');
  return schema.rfind(prefix, 0) == 0 && slash != std::string::npos
             ? schema.substr(prefix.size(), slash - prefix.size())
             : "";
}

json read(const FileSystem& files, const std::string& path) {
  try {
    return files.exists(path) ? json::parse(files.read(path, kMostBytes), nullptr, false) : json();
  } catch (const Error&) {
    return {};
  }
}

/// Null if there is nothing there.
const json* find(const json& document, const char* pointer) {
  const json::json_pointer at(pointer);
  return document.contains(at) ? &document.at(at) : nullptr;
}

}  // namespace

StepResults::StepResults(const FileSystem& files, const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    json document = read(files, path);
    std::string command = command_of(document);
    if (command.empty()) {
      missing_.push_back(FileSystem::Path(path).filename().string());
    } else {
      documents_.emplace_back(std::move(command), std::move(document));
    }
  }
}

const json* StepResults::of(const std::string& command) const {
  const json* out = nullptr;
  for (const auto& [name, document] : documents_) {
    out = name == command ? &document : out;
  }
  return out;
}

const json* StepResults::first_error() const {
  for (const auto& [name, document] : documents_) {
    if (find(document, "/error/message") != nullptr) {
      return &document;
    }
  }
  return nullptr;
}

std::string text_at(const json& document, const char* pointer) {
  const json* value = find(document, pointer);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

bool flag_at(const json& document, const char* pointer) {
  const json* value = find(document, pointer);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::optional<double> number_at(const json& document, const char* pointer) {
  const json* value = find(document, pointer);
  return value != nullptr && value->is_number() ? std::optional(value->get<double>())
                                                : std::nullopt;
}

const json& list_at(const json& document, const char* pointer) {
  static const json kNone = json::array();
  const json* value = find(document, pointer);
  return value != nullptr && value->is_array() ? *value : kNone;
}

std::vector<std::string> texts_at(const json& document, const char* pointer) {
  std::vector<std::string> out;
  for (const auto& item : list_at(document, pointer)) {
    if (item.is_string()) {
      out.push_back(item.get<std::string>());
    }
  }
  return out;
}

}  // namespace mlpipe::commands
