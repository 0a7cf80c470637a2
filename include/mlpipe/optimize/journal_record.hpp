// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// What one line of an Optuna journal says. Ids are those that replaying the lines in order gives
/// (journal_replay.hpp). The operation code of each struct stands with it.
struct CreateStudy {  // 0
  std::string name;
  std::vector<Direction> directions;  ///< at least one
};
struct DeleteStudy {  // 1
  std::int64_t study_id = 0;
};
enum class AttributeKind { kUser, kSystem };
struct SetStudyAttribute {  // 2 user, 3 system
  std::int64_t study_id = 0;
  AttributeKind kind = AttributeKind::kUser;
  std::string key;
  std::string value;  ///< Python's JSON, as in Trial
};
struct CreateTrial {  // 4
  std::int64_t study_id = 0;
  Trial trial;  ///< its id, number and constraints are not part of the line
};
struct SetParam {  // 5
  std::int64_t trial_id = 0;
  std::string name;
  Param param;
};
struct SetState {  // 6
  std::int64_t trial_id = 0;
  TrialState state = TrialState::kRunning;
  std::vector<double> values;          ///< empty leaves the trial's as they are
  std::optional<Timestamp> started;    ///< there if running; else Optuna does not look at it
  std::optional<Timestamp> completed;  ///< there if finished
};
struct Report {  // 7
  std::int64_t trial_id = 0;
  std::int64_t step = 0;
  double value = 0.0;
};
struct SetTrialAttribute {  // 8 user, 9 system
  std::int64_t trial_id = 0;
  AttributeKind kind = AttributeKind::kUser;
  std::string key;
  std::string value;  ///< Python's JSON, as in Trial
};
struct NoChange {};  // 10, of Optuna's Rust port; Optuna itself skips it

using JournalChange = std::variant<CreateStudy, DeleteStudy, SetStudyAttribute, CreateTrial,
                                   SetParam, SetState, Report, SetTrialAttribute, NoChange>;

struct JournalRecord {
  std::string worker;  ///< any text that no other worker has
  JournalChange change;
};

class JournalJson;

/// Reads lines one after another, and remembers what it has parsed already: distributions come
/// again in every trial.
class JournalParser {
 public:
  /// @param local_offset  local time minus UTC, for times without an offset: Optuna 4 writes its
  ///                      local time so
  explicit JournalParser(std::chrono::minutes local_offset = {});
  ~JournalParser();
  JournalParser(JournalParser&&) noexcept;
  JournalParser& operator=(JournalParser&&) noexcept;

  /// @param line  with or without its end
  /// @return empty if the line is no JSON
  /// @throws IntegrityError if it is JSON, but not what Optuna could read: an obligatory field is
  ///         missing or of the wrong kind, or the operation is unknown
  [[nodiscard]] std::optional<JournalRecord> parse(std::string_view line);

  /// Was there a time without an offset? Then times to come should have none either: Python cannot
  /// compare one kind with the other.
  [[nodiscard]] bool saw_local_time() const noexcept { return saw_local_time_; }

 private:
  friend class JournalLine;
  struct TextHash {  // looks a view up without a copy
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  std::chrono::minutes local_offset_;
  bool saw_local_time_ = false;
  std::unique_ptr<JournalJson> json_;
  std::unordered_map<std::string, Distribution, TextHash, std::equal_to<>> distributions_;
};

}  // namespace mlpipe::optimize
