// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <map>
#include <utility>

#include "mlpipe/drift/history.hpp"

namespace mlpipe::drift {
namespace {

/// Is it the prediction, and its name: a feature may have any name.
using Subject = std::pair<bool, std::string>;

bool same_watch(const CheckRecord& a, const CheckRecord& b) {
  return a.model == b.model && a.window == b.window;
}

/// Features first.
template <class Body>
void for_each_subject(const CheckRecord& record, Body body) {
  for (const auto& feature : record.features) {
    body(Subject{false, feature.name}, feature.verdict);
  }
  if (record.prediction) {
    body(Subject{true, record.prediction->name}, record.prediction->verdict);
  }
}

bool is_recent(const std::optional<Timestamp>& then, Timestamp now, const Duration& cool_down) {
  return then && *then <= now && *then > subtract(now, cool_down);
}

/// What was told of one subject.
struct Told {
  Verdict state = Verdict::kOk;
  std::array<std::optional<Timestamp>, 3> at;  ///< by state: when last

  /// This state, or one that is worse; all is well on its own.
  [[nodiscard]] bool recently(Verdict verdict, Timestamp now, const Duration& cool_down) const {
    const auto begin = at.begin() + static_cast<std::ptrdiff_t>(verdict);
    const auto end = verdict == Verdict::kOk ? begin + 1 : at.end();
    return std::any_of(begin, end,
                       [&](const auto& then) { return is_recent(then, now, cool_down); });
  }
};

enum class Step { kNone, kTell, kHoldBack };

Step next(Told& told, Verdict verdict, Timestamp now, const Duration& cool_down) {
  if (verdict == Verdict::kCannotTell || verdict == told.state) {
    return Step::kNone;
  }
  if (verdict == Verdict::kWarning && told.state == Verdict::kCritical) {
    told.state = verdict;  // a relief, but no news: it is still off
    return Step::kNone;
  }
  if (told.recently(verdict, now, cool_down)) {
    return Step::kHoldBack;
  }
  told.state = verdict;
  told.at[static_cast<std::size_t>(verdict)] = now;
  return Step::kTell;
}

const FeatureRecord* find(const CheckRecord& record, std::string_view name) {
  for (const auto& feature : record.features) {
    if (feature.name == name) {
      return &feature;
    }
  }
  return record.prediction && record.prediction->name == name ? &*record.prediction : nullptr;
}

bool asks_now(std::span<const CheckRecord> records, Timestamp now, const Duration& cool_down) {
  std::optional<Timestamp> asked;
  bool asks = false;
  for (const auto& record : records) {
    const Timestamp time = &record == &records.back() ? now : record.time;
    asks = record.retrain && !is_recent(asked, time, cool_down);
    asked = asks ? time : asked;
  }
  return asks;
}

}  // namespace

std::vector<double> series(std::span<const CheckRecord> records, std::string_view feature,
                           double FeatureRecord::*number) {
  std::vector<double> out;
  for (const auto& record : records) {
    const FeatureRecord* found = find(record, feature);
    out.push_back(found != nullptr && found->verdict != Verdict::kCannotTell
                      ? found->*number
                      : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

std::string describe(const StateChange& change) {
  const std::string name = change.is_prediction ? "prediction" : change.feature;
  return name + ": " +
         (change.now == Verdict::kOk ? "back to ok"
                                     : to_string(change.before) + " -> " + to_string(change.now));
}

std::vector<StateChange> state_changes(std::span<const CheckRecord> records) {
  std::vector<StateChange> out;
  if (records.empty()) {
    return out;
  }
  std::map<Subject, Verdict> before;
  for (const auto& record : records.first(records.size() - 1)) {
    if (same_watch(record, records.back())) {
      for_each_subject(record, [&](const Subject& subject, Verdict verdict) {
        if (verdict != Verdict::kCannotTell) {
          before[subject] = verdict;
        }
      });
    }
  }
  for_each_subject(records.back(), [&](const Subject& subject, Verdict verdict) {
    const auto last = before.find(subject);
    const Verdict then = last == before.end() ? Verdict::kOk : last->second;
    if (verdict != Verdict::kCannotTell && verdict != then) {
      out.push_back({subject.second, subject.first, then, verdict});
    }
  });
  return out;
}

Alert alert(std::span<const CheckRecord> records, Timestamp now, const Duration& cool_down) {
  Alert out;
  std::map<Subject, Told> told;
  for (const auto& record : records) {
    if (!same_watch(record, records.back())) {
      continue;
    }
    const bool is_last = &record == &records.back();
    for_each_subject(record, [&](const Subject& subject, Verdict verdict) {
      Told& here = told[subject];
      const Verdict before = here.state;
      const Step step = next(here, verdict, is_last ? now : record.time, cool_down);
      if (is_last && step == Step::kTell) {
        out.changes.push_back({subject.second, subject.first, before, verdict});
      }
      out.held_back += is_last && step == Step::kHoldBack ? 1 : 0;
    });
  }
  std::stable_sort(out.changes.begin(), out.changes.end(),
                   [](const StateChange& a, const StateChange& b) { return a.now > b.now; });
  out.retrain = asks_now(records, now, cool_down);
  return out;
}

}  // namespace mlpipe::drift
