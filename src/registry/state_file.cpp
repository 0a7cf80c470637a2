// SPDX-License-Identifier: MIT
#include "registry/state_file.hpp"

#include <algorithm>
#include <compare>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/registry/semver.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"

namespace mlpipe::registry {
namespace {

std::string highest_in_state_file(const FileSystem& files) {
  if (!files.exists(kStateFile)) {
    return "";
  }
  return text_at(parse_stored(files.read(kStateFile, kMostText), files.shown(kStateFile)),
                 "/highest_version");
}

}  // namespace

std::string state_text(const std::string& highest, const AuditTrail& trail) {
  return to_json_file({{"format_version", 1},
                       {"highest_version", highest},
                       {"audit_records", trail.records.size()},
                       {"audit_head", trail.head}});
}

void check_state_file(const FileSystem& files, const AuditTrail& trail) {
  if (!files.exists(kStateFile)) {
    return;
  }
  const auto state = parse_stored(files.read(kStateFile, kMostText), files.shown(kStateFile));
  const auto count = state.is_object() ? state.find("audit_records") : state.end();
  const bool sound = state.is_object() && count != state.end() && count->is_number_unsigned();
  const std::size_t known = sound ? count->get<std::size_t>() : 0;
  const bool held = sound && known <= trail.records.size() &&
                    (known == 0 || trail.records[known - 1].hash == text_at(state, "/audit_head"));
  if (!held) {
    throw IntegrityError(files.shown(kAuditFile) + ": " + files.shown(kStateFile) +
                         " knows of record " + std::to_string(known) +
                         ", which the log does not hold: its end was cut off or written anew; "
                         "bring it back from a backup or from git");
  }
}

std::string highest_issued(const FileSystem& files, const AuditTrail& trail) {
  SemVer highest;
  bool any = false;
  const auto take = [&](const SemVer& version) {
    if (!any || std::is_lt(compare(highest, version))) {
      highest = version;
      any = true;
    }
  };
  const auto archived = archived_versions(files);
  std::for_each(archived.begin(), archived.end(), take);
  std::vector<std::string> names{highest_in_state_file(files)};
  for (const auto& record : trail.records) {
    names.push_back(record.to);
  }
  for (const auto& name : names) {
    if (const auto version = parse_version_name(name)) {
      take(*version);
    }
  }
  return any ? version_name(highest) : "";
}

}  // namespace mlpipe::registry
