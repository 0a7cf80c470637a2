// SPDX-License-Identifier: MIT
#include "mlpipe/commands/drift.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/consequences.hpp"
#include "mlpipe/report/render.hpp"
#include "mlpipe/version.hpp"

#include "commands/drift_check.hpp"
#include "commands/drift_faults.hpp"
#include "commands/drift_report.hpp"
#include "commands/drift_windows.hpp"
#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

constexpr const char* kHistoryFile = "drift_history.jsonl";

void tell_notes(const App& app, const drift::History& history) {
  for (const auto& note : history.notes) {
    app.events.on(Warning{"drift.history", note});
  }
}

class DriftRun {
 public:
  DriftRun(const App& app, const DriftConfig& config)
      : app_(app),
        config_(config),
        models_(open_models(app, config.models_folder)),
        now_(app.clock.now()),
        in_(load_drift_inputs(app, *models_, config, config.reports_folder / kHistoryFile)) {
    tell_notes(app, in_.history);
  }

  DriftOutcome run() {
    check();
    judge();
    remember();
    return write();
  }

 private:
  void check() {
    std::vector<std::string> notes;
    const auto spans =
        drift_spans(in_.current.time, config_.options.windows, in_.reference.profile.last, notes);
    for (const auto& note : notes) {
      app_.events.on(Note{"drift.rows", note});
    }
    const DriftSides sides{in_.model,
                           in_.reference,
                           in_.current,
                           config_.options,
                           monitored_features(in_.reference.profile, config_.options),
                           app_.threads};
    checks_ = stage(app_, "check", [&] {
      std::vector<SpanCheck> out;
      for (const auto& span : spans) {
        app_.stop.check();
        out.push_back(check_span(sides, span));
      }
      return out;
    });
    if (in_.current.data) {
      slide_windows(sides);
    }
    for (auto& check : checks_) {
      mark_faulty_critical(check.faults, check.features, check.verdict);
    }
  }

  /// As asked for; else, where something moved, over the rows in question, to tell since when.
  void slide_windows(const DriftSides& sides) {
    const auto& options = config_.options;
    const auto& rows = checks_.front().span.rows;
    const auto unasked = options.windows.empty() && options.decide.rule != drift::Rule::kEvidently
                             ? default_window(checks_.front())
                             : std::nullopt;
    if (options.step && !options.windows.empty()) {
      slid_ = stage(app_, "windows", [&] {
        return slide(sides, {0, in_.current.time.size()}, options.windows.front(), *options.step);
      });
    } else if (unasked) {
      slid_ = stage(app_, "windows", [&] { return slide(sides, rows, *unasked, *unasked); });
    }
    if (slid_) {
      add_faults_since(sides, *slid_, checks_.front());
    }
  }

  /// The worst window speaks for all of them.
  void judge() {
    main_ = static_cast<std::size_t>(std::max_element(checks_.begin(), checks_.end(),
                                                      [&](const auto& a, const auto& b) {
                                                        return drift::rank(a.verdict) <
                                                               drift::rank(b.verdict);
                                                      }) -
                                     checks_.begin());
    outcome_.model = in_.model.found.name;
    outcome_.verdict = checks_[main_].verdict;
    const bool faulty = has_failing_fault(checks_[main_].faults);
    reasons_ = faulty ? std::vector<std::string>{} : reasons();
    overdue_ = drift::age_alarms(now_, in_.model.created, last_training(), config_.options);
    outcome_.retrain = !reasons_.empty() || !overdue_.empty();
    outcome_.failed = drift::fails(outcome_.verdict, config_.options.fail_on) ||
                      (!overdue_.empty() && config_.options.fail_on != drift::FailOn::kNever);
    outcome_.exit_code = outcome_.failed                                   ? ExitCode::kDrift
                         : outcome_.verdict == drift::Verdict::kCannotTell ? ExitCode::kInconclusive
                                                                           : ExitCode::kOk;
    reasons_.insert(reasons_.end(), overdue_.begin(), overdue_.end());
    if (reasons_.empty() && (faulty || outcome_.failed)) {
      reasons_.push_back(faulty ? "the faults in the data come first" : why_no_training());
    }
    for (const auto& clause : overdue_) {
      app_.events.on(Warning{"drift.age", clause});
    }
  }

  [[nodiscard]] std::vector<std::string> reasons() const {
    const auto& check = checks_[main_];
    std::vector<drift::FeatureCheck> features;
    for (const auto& column : check.features) {
      features.push_back(column.check);
    }
    return drift::retraining_reasons(in_.reference.profile, features,
                                     check.prediction ? &check.prediction->check : nullptr,
                                     config_.options);
  }

  [[nodiscard]] std::string why_no_training() const {
    const auto& rule = config_.options.retrain;
    std::vector<std::string> wanted;
    if (rule.on_feature) {
      wanted.push_back("none of the first " + std::to_string(rule.top_by_gain) +
                       " features by gain");
    }
    if (rule.on_prediction) {
      wanted.emplace_back(wanted.empty() ? "not the prediction" : "nor the prediction");
    }
    return wanted.empty() ? "the settings ask for none"
                          : join(wanted, " ") + " is critical at q " + shortest(rule.q);
  }

