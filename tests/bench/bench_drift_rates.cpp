// SPDX-License-Identifier: MIT
// How often a check of drift is wrong where nothing has moved, and how often it finds what has:
// the adjusted rule beside plain PSI, Kolmogorov-Smirnov and what Evidently does by default, on the
// same draws. Prints JSON; drift_rates.py makes the table and holds the rates to their promises.
//
// usage: bench_drift_rates [share]                 share: of the usual number of draws, 1 by
// default
//        bench_drift_rates --rolling FILE N M STEP the columns of a CSV of numbers: N rows are the
//                                                  reference of the M behind them, moved by STEP
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/drift/decide.hpp"

#include "drift_draws.hpp"

namespace {

using namespace mlpipe;         // NOLINT(google-build-using-namespace)
using namespace mlpipe::drift;  // NOLINT(google-build-using-namespace)
using bench::autoregression;
using bench::garch;
using nlohmann::ordered_json;

constexpr std::uint64_t kSeed = 20261129;
constexpr double kLevel = 0.05;

int threads() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// A process whose rows follow each other, and what the later ones are moved by.
struct Setting {
  std::string process;  ///< "independent", "AR(1) 0.9", "GARCH(0.08, 0.9)"
  double memory;        ///< coefficient of the autoregression; negative: GARCH
  std::size_t reference, current;
  double shift;          ///< of the current rows, in deviations
  std::size_t features;  ///< checked together
  std::size_t sets;
};

/// How often each rule alarms, by the rule's name.
using Alarms = std::map<std::string, std::size_t>;

void add(Alarms& sum, const Alarms& other) {
  for (const auto& [rule, count] : other) {
    sum[rule] += count;
  }
}

Alarms alarms_of(const FeatureCheck& check) {
  const bool warned = check.verdict == Verdict::kWarning || check.verdict == Verdict::kCritical;
  return {{"psi_above_0.1", check.psi > 0.1 ? 1 : 0},
          {"psi_above_0.25", check.psi > 0.25 ? 1 : 0},
          {"ks_p_below_0.05", check.ks_p && *check.ks_p < kLevel ? 1 : 0},
          {"evidently", check.evidently && check.evidently->drifted ? 1 : 0},
          {"warning", warned ? 1 : 0},
          {"critical", check.verdict == Verdict::kCritical ? 1 : 0},
          {"p_below_0.05", check.p < kLevel ? 1 : 0}};
}

/// Of sets of features checked together.
struct Found {
  std::size_t sets = 0, features = 0;
  Alarms each;  ///< features that alarm
  Alarms any;   ///< sets in which at least one does

