// SPDX-License-Identifier: MIT
// What a models folder may hold that mlpipe did not write: audit logs, SHA256SUMS, verdicts,
// registry.json, link targets. Only errors of ours may come out, and nothing may be followed out of
// the folder.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/registry/audit_log.hpp"
#include "mlpipe/registry/verdict.hpp"

#include "registry/layout.hpp"
#include "registry/state_file.hpp"
#include "registry/sums.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"
#include "support/memory_file_system.hpp"

namespace {

using namespace mlpipe;
using namespace mlpipe::registry;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

template <class Body>
void only_our_errors(const Body& body) {
  try {
    body();
  } catch (const Error&) {
  }
}

/// What parses is what would be written: the same chain, the same text.
void audit(std::string_view text) {
  const auto trail = parse_audit(text, "audit.jsonl");
  std::string head = no_head();
  for (const auto& record : trail.records) {
    require(record.hash.size() == head.size());
    head = record.hash;
  }
  require(trail.head == head);
  require(text.substr(text.size() - trail.torn.size()) == trail.torn);
}

/// A record with these bytes in it survives being written and read.
void audit_round_trip(std::string_view text) {
  AuditRecord record;
  record.seq = 1;
  record.operation = "promote";
  record.to = "v1.0.0";
  record.reason = text.substr(0, text.size() / 2);
  record.user = text.substr(text.size() / 2);
  const auto trail = parse_audit(to_line(record, no_head()), "audit.jsonl");
  require(trail.records.size() == 1 && trail.torn.empty());
}

void sums(std::string_view text) {
  const auto parsed = parse_sums(text, "SHA256SUMS");
  for (const auto& [file, sum] : parsed) {
    require(is_plain_name(file));
  }
  require(parse_sums(to_text(parsed), "SHA256SUMS") == parsed);
}

void verdict(std::string_view text) {
  try {
    const auto parsed = parse_verdict(parse_json(text, "validation.json"), "validation.json");
    require(parsed.verdict == "PROMOTE" || parsed.verdict == "REJECT" ||
            parsed.verdict == "INCONCLUSIVE");
  } catch (const IntegrityError&) {
  }
}

void link(std::string_view text) {
  testing::MemoryFileSystem files;
  files.point_link("production", std::string(text));
  files.point_link("staging", std::string(text));
  only_our_errors([&] {
    const std::string name = production_version(files);
    require(name.empty() || "archive/" + name == text);
  });
  only_our_errors([&] {
    const std::string name = staged_candidate(files);
    require(name.empty() || (is_plain_name(name) && "candidates/" + name == text));
  });
}

/// A folder of the archive whose files are anybody's.
void folder(std::string_view text) {
  testing::MemoryFileSystem files;
  const std::size_t half = text.size() / 2;
  files.replace("archive/v1.0.0/SHA256SUMS", text.substr(0, half));
  files.replace("archive/v1.0.0/model_v1.0.0_metadata.json", text.substr(half));
  files.replace("registry.json", text);
  require(!folder_problems(files, "archive/v1.0.0", "v1.0.0").empty());
  only_our_errors([&] { (void)read_metadata(files, "v1.0.0"); });
  only_our_errors([&] { check_state_file(files, {}); });
  only_our_errors([&] { (void)highest_issued(files, {}); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  using Target = void (*)(std::string_view);
  constexpr Target kTargets[] = {audit, audit_round_trip, sums, verdict, link, folder};
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  only_our_errors([&] { kTargets[data[0] % std::size(kTargets)](text); });
  return 0;
}
