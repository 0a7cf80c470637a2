// SPDX-License-Identifier: MIT
#include "optimize/tpe_steps.hpp"
#include "optuna_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::optimize;
using nlohmann::json;

namespace {

struct Case {
  std::map<std::string, Distribution> distributions;
  std::vector<std::string> names;  ///< of the space used
  std::vector<Trial> trials;
  std::int64_t number = 0;
  Direction direction = Direction::kMinimize;

  [[nodiscard]] History history() const { return {direction, trials}; }
  [[nodiscard]] KnownSpace space() const {
    KnownSpace out;
    for (const auto& name : names) {
      out.push_back({name, &distributions.at(name)});
    }
    return out;
  }
  [[nodiscard]] std::vector<std::int64_t> numbers(const std::vector<std::size_t>& indices) const {
    std::vector<std::int64_t> out;
    for (const auto index : indices) {
      out.push_back(trials[index].number);
    }
    return out;
  }
};

Case read(const json& entry) {
  Case out;
  out.distributions = fixture::distributions_of(entry.at("all_params"));
  out.names = entry.at("search_space_used").get<std::vector<std::string>>();
  out.number = entry.at("new_trial_number");
  out.direction = entry.at("direction") == "minimize" ? Direction::kMinimize : Direction::kMaximize;
  for (const auto& trial : entry.at("trials")) {
    out.trials.push_back(fixture::trial_of(trial, out.distributions));
  }
  return out;
}

void check_close(const std::vector<double>& actual, const json& expected, double tolerance) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    CAPTURE(i);
    CHECK(actual[i] == Approx(fixture::number_of(expected.at(i))).epsilon(tolerance).margin(1e-12));
  }
}

void check_widths(const Case& given, const ParzenEstimator& estimator, const json& expected) {
  for (std::size_t p = 0; p < given.names.size(); ++p) {
    const auto* numeric = std::get_if<NumericKernels>(&estimator.kernels(p));
    if (numeric != nullptr) {
      CAPTURE(given.names[p]);
      const std::vector<double> widths(numeric->widths().begin(), numeric->widths().end());
      check_close(widths, expected.at("components").at(given.names[p]).at("sigma"), 1e-12);
    }
  }
}

/// @param looked_up  values come from the joint history, or from the trials
void check_case(const json& entry, const Case& given, bool looked_up) {
  TpeOptions options;
  options.multivariate = entry.at("multivariate");
  const auto history = given.history();
  const auto split = split_trials(history, given.number, options);
  CHECK(given.numbers(split.below) == entry.at("below_numbers").get<std::vector<std::int64_t>>());
  CHECK(given.numbers(split.above) == entry.at("above_numbers").get<std::vector<std::int64_t>>());
  CHECK(split.below.size() == entry.at("n_below").get<std::size_t>());
  json draws = entry.at("draws").at("u_numeric");
  draws.update(entry.at("draws").at("u_categorical"));
  ParzenEstimator::Draws uniforms{fixture::numbers_of(entry.at("draws").at("u_component")), {}};
  for (const auto& name : given.names) {
    uniforms.value.push_back(fixture::numbers_of(draws.at(name)));
  }
  const auto space = given.space();
  const auto joint = looked_up ? joint_history(history) : JointHistory{};
  const auto choice = choose(space, observations(history, split.below, space, joint),
                             observations(history, split.above, space, joint), uniforms, options);
  check_widths(given, choice.below, entry.at("l"));
  check_widths(given, choice.above, entry.at("g"));
  check_close(choice.log_below, entry.at("log_l"), 1e-9);
  check_close(choice.log_above, entry.at("log_g"), 1e-9);
  CHECK(choice.chosen == entry.at("chosen_index").get<std::size_t>());
  for (std::size_t p = 0; p < given.names.size(); ++p) {
    CAPTURE(given.names[p]);
    check_close(choice.candidates[p], entry.at("candidates_internal").at(given.names[p]), 1e-7);
    const auto suggested = to_external(*space[p].distribution, choice.candidates[p][choice.chosen]);
    const auto expected = fixture::value_of(entry.at("suggested").at(given.names[p]));
    CHECK(to_internal(*space[p].distribution, suggested).value() ==
          Approx(to_internal(*space[p].distribution, expected).value()).epsilon(1e-7));
  }
}

}  // namespace

TEST_CASE("whole suggestions match Optuna 5's, step by step", "[optimize][golden]") {
  const auto cases = golden::read_json("optuna/tpe_suggest_v5.json").at("cases");
  REQUIRE(cases.size() == 17);
  for (const auto& entry : cases) {
    CAPTURE(entry.at("name").get<std::string>());
    check_case(entry, read(entry), true);
    check_case(entry, read(entry), false);
  }
}

TEST_CASE("the joint space of a history is Optuna's", "[optimize][golden]") {
  const auto cases = golden::read_json("optuna/tpe_suggest_v5.json").at("cases");
  std::size_t joint = 0;
  for (const auto& entry : cases) {
    if (!entry.at("multivariate").get<bool>()) {
      continue;
    }
    CAPTURE(entry.at("name").get<std::string>());
    const auto given = read(entry);
    std::vector<std::string> names;
    for (const auto& param : joint_history(given.history()).space) {
      names.emplace_back(param.name);
    }
    CHECK(names == given.names);
    ++joint;
  }
  CHECK(joint == 10);
}
