// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_record.hpp"

#include <charconv>

#include "optimize/journal_line.hpp"

namespace mlpipe::optimize {
namespace {

using Element = JournalLine::Element;

CreateStudy read_create_study(const JournalLine& line) {
  CreateStudy out{std::string(line.text("study_name")), {}};
  for (const double code : line.numbers("directions")) {
    if (code != 1.0 && code != 2.0) {
      JournalLine::fail("directions", "expected 1 (minimise) or 2 (maximise)");
    }
    out.directions.push_back(static_cast<Direction>(static_cast<int>(code)));
  }
  if (out.directions.empty()) {
    JournalLine::fail("directions", "expected at least one");
  }
  return out;
}

Params read_params(const JournalLine& line) {
  Params out;
  const auto distributions = line.object_at("distributions");
  line.for_each("params", [&](std::string_view name, const Element& value) {
    const auto text = distributions ? find_key(*distributions, name) : std::nullopt;
    if (!text) {
      JournalLine::fail("distributions", "none for parameter " + quote(name));
    }
    out.insert_or_assign(std::string(name),
                         Param{line.distribution(JournalLine::text(*text, "distributions")),
                               JournalLine::number(value, name)});
  });
  return out;
}

std::map<std::int64_t, double> read_reports(const JournalLine& line) {
  std::map<std::int64_t, double> out;
  line.for_each("intermediate_values", [&](std::string_view key, const Element& value) {
    std::int64_t step = 0;
    const char* end = key.data() + key.size();
    if (key.empty() || std::from_chars(key.data(), end, step).ptr != end) {
      JournalLine::fail("intermediate_values", quote(key) + " is no step");
    }
    out[step] = JournalLine::number(value, key);
  });
  return out;
}

CreateTrial read_create_trial(const JournalLine& line) {
  CreateTrial out{line.integer("study_id"), {}};
  Trial& trial = out.trial;
  trial.state = line.find("state") ? line.state("state") : TrialState::kRunning;
  trial.values = line.numbers("values");
  if (const auto value = line.find("value")) {
    if (!trial.values.empty()) {
      JournalLine::fail("value", "there are \"values\" as well");
    }
    trial.values = {JournalLine::number(*value, "value")};
  }
  trial.params = read_params(line);
  trial.intermediate_values = read_reports(line);
  trial.user_attributes = line.attributes("user_attrs");
  trial.system_attributes = line.attributes("system_attrs");
  (void)line.at("datetime_start");
  trial.started = line.time_if_any("datetime_start");
  trial.completed = line.time_if_any("datetime_complete");
  return out;
}

SetState read_set_state(const JournalLine& line) {
  (void)line.at("values");
  SetState out{line.integer("trial_id"), line.state("state"), line.numbers("values"), {}, {}};
  out.started = out.state == TrialState::kRunning ? line.time("datetime_start")
                                                  : line.time_if_any("datetime_start");
  if (is_finished(out.state)) {
    out.completed = line.time("datetime_complete");
  }
  return out;
}

template <class Change>
Change read_attribute(const JournalLine& line, const char* id, AttributeKind kind) {
  auto [key, value] = line.attribute(kind == AttributeKind::kUser ? "user_attr" : "system_attr");
  return {line.integer(id), kind, std::move(key), std::move(value)};
}

JournalChange read_change(const JournalLine& line) {
  switch (const std::int64_t code = line.integer("op_code")) {
    case 0:
      return read_create_study(line);
    case 1:
      return DeleteStudy{line.integer("study_id")};
    case 2:
      return read_attribute<SetStudyAttribute>(line, "study_id", AttributeKind::kUser);
    case 3:
      return read_attribute<SetStudyAttribute>(line, "study_id", AttributeKind::kSystem);
    case 4:
      return read_create_trial(line);
    case 5:
      return SetParam{
          line.integer("trial_id"),
          std::string(line.text("param_name")),
          {line.distribution(line.text("distribution")), line.number("param_value_internal")}};
    case 6:
      return read_set_state(line);
    case 7:
      return Report{line.integer("trial_id"), line.integer("step"),
                    line.number("intermediate_value")};
    case 8:
      return read_attribute<SetTrialAttribute>(line, "trial_id", AttributeKind::kUser);
    case 9:
      return read_attribute<SetTrialAttribute>(line, "trial_id", AttributeKind::kSystem);
    case 10:
      return NoChange{};
    default:
      JournalLine::fail("op_code", std::to_string(code) + " is no operation that Optuna knows");
  }
}

}  // namespace

JournalParser::JournalParser(std::chrono::minutes local_offset)
    : local_offset_(local_offset), json_(std::make_unique<JournalJson>()) {}

JournalParser::~JournalParser() = default;
JournalParser::JournalParser(JournalParser&&) noexcept = default;
JournalParser& JournalParser::operator=(JournalParser&&) noexcept = default;

std::optional<JournalRecord> JournalParser::parse(std::string_view line) {
  const auto parsed = json_->read(line);
  if (!parsed) {
    return std::nullopt;
  }
  if (!parsed->is_object()) {
    throw IntegrityError("expected an object, found " + quote(line));
  }
  const JournalLine fields(JournalJson::Object(*parsed), *this);
  return JournalRecord{std::string(fields.text("worker_id")), read_change(fields)};
}

}  // namespace mlpipe::optimize
