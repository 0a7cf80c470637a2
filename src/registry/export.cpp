// SPDX-License-Identifier: MIT
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "registry/layout.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

using Kind = FileSystem::Kind;
using Path = FileSystem::Path;

/// Only what an export wrote before, or nothing, may be replaced.
void require_replaceable(const FileSystem& outside, const Path& to) {
  const auto kind = outside.kind(to);
  const bool free = kind == Kind::kNone || (kind == Kind::kFolder && outside.list(to).empty());
  const bool ours = kind == Kind::kFolder && outside.exists(to / kSumsFile) &&
                    outside.exists(to / "metadata.json");
  if (!free && !ours) {
    throw ConfigError("--to: " + to.string() +
                      " holds something that is no export of mlpipe; name another folder");
  }
}

}  // namespace

void ModelRegistry::export_to(const std::string& name, FileSystem& outside, const Path& to) const {
  const auto version = parse_version_name(name);
  if (!version) {
    throw ConfigError("export: expected a version such as v1.2.0, found " + quote(name));
  }
  const std::string found = version_name(*version);
  require_whole(files_, found, check_);
  require_replaceable(outside, to);
  const Path plain = to.has_filename() ? to : to.parent_path();
  const Path beside = plain.parent_path() / (".mlpipe-export-" + plain.filename().string());
  outside.remove_all(beside);
  try {
    for (const auto& file : files_.list(version_folder(found))) {
      // A link's bytes are those of its target, which is what places without links need.
      outside.replace(beside / file, files_.read(version_folder(found) / file));
    }
    if (outside.exists(plain)) {
      outside.exchange(beside, plain);
    } else {
      outside.move_new(beside, plain);
    }
  } catch (const Error&) {
    outside.remove_all(beside);
    throw;
  }
  outside.remove_all(beside);
}

}  // namespace mlpipe::registry