  Found& operator+=(const Found& other) {
    sets += other.sets;
    features += other.features;
    add(each, other.each);
    add(any, other.any);
    return *this;
  }
};

using Column = std::vector<double>;

/// @param columns  rows in time order: the reference's first, the current ones behind
Found check_set(const std::vector<Column>& columns, std::size_t reference) {
  std::vector<FeatureProfile> profiles;
  std::vector<CurrentFeature> current;
  for (const auto& column : columns) {
    const auto before = std::span(column).first(reference);
    const auto now = std::span(column).subspan(reference);
    profiles.push_back(make_feature_profile("x", before, {}, 1.0));
    current.push_back(describe_current(profiles.back(), now));
    const EvidentlyFeature evidently(before, now);
    current.back().evidently = evidently.score(evidently.default_method());
  }
  const auto checks = check_features(profiles, current, {});
  Found out{1, checks.size(), {}, {}};
  for (const auto& check : checks) {
    add(out.each, alarms_of(check));
  }
  for (const auto& [rule, count] : out.each) {
    out.any[rule] = count > 0 ? 1 : 0;
  }
  return out;
}

ordered_json rates(const Alarms& alarms, std::size_t of) {
  ordered_json out;
  for (const auto& [rule, count] : alarms) {
    out[rule] = static_cast<double>(count) / static_cast<double>(of);
  }
  return out;
}

ordered_json run(const Setting& setting, std::uint64_t seed) {
  Found sum;
  std::mutex guard;
  parallel_for(threads(), setting.sets, [&](std::size_t set) {
    std::vector<Column> columns;
    for (std::size_t f = 0; f < setting.features; ++f) {
      auto rng = Rng::stream(seed, set * setting.features + f);
      const std::size_t rows = setting.reference + setting.current;
      auto column =
          setting.memory < 0.0 ? garch(rng, rows) : autoregression(rng, setting.memory, rows);
      for (std::size_t row = setting.reference; row < rows; ++row) {
        column[row] += setting.shift;
      }
      columns.push_back(std::move(column));
    }
    const auto found = check_set(columns, setting.reference);
    const std::lock_guard lock(guard);
    sum += found;
  });
  return {{"process", setting.process},
          {"reference", setting.reference},
          {"current", setting.current},
          {"shift", setting.shift},
          {"features", setting.features},
          {"sets", setting.sets},
          {"each", rates(sum.each, sum.features)},
          {"any", rates(sum.any, sum.sets)}};
}

std::vector<Setting> settings() {
  const std::string alone = "independent";
  const std::string some = "AR(1) 0.9";
  const std::string strong = "AR(1) 0.98";
  return {{alone, 0.0, 1000, 60, 0.0, 1, 20'000},
          {alone, 0.0, 250, 250, 0.0, 1, 10'000},
          {alone, 0.0, 1000, 250, 0.0, 1, 10'000},
          {alone, 0.0, 5000, 60, 0.0, 1, 4'000},
          {alone, 0.0, 1000, 60, 0.0, 50, 1'000},
          {alone, 0.0, 1000, 60, 1.0, 1, 4'000},
          {alone, 0.0, 1000, 60, 0.75, 1, 4'000},
          {some, 0.9, 1000, 60, 0.0, 1, 4'000},
          {some, 0.9, 1000, 250, 0.0, 1, 4'000},
          {some, 0.9, 1000, 60, 0.0, 20, 500},
          {some, 0.9, 1000, 60, 1.0, 1, 2'000},
          {some, 0.9, 1000, 250, 1.0, 1, 2'000},
          {strong, 0.98, 1000, 60, 0.0, 1, 4'000},
          {strong, 0.98, 1000, 250, 0.0, 1, 4'000},
          {some, 0.9, 1000, 1000, 0.0, 1, 2'000},
          {some, 0.9, 1000, 3000, 0.0, 1, 2'000},
          {some, 0.9, 1000, 3000, 1.0, 1, 1'000},
          {strong, 0.98, 1000, 3000, 0.0, 1, 2'000},
          {"GARCH(0.08, 0.9)", -1.0, 1000, 250, 0.0, 1, 2'000}};
}

/// Numbers alone, a header line. @return [columns][rows]
std::vector<Column> read_columns(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::vector<Column> out;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string cell;
    for (std::size_t col = 0; std::getline(cells, cell, ','); ++col) {
      out.resize(std::max(out.size(), col + 1));
      out[col].push_back(std::strtod(cell.c_str(), nullptr));
    }
  }
  return out;
}

ordered_json roll(const std::vector<Column>& all, std::size_t reference, std::size_t current,
                  std::size_t step) {
  Found sum;
  auto warned = ordered_json::array();
  const std::size_t rows = all.empty() ? 0 : all.front().size();
  for (std::size_t begin = 0; begin + reference + current <= rows; begin += step) {
    std::vector<Column> columns;
    for (const auto& column : all) {
      const auto first = column.begin() + static_cast<std::ptrdiff_t>(begin);
      columns.emplace_back(first, first + static_cast<std::ptrdiff_t>(reference + current));
    }
    const auto found = check_set(columns, reference);
    if (found.any.at("warning") > 0) {
      warned.push_back(begin + reference);
    }
    sum += found;
  }
  return {{"windows", sum.sets},
          {"each", rates(sum.each, sum.features)},
          {"any", rates(sum.any, sum.sets)},
          {"first_rows_of_warned", warned}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::string(argv[1]) == "--rolling") {
    const auto size = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
    const auto found = roll(read_columns(argv[2]), size(3), size(4), size(5));
    std::printf("%s\n", found.dump(1).c_str());
    return 0;
  }
  bench::print_settings(settings(), kSeed, argc > 1 ? std::strtod(argv[1], nullptr) : 1.0, run);
  return 0;
}
