// SPDX-License-Identifier: MIT
#include "mlpipe/registry/audit_log.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "registry/stored_json.hpp"

namespace mlpipe::registry {
namespace {

constexpr std::size_t kMostBytes = 1U << 28U;
constexpr std::string_view kHashKey = R"(,"hash":")";
constexpr std::string_view kLineEnd = "\"}";
constexpr std::size_t kHashLength = 64;

using PhaseName = std::pair<AuditPhase, const char*>;
constexpr std::array<PhaseName, 3> kPhases = {{{AuditPhase::kIntent, "intent"},
                                               {AuditPhase::kCommitted, "committed"},
                                               {AuditPhase::kAborted, "aborted"}}};

/// Key and member of the texts of a record, in the order of the line.
using TextField = std::pair<const char*, std::string AuditRecord::*>;
constexpr std::array<TextField, 9> kTexts = {{{"operation", &AuditRecord::operation},
                                              {"from", &AuditRecord::from},
                                              {"to", &AuditRecord::to},
                                              {"reason", &AuditRecord::reason},
                                              {"detail", &AuditRecord::detail},
                                              {"model_sha256", &AuditRecord::model_sha256},
                                              {"recipe_sha256", &AuditRecord::recipe_sha256},
                                              {"user", &AuditRecord::user},
                                              {"host", &AuditRecord::host}}};

std::string phase_name(AuditPhase phase) {
  const auto* row = std::find_if(kPhases.begin(), kPhases.end(),
                                 [&](const PhaseName& name) { return name.first == phase; });
  return row->second;
}

/// The line cut where its hash stands; empty if none stands there.
struct Split {
  std::string_view body;
  std::string_view hash;
};
std::optional<Split> split_hash(std::string_view line) {
  const std::size_t tail = kHashKey.size() + kHashLength + kLineEnd.size();
  if (line.size() < tail || line.substr(line.size() - tail, kHashKey.size()) != kHashKey ||
      line.substr(line.size() - kLineEnd.size()) != kLineEnd) {
    return std::nullopt;
  }
  return Split{line.substr(0, line.size() - tail),
               line.substr(line.size() - kLineEnd.size() - kHashLength, kHashLength)};
}

AuditRecord read_record(const nlohmann::json& line, const std::string& where,
                        std::string& previous) {
  AuditRecord record;
  read_stored(line, where, [&](JsonReader& reader) {
    constexpr std::int64_t kMost = 1'000'000'000;
    (void)reader.integer("format_version", 1, 1, 1);
    record.seq = static_cast<std::uint64_t>(reader.integer("seq", 0, 1, kMost));
    const auto time = from_iso8601(reader.string("time", ""));
    if (!time) {
      reader.problem("time", "expected a time such as 2026-11-23T02:00:00Z");
    }
    record.time = time.value_or(Timestamp{});
    const std::string phase = reader.string("phase", "");
    const auto* row = std::find_if(kPhases.begin(), kPhases.end(),
                                   [&](const PhaseName& name) { return phase == name.second; });
    if (row == kPhases.end()) {
      reader.problem("phase", "expected intent, committed or aborted");
    } else {
      record.phase = row->first;
    }
    for (const auto& [key, member] : kTexts) {
      record.*member = reader.string(key, "");
    }
    record.run_url = reader.string("run_url", "");
    record.forced = reader.boolean("forced", false);
    record.recovered = reader.boolean("recovered", false);
    previous = reader.string("previous", "");
    (void)reader.string("hash", "");
  });
  return record;
}

[[noreturn]] void broken(const std::string& where, const std::string& what) {
  throw IntegrityError(where + ": " + what +
                       "; the audit log has been edited or cut, and is never repaired silently: "
                       "bring it back from a backup or from git");
}

/// A strict JSON value, or empty.
std::optional<nlohmann::json> json_of(std::string_view line, const std::string& where) {
  try {
    return parse_json(line, where);
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

void add_line(AuditTrail& trail, std::string_view line, const nlohmann::json& json,
              const std::string& where) {
  const auto split = split_hash(line);
  if (!split || sha256_hex(split->body) != split->hash) {
    broken(where, "the record does not have the hash that it says");
  }
  std::string previous;
  AuditRecord record = read_record(json, where, previous);
  if (previous != trail.head) {
    broken(where, "the record does not follow the one before it");
  }
  if (record.seq != trail.records.size() + 1) {
    broken(where, "expected record " + std::to_string(trail.records.size() + 1) + ", found " +
                      std::to_string(record.seq));
  }
  trail.head = split->hash;
  record.hash = trail.head;
  trail.records.push_back(std::move(record));
}

}  // namespace

std::string no_head() {
  return std::string(kHashLength, '0');
}

std::string to_line(const AuditRecord& record, std::string_view previous, std::string* hash) {
  nlohmann::ordered_json line{{"format_version", 1},
                              {"seq", record.seq},
                              {"time", to_iso8601(record.time)},
                              {"phase", phase_name(record.phase)}};
  for (const auto& [key, member] : kTexts) {
    if (!(record.*member).empty()) {
      line[key] = record.*member;
    }
  }
  if (!record.run_url.empty()) {
    line["run_url"] = record.run_url;
  }
  if (record.forced) {
    line["forced"] = true;
  }
  if (record.recovered) {
    line["recovered"] = true;
  }
  line["previous"] = previous;
  std::string text = to_json_line(line);
  text.pop_back();  // the closing brace: the hash comes before it
  const std::string sum = sha256_hex(text);
  text += std::string(kHashKey) + sum + std::string(kLineEnd) + "\n";
  if (text.size() > kLongestRecord) {
    throw ConfigError("--reason: too long: a record of the audit log has at most " +
                      std::to_string(kLongestRecord) + " bytes, this one would have " +
                      std::to_string(text.size()));
  }
  if (hash != nullptr) {
    *hash = sum;
  }
  return text;
}

AuditTrail parse_audit(std::string_view text, const std::string& source) {
  AuditTrail trail;
  trail.head = no_head();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string where = source + ":" + std::to_string(number);
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const auto json = end == std::string_view::npos ? std::nullopt : json_of(line, where);
    if (!json && (end == std::string_view::npos || end + 1 == text.size())) {
      trail.torn = text;
      return trail;
    }
    if (!json) {
      broken(where, "the line is no JSON");
    }
    add_line(trail, line, *json, where);
    text.remove_prefix(end + 1);
  }
  return trail;
}

AuditTrail read_audit(const FileSystem& files) {
  if (!files.exists(kAuditFile)) {
    return parse_audit("", kAuditFile);
  }
  return parse_audit(files.read(kAuditFile, kMostBytes), files.shown(kAuditFile));
}

bool is_switch(const AuditRecord& record) {
  return record.phase == AuditPhase::kCommitted && record.operation != "prune";
}

std::string live_at(const AuditTrail& trail, Timestamp time) {
  std::string live;
  for (const auto& record : trail.records) {
    if (is_switch(record) && record.time <= time) {
      live = record.to;
    }
  }
  return live;
}

}  // namespace mlpipe::registry
