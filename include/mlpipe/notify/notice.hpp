// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/notify/event.hpp"

namespace mlpipe::notify {

/// One line of the table of metrics. Texts are for people, numbers for machines.
struct MetricRow {
  std::string name;                                 ///< for machines: "log_loss"
  std::string title;                                ///< "Log loss"
  std::string production, candidate, change, gate;  ///< gate: what the checks say of it
  std::optional<double> production_value, candidate_value;
};

/// A feature that moved, or the prediction.
struct FeatureRow {
  std::string feature;
  std::string verdict;    ///< "critical"
  std::string psi;        ///< adjusted
  std::string direction;  ///< "higher, wider"
  std::optional<double> psi_value;
};

struct NoticeLink {
  std::string title;  ///< "Run"
  std::string url;
};

/// What there is to say about a job, before any destination gives it a form. Holds what is to be
/// read, never markup: whoever renders it escapes it.
struct Notice {
  std::string job;       ///< "train", "drift", "ci"
  std::string pipeline;  ///< of several in a repository; empty: the only one
  NoticeEvent event = NoticeEvent::kPassed;
  bool recovered = false;  ///< was in trouble before; found out by the status issue
  std::string title;       ///< one line with state and version
  std::string headline;    ///< a sentence or two; may be empty
  std::string version;     ///< in production now, as far as known
  std::string production_before;
  std::vector<MetricRow> metrics;
  std::vector<FeatureRow> features;
  std::vector<std::string> reasons;
  std::vector<std::string> log;  ///< last lines, without secrets
  std::vector<NoticeLink> links;
  std::string next;            ///< command to type
  std::string title_markdown;  ///< the title, escaped
  std::string markdown;        ///< all the rest of the above as Markdown, escaped
  std::string report;          ///< Markdown of a report, as a command has written it
  std::string repository;      ///< "owner/name" on GitHub
  std::string run_id;          ///< "123456-1": run and attempt
  Timestamp time{};
};

/// What its comment and issue are found again by: "train", "train/eurusd".
[[nodiscard]] std::string marker_key(const Notice& notice);

/// Every event that it is: its own, and kRecovered.
[[nodiscard]] std::vector<NoticeEvent> events_of(const Notice& notice);

/// The title behind its icon; tells of a recovery.
[[nodiscard]] std::string shown_title(const Notice& notice);
/// The same, escaped for Markdown.
[[nodiscard]] std::string markdown_title(const Notice& notice);

/// The table of metrics, or of features, in columns of a fixed width; empty without either. Holds
/// no backtick, which would end a block of code.
[[nodiscard]] std::string notice_table(const Notice& notice, std::size_t most_rows);

/// The reasons as lines of "- ", cut where there are many.
[[nodiscard]] std::vector<std::string> short_reasons(const Notice& notice, std::size_t most);

/// The lines of the log, fit to be shown.
[[nodiscard]] std::string log_text(const Notice& notice);

/// Each byte as `escape` writes it, as many as fit into `most` bytes, "…" behind where that is not
/// all. Never ends within a character.
[[nodiscard]] std::string escape_within(const std::string& text, std::size_t most,
                                        const std::function<std::string(char)>& escape);

/// At most `most` bytes, the last character an ellipsis where something was lost. Never ends within
/// a character.
[[nodiscard]] std::string cut_text(const std::string& text, std::size_t most);

}  // namespace mlpipe::notify
