// SPDX-License-Identifier: MIT
#include "optimize/parzen.hpp"

#include <cmath>

#include "optuna_fixture.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::optimize;
using nlohmann::json;

namespace {

Approx close(const json& value, double tolerance) {
  return Approx(fixture::number_of(value)).epsilon(tolerance).margin(1e-14);
}

struct Case {
  std::vector<std::string> names;
  std::vector<Distribution> space;
  Columns observations;
  std::vector<double> weights;
  ParzenOptions options;

  [[nodiscard]] ParzenEstimator estimator() const {
    std::vector<const Distribution*> pointers;
    for (const auto& distribution : space) {
      pointers.push_back(&distribution);
    }
    return {pointers, observations, weights, options};
  }
  [[nodiscard]] Columns columns(const json& by_name) const {
    Columns out;
    for (const auto& name : names) {
      out.push_back(fixture::numbers_of(by_name.at(name)));
    }
    return out;
  }
};

Case read(const json& entry, bool scott_if_multivariate) {
  Case out;
  for (const auto& param : entry.at("search_space")) {
    out.names.push_back(param.at("param"));
    out.space.push_back(fixture::distribution_of(param));
  }
  out.observations = out.columns(entry.at("observations_internal"));
  const auto& settings = entry.at("settings");
  out.options.prior_weight = settings.at("prior_weight");
  out.options.magic_clip = settings.at("consider_magic_clip");
  out.options.endpoints = settings.at("consider_endpoints");
  if (scott_if_multivariate && entry.at("multivariate").get<bool>()) {
    out.options.widths = WidthRule::kScott;
  }
  const auto& given = entry.at("given_weights");
  out.weights = given.is_null() ? recency_weights(out.observations.front().size())
                                : fixture::numbers_of(given);
  return out;
}

void check_kernels(const ParzenEstimator::Kernels& kernels, const json& expected) {
  if (const auto* numeric = std::get_if<NumericKernels>(&kernels)) {
    REQUIRE(numeric->centres().size() == expected.at("mu").size());
    for (std::size_t k = 0; k < numeric->centres().size(); ++k) {
      CHECK(numeric->centres()[k] == close(expected.at("mu").at(k), 1e-13));
      CHECK(numeric->widths()[k] == close(expected.at("sigma").at(k), 1e-12));
    }
    return;
  }
  const auto& categorical = std::get<CategoricalKernels>(kernels);
  const auto& rows = expected.at("choice_weights");
  for (std::size_t k = 0; k < rows.size(); ++k) {
    for (std::size_t c = 0; c < rows.at(k).size(); ++c) {
      CHECK(categorical.weight(k, c) == close(rows.at(k).at(c), 1e-13));
    }
  }
}

void check_case(const json& entry, const Case& given) {
  const auto estimator = given.estimator();
  const auto& mixture = entry.at("mixture");
  REQUIRE(estimator.weights().size() == mixture.at("weights").size());
  for (std::size_t k = 0; k < estimator.weights().size(); ++k) {
    CHECK(estimator.weights()[k] == close(mixture.at("weights").at(k), 1e-13));
  }
  for (std::size_t p = 0; p < given.names.size(); ++p) {
    CAPTURE(given.names[p]);
    check_kernels(estimator.kernels(p), mixture.at("components").at(given.names[p]));
  }
  const auto densities = estimator.log_density(given.columns(entry.at("points_internal")));
  REQUIRE(densities.size() == entry.at("log_pdf").size());
  for (std::size_t i = 0; i < densities.size(); ++i) {
    CHECK(densities[i] == close(entry.at("log_pdf").at(i), 1e-9));
  }
  const auto& sampling = entry.at("sampling");
  json draws = sampling.at("u_numeric");
  draws.update(sampling.at("u_categorical"));
  const auto samples =
      estimator.sample({fixture::numbers_of(sampling.at("u_component")), given.columns(draws)});
  const auto expected = given.columns(sampling.at("sampled_internal"));
  for (std::size_t p = 0; p < samples.size(); ++p) {
    for (std::size_t i = 0; i < samples[p].size(); ++i) {
      CAPTURE(given.names[p], i);
      CHECK(samples[p][i] == Approx(expected[p][i]).epsilon(1e-7));
      CHECK(contains(given.space[p], samples[p][i]));
    }
  }
}

}  // namespace

TEST_CASE("mixtures, densities and samples match Optuna 5's", "[optimize][golden]") {
  const auto cases = golden::read_json("optuna/parzen_v5.json").at("cases");
  REQUIRE(cases.size() == 89);
  for (const auto& entry : cases) {
    CAPTURE(entry.at("name").get<std::string>());
    check_case(entry, read(entry, false));
  }
}

TEST_CASE("with Scott's widths they match Optuna 4.9's joint mode", "[optimize][golden]") {
  const auto cases = golden::read_json("optuna/parzen_v4_9.json").at("cases");
  REQUIRE(cases.size() == 89);
  for (const auto& entry : cases) {
    CAPTURE(entry.at("name").get<std::string>());
    check_case(entry, read(entry, true));
  }
}

TEST_CASE("sizes of the good group and weights match Optuna's tables", "[optimize][golden]") {
  const auto tables = golden::read_json("optuna/truncnorm_and_tables.json");
  for (const auto& row : tables.at("default_gamma")) {
    CHECK(tenth_gamma(row.at(0)) == row.at(1).get<std::size_t>());
  }
  for (const auto& row : tables.at("hyperopt_default_gamma")) {
    CHECK(square_root_gamma(row.at(0)) == row.at(1).get<std::size_t>());
  }
  for (const auto& row : tables.at("default_weights")) {
    const auto weights = recency_weights(row.at("n"));
    REQUIRE(weights.size() == row.at("weights").size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      CHECK(weights[i] == close(row.at("weights").at(i), 1e-13));
    }
  }
}

TEST_CASE("kernels that are skipped change no density", "[optimize]") {
  // A discrete and a narrow continuous parameter; kernels of each far from the point of the other.
  const Distribution whole = IntDistribution{1, 1000};
  const Distribution real = FloatDistribution{0.0, 1.0};
  Columns observations(2);
  for (int i = 0; i < 300; ++i) {
    observations[0].push_back(1.0 + (i * 37) % 1000);
    observations[1].push_back((i * 61 % 300) / 300.0);
  }
  const std::vector<double> weights(300, 1.0);
  const std::vector<const Distribution*> space = {&whole, &real};
  const ParzenEstimator joint(space, observations, weights, {});
  const auto& a = std::get<NumericKernels>(joint.kernels(0));
  const auto& b = std::get<NumericKernels>(joint.kernels(1));
  for (const double x : {1.0, 400.0, 1000.0}) {
    double density = 0.0;
    std::vector<double> logs(301, 0.0);
    b.add_log_densities(0.77, logs);
    for (std::size_t k = 0; k < logs.size(); ++k) {
      CHECK(a.log_mass_bound(a.bin(x), a.distinct()[k]) >= a.log_mass(a.bin(x), a.distinct()[k]));
      density += joint.weights()[k] * std::exp(logs[k] + a.log_mass(a.bin(x), a.distinct()[k]));
    }
    CHECK(joint.log_density({{x}, {0.77}}).front() == Approx(std::log(density)).epsilon(1e-13));
  }
}