  /// Of the model in question, or of the one that was staged after it, which is asked only where
  /// it matters: its metadata are as long as all else that a small check reads.
  [[nodiscard]] std::optional<Timestamp> last_training() const {
    const auto& limit = config_.options.max_training_age;
    if (!limit || in_.model.created >= subtract(now_, *limit)) {
      return in_.model.created;
    }
    try {
      const auto staged = registry::find_model(*models_, "staging");
      return std::max(in_.model.created, from_iso8601(staged.metadata->value("created_at", "")));
    } catch (const NotFoundError&) {
      return in_.model.created;
    }
  }

  [[nodiscard]] drift::CheckRecord record_of(const SpanCheck& check) const {
    drift::CheckRecord out;
    out.time = now_;
    out.model = in_.model.found.name;
    out.window = check.span.window;
    out.rows = check.span.rows.size();
    out.first = in_.current.time[check.span.rows.begin];
    out.last = in_.current.time[check.span.rows.end - 1];
    out.rule = config_.options.decide.rule;
    out.verdict = check.verdict;
    for (const auto& column : check.features) {
      out.features.push_back(drift::record_of(column.check));
    }
    if (check.prediction) {
      out.prediction = drift::record_of(check.prediction->check);
    }
    out.failed = outcome_.failed;
    out.retrain = outcome_.retrain;
    return out;
  }

  void remember() {
    // The window that speaks stands last: what is told is told of it.
    for (std::size_t i = 0; i < checks_.size(); ++i) {
      if (i != main_) {
        in_.history.records.push_back(record_of(checks_[i]));
      }
    }
    in_.history.records.push_back(record_of(checks_[main_]));
    const auto alert = drift::alert(in_.history.records, now_, config_.options.cool_down);
    for (const auto& change : alert.changes) {
      outcome_.alerts.push_back(drift::describe(change));
    }
    outcome_.ask_for_training = alert.retrain;
  }

  DriftOutcome write() {
    const auto told = drift_report({config_, in_.model, in_.reference, in_.current, now_, checks_,
                                    main_, slid_, in_.history, outcome_, reasons_, overdue_});
    outcome_.document = report::make_drift_report(told);
    outcome_.headline = report::drift_headline(told);
    outcome_.summary = report::drift_summary(told);
    outcome_.markdown = report::to_markdown(outcome_.document);
    if (config_.dry_run) {
      outcome_.json = report::drift_report_json(told);
      return std::move(outcome_);
    }
    struct Output {
      const char* name;
      FileSystem::Path* file;
      std::function<std::size_t(const FileSystem::Path&)> write;  ///< @return bytes of the file
      std::size_t bytes = 0;
    };
    const auto whole = [&](const auto& text_of) {
      return [this, text_of](const FileSystem::Path& file) {
        const std::string text = text_of();
        app_.files.replace(file, text);
        return text.size();
      };
    };
    std::array outputs = {
        Output{"drift_report.json", &outcome_.report_json,
               whole([&] { return outcome_.json = report::drift_report_json(told); })},
        Output{"drift_report.md", &outcome_.report_markdown,
               whole([&] { return outcome_.markdown; })},
        Output{"drift_report.html", &outcome_.report_html,
               whole([&] { return report::to_html(outcome_.document); })},
        Output{"drift_report.xml", &outcome_.report_junit,
               whole([&] { return report::drift_report_junit(told); })},
        Output{kHistoryFile, &outcome_.history,
               [this](const FileSystem::Path& file) { return write_history(file); }}};
    // Side by side: to wait for the disk takes as long as to write the text.
    parallel_for(app_.threads, outputs.size(), [&](std::size_t i) {
      outputs[i].bytes = outputs[i].write(config_.reports_folder / outputs[i].name);
    });
    for (const auto& output : outputs) {
      *output.file = config_.reports_folder / output.name;
      app_.events.on(ArtifactWritten{output.file->string(), output.bytes});
    }
    return std::move(outcome_);
  }

  std::size_t write_history(const FileSystem::Path& file) {
    const auto added = std::span(in_.history.records).last(checks_.size());
    const auto update = drift::update_history(in_.history_text, added, config_.options.history);
    if (update.replaces) {
      app_.files.replace(file, update.bytes);
      return update.bytes.size();
    }
    app_.files.append(file, update.bytes);
    return in_.history_text.size() + update.bytes.size();
  }

  const App& app_;
  const DriftConfig& config_;
  std::unique_ptr<FileSystem> models_;
  Timestamp now_;
  DriftInputs in_;
  std::vector<SpanCheck> checks_;
  std::optional<SlidingCheck> slid_;
  std::size_t main_ = 0;              ///< the window that speaks
  std::vector<std::string> reasons_;  ///< for a new training, or against
  std::vector<std::string> overdue_;
  DriftOutcome outcome_;
};

}  // namespace

DriftOutcome run_drift(const App& app, const DriftConfig& config) {
  if (config.options.decide.rule == drift::Rule::kEvidently && !config.reference) {
    throw ConfigError("rule",
                      "\"evidently\" compares rows with rows: give those of training with "
                      "--reference, or choose \"adjusted\"");
  }
  return DriftRun(app, config).run();
}

DriftHistory read_drift_history(const App& app, const FileSystem::Path& reports) {
  const auto file = reports / kHistoryFile;
  if (!app.files.exists(file)) {
    throw NotFoundError(file.string() + ": there is no history yet; `mlpipe drift` begins one");
  }
  DriftHistory out;
  out.history = drift::parse_history(app.files.read(file), file.string());
  tell_notes(app, out.history);
  out.text = drift::history_table(out.history);
  return out;
}

}  // namespace mlpipe::commands
