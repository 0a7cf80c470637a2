// SPDX-License-Identifier: MIT
#include "data/csv_findings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mlpipe::data {
namespace {

struct KindRow {
  const char* name;
  Finding::Action action;
};

constexpr std::array<KindRow, kCsvFindingKinds> kKinds{{
    {"too_few_fields", Finding::Action::kBad},
    {"too_many_fields", Finding::Action::kBad},
    {"bad_number", Finding::Action::kBad},
    {"infinite_number", Finding::Action::kBad},
    {"bad_text", Finding::Action::kBad},
    {"bad_time", Finding::Action::kBad},
    {"missing_time", Finding::Action::kBad},
    {"empty_row", Finding::Action::kNoted},
    {"comment_line", Finding::Action::kNoted},
    {"repeated_header", Finding::Action::kNoted},
    {"currency_sign", Finding::Action::kRepaired},
    {"thousands_separator", Finding::Action::kRepaired},
}};

std::size_t index_of(CsvFindingKind kind) {
  return static_cast<std::size_t>(kind);
}

}  // namespace

void CsvFindings::add(CsvFindingKind kind, std::uint64_t line, std::size_t column,
                      std::string_view value) {
  recent_.push_back({kind, line, column, std::string(value.substr(0, kMaxFindingBytes))});
}

bool CsvFindings::any_bad() const {
  return std::any_of(recent_.begin(), recent_.end(), [](const CsvFinding& finding) {
    return kKinds[index_of(finding.kind)].action == Finding::Action::kBad;
  });
}

void CsvFindings::settle(bool keep) {
  for (auto& finding : recent_) {
    const std::size_t kind = index_of(finding.kind);
    counts_[kind] += keep ? 1U : 0U;
    if (keep && kept_counts_[kind] < kMaxFindingsKept) {
      ++kept_counts_[kind];
      kept_.push_back(std::move(finding));
    }
  }
  recent_.clear();
}

void CsvFindings::append(CsvFindings&& later, std::uint64_t base) {
  for (std::size_t kind = 0; kind < kCsvFindingKinds; ++kind) {
    counts_[kind] += later.counts_[kind];
  }
  for (auto& finding : later.kept_) {
    const std::size_t kind = index_of(finding.kind);
    if (kept_counts_[kind] < kMaxFindingsKept) {
      ++kept_counts_[kind];
      finding.line += base;
      kept_.push_back(std::move(finding));
    }
  }
  later.kept_.clear();
}

void CsvFindings::write(std::span<const std::string> names, ReadReport& report) && {
  for (std::size_t kind = 0; kind < kCsvFindingKinds; ++kind) {
    if (counts_[kind] > 0) {
      report.counts.push_back({kKinds[kind].name, kKinds[kind].action, counts_[kind]});
    }
  }
  for (auto& finding : kept_) {
    const KindRow& row = kKinds[index_of(finding.kind)];
    const bool named = finding.column > 0 && finding.column <= names.size();
    report.findings.push_back({row.name, row.action, finding.line, finding.column,
                               named ? names[finding.column - 1] : "", std::move(finding.value)});
  }
}

}  // namespace mlpipe::data
