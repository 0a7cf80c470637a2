// SPDX-License-Identifier: MIT
#include "registry/version_check.hpp"

#include <map>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"
#include "registry/sums.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

using Path = FileSystem::Path;
using Kind = FileSystem::Kind;

class FolderCheck {
 public:
  FolderCheck(const FileSystem& files, Path folder, const std::string& name)
      : files_(files), folder_(std::move(folder)), name_(name), version_(version_of(name)) {}

  std::vector<std::string> run() {
    if (files_.kind(folder_) != Kind::kFolder) {
      problems_.push_back(files_.shown(folder_) + ": there is no such folder");
      return problems_;
    }
    pruned_ = files_.exists(folder_ / kPrunedFile);
    try {
      sums_ = read_sums(files_, folder_);
      check_files();
      check_names();
      check_metadata();
    } catch (const IntegrityError& error) {
      problems_.emplace_back(error.what());
    }
    return problems_;
  }

 private:
  void problem(const std::string& file, const std::string& what) {
    problems_.push_back(files_.shown(folder_ / file) + ": " + what);
  }

  void check_files() {
    for (const auto& [file, sum] : sums_) {
      const auto kind = files_.kind(folder_ / file);
      if (kind == Kind::kNone && pruned_) {
        continue;
      }
      if (kind != Kind::kFile) {
        problem(file, kind == Kind::kNone ? "is missing" : "is no regular file");
      } else if (sha256_hex(files_.read(folder_ / file, kMostModel)) != sum) {
        problem(file, "has other bytes than when it was promoted");
      }
    }
  }

  void check_names() {
    const auto links = stable_links(version_);
    for (const auto& file : files_.list(folder_)) {
      const auto link = links.find(file);
      if (link != links.end()) {
        check_stable_name(file, link->second);
      } else if (sums_.count(file) == 0 && file != kSumsFile && file != kPrunedFile) {
        problem(file, "does not belong to the version");
      }
    }
    for (const auto& [link, target] : links) {
      if (sums_.count(target) == 0) {
        problem(kSumsFile, "does not name " + target);
      } else if (!files_.exists(folder_ / link) && !(pruned_ && link == "model.ubj")) {
        problem(link, "is missing");
      }
    }
  }

  /// A link as promote made it, or the copy that a zip archive or a checkout made of it.
  void check_stable_name(const std::string& file, const std::string& target) {
    switch (files_.kind(folder_ / file)) {
      case Kind::kLink:
        if (files_.read_link(folder_ / file) != target) {
          problem(file, "points to " + quote(files_.read_link(folder_ / file).string()) +
                            ", not to " + target);
        }
        break;
      case Kind::kFile: {
        const std::string bytes = files_.read(folder_ / file, kMostModel);
        if (bytes != target && sha256_hex(bytes) != sums_[target]) {
          problem(file, "is neither a link to " + target + " nor a copy of it");
        }
        break;
      }
      default:
        problem(file, "is no link to " + target);
    }
  }

  void check_metadata() {
    const std::string file = model_file_name(version_, ModelFileKind::kMetadata);
    const std::string model = model_file_name(version_, ModelFileKind::kModel);
    if (sums_.count(file) == 0 || files_.kind(folder_ / file) != Kind::kFile) {
      return;
    }
    const auto metadata =
        parse_stored(files_.read(folder_ / file, kMostText), files_.shown(folder_ / file));
    if ("v" + text_at(metadata, "/version") != name_) {
      problem(file, "is of version " + quote(text_at(metadata, "/version")) + ", not of " + name_);
    }
    if (text_at(metadata, "/model/file") != model) {
      problem(file, "/model/file is not " + model);
    }
    const auto sum = sums_.find(model);
    if (sum != sums_.end() && text_at(metadata, "/model/sha256") != sum->second) {
      problem(file, "/model/sha256 is not the hash of " + model);
    }
  }

  const FileSystem& files_;
  Path folder_;
  const std::string& name_;
  SemVer version_;
  Sums sums_;
  bool pruned_ = false;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> folder_problems(const FileSystem& files, const Path& folder,
                                         const std::string& name) {
  return FolderCheck(files, folder, name).run();
}

std::vector<std::string> version_problems(const FileSystem& files, const std::string& name,
                                          const ModelCheck& check) {
  const Path folder = version_folder(name);
  auto problems = folder_problems(files, folder, name);
  if (!problems.empty() || files.exists(folder / kPrunedFile)) {
    return problems;
  }
  const std::string file = model_file_name(version_of(name), ModelFileKind::kModel);
  const std::string model = files.read(folder / file, kMostModel);
  const auto metadata = read_metadata(files, name);
  try {
    check(model, metadata);
  } catch (const Error& error) {
    problems.push_back(files.shown(folder / file) + ": " + error.what());
  }
  return problems;
}

void require_whole(const FileSystem& files, const std::string& name, const ModelCheck& check) {
  if (files.kind(version_folder(name)) != Kind::kFolder) {
    std::vector<std::string> names;
    for (const auto& version : archived_versions(files)) {
      names.push_back(version_name(version));
    }
    throw NotFoundError("there is no version " + name + " in " + files.shown(kArchive) +
                        did_you_mean(name, names) + "; `mlpipe version list` shows all");
  }
  if (files.exists(version_folder(name) / kPrunedFile)) {
    throw NotFoundError("the model of " + name +
                        " was pruned; `mlpipe rollback --list` shows what can be gone back to");
  }
  const auto problems = version_problems(files, name, check);
  if (!problems.empty()) {
    throw IntegrityError(name + " is damaged: " + join(problems, "; "));
  }
}

}  // namespace mlpipe::registry
