// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/tpe_sampler.hpp"

#include "optimize/tpe_steps.hpp"
#include "optimize/walk_space.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

const Distribution kReal = FloatDistribution{0.0, 1.0};

Trial trial(std::int64_t number, TrialState state, double value,
            std::map<std::string, double> params) {
  Trial out;
  out.number = number;
  out.state = state;
  if (state == TrialState::kComplete) {
    out.values = {value};
  }
  for (const auto& [name, internal] : params) {
    out.params[name] = {kReal, internal};
  }
  return out;
}

std::vector<std::vector<std::string>> names_of(const std::vector<KnownSpace>& spaces) {
  std::vector<std::vector<std::string>> out;
  for (const auto& space : spaces) {
    out.emplace_back();
    for (const auto& param : space) {
      out.back().emplace_back(param.name);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("trials that are not scored do not shape the joint space", "[optimize]") {
  std::vector<Trial> trials = {
      trial(0, TrialState::kFail, 0.0, {{"z", 0.5}}),
      trial(1, TrialState::kComplete, 1.0, {{"a", 0.1}, {"b", 0.2}, {"c", 0.3}}),
      trial(2, TrialState::kPruned, 0.0, {{"a", 0.1}, {"c", 0.3}}),
      trial(3, TrialState::kRunning, 0.0, {})};
  const History history{Direction::kMinimize, trials};
  CHECK(names_of({joint_history(history).space}).front() == std::vector<std::string>{"a", "c"});
  trials[2].params["c"].distribution = FloatDistribution{0.0, 2.0};
  CHECK(names_of({joint_history(history).space}).front() == std::vector<std::string>{"a"});
  trials[1].params["a"].distribution = FloatDistribution{0.1, 0.1};
  trials[2].params["a"].distribution = FloatDistribution{0.1, 0.1};
  CHECK(joint_history(history).space.empty());
}

TEST_CASE("groups are what always occurs together", "[optimize]") {
  const std::vector<Trial> trials = {
      trial(0, TrialState::kComplete, 1.0, {{"a", 0.1}, {"b", 0.2}, {"c", 0.3}}),
      trial(1, TrialState::kPruned, 0.0, {{"a", 0.1}, {"d", 0.3}, {"e", 0.3}}),
      trial(2, TrialState::kComplete, 1.0, {{"a", 0.1}, {"b", 0.2}, {"c", 0.3}})};
  const auto groups = names_of(grouped_spaces({Direction::kMinimize, trials}));
  CHECK(groups == std::vector<std::vector<std::string>>{{"a"}, {"b", "c"}, {"d", "e"}});
}

TEST_CASE("without the liar running trials do not count, with it they are bad", "[optimize]") {
  std::vector<Trial> trials;
  for (std::int64_t i = 0; i < 12; ++i) {
    trials.push_back(trial(i, TrialState::kComplete, static_cast<double>(i), {{"x", 0.5}}));
  }
  trials.push_back(trial(12, TrialState::kRunning, 0.0, {{"x", 0.9}}));
  trials.push_back(trial(13, TrialState::kRunning, 0.0, {}));
  TpeOptions options;
  const History history{Direction::kMaximize, trials};
  const auto split = split_trials(history, 13, options);
  CHECK(split.below == std::vector<std::size_t>{10, 11});
  CHECK(split.above.size() == 11);
  CHECK(split.above.back() == 12);
  options.constant_liar = false;
  CHECK(split_trials(history, 13, options).above.size() == 10);
}

TEST_CASE("what another process announced for a running trial counts", "[optimize]") {
  std::vector<Trial> trials = {trial(0, TrialState::kRunning, 0.0, {{"b", 0.25}}),
                               trial(1, TrialState::kComplete, 0.0, {{"a", 0.1}, {"b", 0.2}})};
  trials[0].system_attributes = {{"tpe:relative_params:0", R"("{\"a\": 0.7")"},
                                 {"tpe:relative_params:1", R"(", \"b\": 0.9, \"c\": 1}")"}};
  const History history{Direction::kMinimize, trials};
  const KnownSpace space = {{"a", &kReal}, {"b", &kReal}};
  const std::vector<std::size_t> both = {0, 1};
  CHECK(observations(history, both, space, {}) == Columns{{0.7, 0.1}, {0.25, 0.2}});
  trials[0].system_attributes.erase("tpe:relative_params:1");
  CHECK(observations(history, both, space, {}) == Columns{{0.1}, {0.2}});
}

TEST_CASE("TPE draws at random until enough trials are scored", "[optimize]") {
  const SearchSpace space = {{"x", kReal}};
  TpeOptions options;
  options.seed = 8;
  const TpeSampler sampler(options);
  const auto random_value = [&](std::int64_t number) {
    Rng rng = param_stream(options.seed, number, "x");
    return random_internal(kReal, rng);
  };
  std::vector<Trial> trials;
  for (std::int64_t i = 0; i < 10; ++i) {
    const auto params = sampler.suggest({space, {Direction::kMinimize, trials}, i}).value();
    CHECK(params.at("x").internal == random_value(i));
    trials.push_back(trial(i, i == 3 ? TrialState::kPruned : TrialState::kComplete, 1.0,
                           {{"x", params.at("x").internal}}));
  }
  const auto params = sampler.suggest({space, {Direction::kMinimize, trials}, 10}).value();
  CHECK(params.at("x").internal != random_value(10));
  trials[5].state = TrialState::kFail;
  const auto fewer = sampler.suggest({space, {Direction::kMinimize, trials}, 10}).value();
  CHECK(fewer.at("x").internal == random_value(10));
}

TEST_CASE("TPE goes where trials were good, in either direction", "[optimize]") {
  const SearchSpace space = {{"x", kReal}, {"y", kReal}};
  for (const auto direction : {Direction::kMinimize, Direction::kMaximize}) {
    std::vector<Trial> trials;
    for (std::int64_t i = 0; i < 60; ++i) {
      const double x = static_cast<double>((i * 23) % 60) / 59.0;
      const double y = static_cast<double>((i * 41) % 60) / 59.0;
      trials.push_back(trial(i, TrialState::kComplete, x + y, {{"x", x}, {"y", y}}));
    }
    double sum = 0.0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      TpeOptions options;
      options.seed = seed;
      const auto params = TpeSampler(options).suggest({space, {direction, trials}, 60}).value();
      sum += params.at("x").internal + params.at("y").internal;
    }
    CHECK((direction == Direction::kMinimize ? sum / 40.0 < 0.25 : sum / 40.0 > 0.75));
  }
}

namespace {

/// The mean of x over suggestions by 200 seeds, where x = 1 is e^3 times the work of x = 0.
double mean_x(const SearchSpace& space, const std::vector<Trial>& trials, double price) {
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    TpeOptions options;
    options.seed = seed;
    options.price = price;
    const TpeSampler sampler(options, [](const Params& params) {
      const auto it = params.find("x");
      return it == params.end() ? 1.5 : 3.0 * it->second.internal;
    });
    const auto number = static_cast<std::int64_t>(trials.size());
    sum +=
        sampler.suggest({space, {Direction::kMinimize, trials}, number}).value().at("x").internal;
  }
  return sum / 200.0;
}

/// Where every x is as good as any other.
std::vector<Trial> indifferent_trials() {
  std::vector<Trial> trials;
  for (std::int64_t i = 0; i < 60; ++i) {
    const double x = static_cast<double>((i * 23) % 60) / 59.0;
    const double y = static_cast<double>((i * 41) % 60) / 59.0;
    trials.push_back(trial(i, TrialState::kComplete, y, {{"x", x}, {"y", y}}));
  }
  return trials;
}

}  // namespace

TEST_CASE("with a price, TPE goes for what is cheap", "[optimize]") {
  const SearchSpace space = {{"x", kReal}, {"y", kReal}};
  const auto trials = indifferent_trials();
  CHECK(mean_x(space, trials, 1.0) < mean_x(space, trials, 0.0) - 0.1);
  CHECK(mean_x(space, trials, 3.0) < mean_x(space, trials, 1.0));
}

TEST_CASE("with a price, the first random trials are as many fewer as they are dearer",
          "[optimize]") {
  const SearchSpace space = {{"x", kReal}, {"y", kReal}};
  CHECK(std::abs(mean_x(space, {}, 0.0) - 0.5) < 0.06);
  // The density exp(-3 x) on [0, 1] has its mean at 1/3 - 1/(e^3 - 1) = 0.281.
  CHECK(std::abs(mean_x(space, {}, 1.0) - 0.281) < 0.06);
}

TEST_CASE("without a work to go by, a price changes nothing", "[optimize]") {
  const SearchSpace space = {{"x", kReal}, {"y", kReal}};
  const auto trials = indifferent_trials();
  TpeOptions options;
  options.seed = 5;
  const TpeSampler free(options);
  options.price = 1.0;
  const TpeSampler priced(options);
  for (const auto& history : {std::vector<Trial>{}, trials}) {
    const Ask ask{space, {Direction::kMinimize, history}, 60};
    CHECK(priced.suggest(ask).value() == free.suggest(ask).value());
  }
}
