// SPDX-License-Identifier: MIT
#include "mlpipe/commands/drift.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
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

drift::History parsed(const App& app, const std::string& text, const FileSystem::Path& file) {
  auto history = drift::parse_history(text, file.string());
  for (const auto& note : history.notes) {
    app.events.on(Warning{"drift.history", note});
  }
  return history;
}

class DriftRun {
 public:
  DriftRun(const App& app, const DriftConfig& config)
      : app_(app),
        config_(config),
        models_(open_models(app, config.models_folder)),
        model_(load_drift_model(app, *models_, config.model)),
        reference_(load_drift_reference(app, *models_, config, model_)),
        current_(load_drift_current(app, *models_, config, model_, reference_.profile)),
        now_(app.clock.now()),
        history_file_(config.reports_folder / kHistoryFile) {}

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
        drift_spans(current_.time, config_.options.windows, reference_.profile.last, notes);
    for (const auto& note : notes) {
      app_.events.on(Note{"drift.rows", note});
    }
    const DriftSides sides{model_,
                           reference_,
                           current_,
                           config_.options,
                           monitored_features(reference_.profile, config_.options),
                           app_.threads};
    checks_ = stage(app_, "check", [&] {
      std::vector<SpanCheck> out;
      for (const auto& span : spans) {
        app_.stop.check();
        out.push_back(check_span(sides, span));
      }
      return out;
    });
    if (current_.data) {
      slide_windows(sides);
    }
    for (auto& check : checks_) {
      mark_faulty_critical(check.faults, check.features, check.verdict);
    }
  }

  /// As asked for; else over the rows in question, to tell since when.
  void slide_windows(const DriftSides& sides) {
    const auto& options = config_.options;
    const auto& rows = checks_.front().span.rows;
    const auto unasked = options.windows.empty() && options.decide.rule != drift::Rule::kEvidently
                             ? default_window(rows.size())
                             : std::nullopt;
    if (options.step && !options.windows.empty()) {
      slid_ = stage(app_, "windows", [&] {
        return slide(sides, {0, current_.time.size()}, options.windows.front(), *options.step);
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
    const auto rank = [](drift::Verdict verdict) {
      return verdict == drift::Verdict::kCannotTell ? -1 : static_cast<int>(verdict);
    };
    main_ = static_cast<std::size_t>(std::max_element(checks_.begin(), checks_.end(),
                                                      [&](const auto& a, const auto& b) {
                                                        return rank(a.verdict) < rank(b.verdict);
                                                      }) -
                                     checks_.begin());
    outcome_.model = model_.found.name;
    outcome_.verdict = checks_[main_].verdict;
    const bool faulty = has_failing_fault(checks_[main_].faults);
    reasons_ = faulty ? std::vector<std::string>{} : reasons();
    overdue_ = drift::age_alarms(now_, model_.created, last_training(), config_.options);
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
    return drift::retraining_reasons(reference_.profile, features,
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

  /// Of the model in question, or of the one that was staged after it.
  [[nodiscard]] std::optional<Timestamp> last_training() const {
    try {
      const auto staged = registry::find_model(*models_, "staging");
      return std::max(model_.created, from_iso8601(staged.metadata->value("created_at", "")));
    } catch (const NotFoundError&) {
      return model_.created;
    }
  }

  [[nodiscard]] drift::CheckRecord record_of(const SpanCheck& check) const {
    drift::CheckRecord out;
    out.time = now_;
    out.model = model_.found.name;
    out.window = check.span.window;
    out.rows = check.span.rows.size();
    out.first = current_.time[check.span.rows.begin];
    out.last = current_.time[check.span.rows.end - 1];
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
    history_text_ = app_.files.exists(history_file_) ? app_.files.read(history_file_) : "";
    history_ = parsed(app_, history_text_, history_file_);
    // The window that speaks stands last: what is told is told of it.
    for (std::size_t i = 0; i < checks_.size(); ++i) {
      if (i != main_) {
        history_.records.push_back(record_of(checks_[i]));
      }
    }
    history_.records.push_back(record_of(checks_[main_]));
    const auto alert = drift::alert(history_.records, now_, config_.options.cool_down);
    for (const auto& change : alert.changes) {
      outcome_.alerts.push_back(drift::describe(change));
    }
    outcome_.ask_for_training = alert.retrain;
  }

  DriftOutcome write() {
    const auto told = drift_report({config_, model_, reference_, current_, now_, checks_, main_,
                                    slid_, history_, outcome_, reasons_, overdue_});
    const auto document = report::make_drift_report(told);
    outcome_.headline = report::drift_headline(told);
    outcome_.summary = report::drift_summary(told);
    outcome_.json = report::drift_report_json(told);
    outcome_.markdown = report::to_markdown(document);
    if (config_.dry_run) {
      return std::move(outcome_);
    }
    const auto write = [&](const char* name, const std::string& text) {
      const auto file = config_.reports_folder / name;
      app_.files.replace(file, text);
      app_.events.on(ArtifactWritten{file.string(), text.size()});
      return file;
    };
    outcome_.report_markdown = write("drift_report.md", outcome_.markdown);
    outcome_.report_html = write("drift_report.html", report::to_html(document));
    outcome_.report_json = write("drift_report.json", outcome_.json);
    outcome_.report_junit = write("drift_report.xml", report::drift_report_junit(told));
    outcome_.history = write(kHistoryFile, new_history());
    return std::move(outcome_);
  }

  [[nodiscard]] std::string new_history() const {
    std::string text = history_text_;
    for (std::size_t i = checks_.size(); i > 0; --i) {
      text = drift::append(text, history_.records[history_.records.size() - i],
                           config_.options.history);
    }
    return text;
  }

  const App& app_;
  const DriftConfig& config_;
  std::unique_ptr<FileSystem> models_;
  DriftModel model_;
  DriftReference reference_;
  DriftCurrent current_;
  Timestamp now_;
  FileSystem::Path history_file_;
  std::vector<SpanCheck> checks_;
  std::optional<SlidingCheck> slid_;
  std::size_t main_ = 0;              ///< the window that speaks
  std::vector<std::string> reasons_;  ///< for a new training, or against
  std::vector<std::string> overdue_;
  std::string history_text_;  ///< before this check
  drift::History history_;
  DriftOutcome outcome_;
};

}  // namespace

DriftOutcome run_drift(const App& app, const DriftConfig& config) {
  if (config.options.decide.rule == drift::Rule::kEvidently && !config.reference) {
    throw ConfigError("rule",
                      "\"evidently\" compares rows with rows: give those of training with "
                      "--reference, or choose \"adjusted\"");
  }
  if (!config.options.destinations.empty()) {
    app.events.on(Warning{"drift.destinations",
                          "/destinations: this version tells nobody; the next steps of a workflow "
                          "can use its outputs"});
  }
  return DriftRun(app, config).run();
}

DriftHistory read_drift_history(const App& app, const FileSystem::Path& reports) {
  const auto file = reports / kHistoryFile;
  if (!app.files.exists(file)) {
    throw NotFoundError(file.string() + ": there is no history yet; `mlpipe drift` begins one");
  }
  DriftHistory out;
  out.history = parsed(app, app.files.read(file), file);
  out.text = drift::history_table(out.history);
  return out;
}

}  // namespace mlpipe::commands
