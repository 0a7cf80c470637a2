// SPDX-License-Identifier: MIT
#include "mlpipe/drift/decide.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/stats/multiple_testing.hpp"
#include "mlpipe/stats/tails.hpp"

#include "drift/explain.hpp"

namespace mlpipe::drift {
namespace {

constexpr std::uint64_t kMostRows = 1ULL << 40U;

double share(std::uint64_t part, std::uint64_t rows) {
  return rows == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(rows);
}

std::uint64_t unseen(const BinPlan& plan, const BinCounts& counts) {
  return plan.has_rest() ? counts.bins.back() : 0;
}

void add_ks(FeatureCheck& check, const FeatureProfile& profile, const CurrentFeature& current) {
  check.ks = current.ks;
  if (!current.ks || !current.wasserstein) {
    return;
  }
  const auto n = static_cast<double>(profile.moments.n);
  const auto m = static_cast<double>(current.moments.n);
  const auto effective = std::llrint(n * m / (n + m));
  check.ks_p = stats::kolmogorov_tail(std::max<std::uint64_t>(1, effective), *current.ks);
  check.wasserstein_by_deviation =
      scale_distance(*current.wasserstein, profile.moments).by_deviation;
}

void add_windows(FeatureCheck& check, const FeatureProfile& profile, std::uint64_t rows) {
  for (std::size_t i = 0; i < profile.noise.size(); ++i) {
    if (i == 0 || profile.noise[i].length <= rows) {
      check.inside_length = profile.noise[i].length;
      check.inside_reference = profile.windows[i];
    }
  }
}

void add_psi(FeatureCheck& check, const FeatureProfile& profile) {
  auto plain = psi(check.counts);
  check.psi = plain.value;
  check.psi_terms = std::move(plain.terms);
  check.psi_half = psi_half(check.counts);
  const std::uint64_t n = check.counts.reference_rows();
  const std::uint64_t m = check.counts.current_rows();
  check.test = long_run_test(check.counts, noise_at(profile.noise, n, m));
  check.p = check.test.p;
  check.psi_noise = check.test.psi_noise;
  check.psi_adjusted = std::max(0.0, check.psi_half - check.psi_noise);
  check.independent = chi_square_test(check.counts);
  check.js_distance = std::sqrt(js_divergence(check.counts));
  add_windows(check, profile, m);
}

FeatureCheck measure(const FeatureProfile& profile, const CurrentFeature& current) {
  FeatureCheck check;
  check.name = profile.name;
  check.kind = profile.kind;
  check.gain = profile.gain;
  check.between_models = profile.between_models;
  check.evidently = current.evidently;
  check.missing = missing_share_test(profile.counts, current.counts);
  check.missing_before = share(profile.counts.missing, profile.counts.rows);
  check.missing_now = share(current.counts.missing, current.counts.rows);
  if (!profile.usable()) {
    return check;
  }
  check.counts = with_missing(profile.counts, current.counts);
  if (!check.counts.usable()) {
    return check;
  }
  add_psi(check, profile);
  add_ks(check, profile, current);
  check.unseen_now = share(unseen(profile.plan, current.counts), current.counts.rows);
  check.out_of_range = share(current.counts.below + current.counts.above, current.counts.rows);
  check.new_categories = current.new_categories;
  check.directions = directions(profile, current);
  check.unit_factor = unit_factor(profile, current, check.test.effective_rows);
  return check;
}

Verdict by_size(double value, const DecideOptions& options) {
  return value >= options.critical  ? Verdict::kCritical
         : value >= options.warning ? Verdict::kWarning
                                    : Verdict::kOk;
}

/// Would a PSI that is critical after its noise was taken off have been seen? Where all rows of
/// both sides lie in one bin there is no noise, and any other value would have been seen.
bool has_power(const LongRunTest& test, const DecideOptions& options) {
  if (test.freedom <= 0.0) {
    return true;
  }
  return test.psi_noise <= options.critical &&
         tail_probability(test, test.psi_noise + options.critical) <= options.critical_q;
}

/// An alarm stands on its own; "ok" needs the power to have found something.
Verdict adjusted_verdict(const FeatureCheck& check, const DecideOptions& options) {
  if (check.counts.current_rows() < options.smallest_sample) {
    return Verdict::kCannotTell;
  }
  const bool is_another_model = check.psi <= check.between_models;
  const Verdict size = is_another_model ? Verdict::kOk : by_size(check.psi_adjusted, options);
  if (size == Verdict::kCritical && check.q <= options.critical_q) {
    return Verdict::kCritical;
  }
  if (size != Verdict::kOk && check.q <= options.warning_q) {
    return Verdict::kWarning;
  }
  // Chance adds to PSI: one that is small as it stands needs no test.
  const bool is_ok = check.psi < options.warning || has_power(check.test, options);
  return is_ok ? Verdict::kOk : Verdict::kCannotTell;
}

Verdict evidently_verdict(const FeatureCheck& check) {
  if (check.evidently) {
    return check.evidently->drifted ? Verdict::kCritical : Verdict::kOk;
  }
  if (!check.counts.usable() || check.missing_before == 1.0 || check.missing_now == 1.0) {
    return Verdict::kCannotTell;  // where Evidently stops with an error
  }
  throw ConfigError("/rule", "\"evidently\" needs the rows of the reference, for feature " +
                                 quote(check.name) + " too; give them, or use \"adjusted\"");
}

Verdict decide(const FeatureCheck& check, const DecideOptions& options) {
  if (options.rule == Rule::kEvidently) {
    return evidently_verdict(check);
  }
  if (!check.counts.usable()) {
    return Verdict::kCannotTell;
  }
  return options.rule == Rule::kPlain ? by_size(check.psi, options)
                                      : adjusted_verdict(check, options);
}

void add_q(std::vector<FeatureCheck>& checks) {
  std::vector<double> p;
  for (const auto& check : checks) {
    if (check.counts.usable()) {
      p.push_back(check.p);
    }
  }
  const auto q = stats::benjamini_hochberg(p);
  std::size_t next = 0;
  for (auto& check : checks) {
    if (check.counts.usable()) {
      check.q = q[next++];
    }
  }
}

}  // namespace

const std::string& to_string(Verdict verdict) {
  static const std::array<std::string, 4> kWords = {"ok", "warning", "critical", "cannot tell"};
  return kWords[static_cast<std::size_t>(verdict)];
}

int rank(Verdict verdict) {
  return verdict == Verdict::kCannotTell ? -1 : static_cast<int>(verdict);
}

DecideOptions DecideOptions::of(std::string_view feature) const {
  DecideOptions out{rule, warning, critical, warning_q, critical_q, smallest_sample};
  const auto own = overrides.find(feature);
  if (own != overrides.end()) {
    out.warning = own->second.warning.value_or(warning);
    out.critical = own->second.critical.value_or(critical);
    out.warning_q = own->second.warning_q.value_or(warning_q);
    out.critical_q = own->second.critical_q.value_or(critical_q);
  }
  return out;
}

std::optional<std::uint64_t> rows_to_tell(const FeatureProfile& profile, std::size_t freedom,
                                          const DecideOptions& options) {
  const std::uint64_t n = profile.counts.rows;
  if (n == 0) {
    return std::nullopt;
  }
  const auto enough = [&](std::uint64_t m) {
    return has_power(long_run_null(static_cast<double>(n), static_cast<double>(m),
                                   static_cast<double>(freedom), noise_at(profile.noise, n, m)),
                     options);
  };
  std::uint64_t high = 1;
  while (!enough(high)) {
    if (high >= kMostRows) {
      return std::nullopt;
    }
    high *= 2;
  }
  for (std::uint64_t low = high / 2; high - low > 1;) {
    const std::uint64_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return std::max(high, options.smallest_sample);
}

std::vector<FeatureCheck> check_features(std::span<const FeatureProfile> profiles,
                                         std::span<const CurrentFeature> current,
                                         const DecideOptions& options) {
  assert(profiles.size() == current.size());
  std::vector<FeatureCheck> checks;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    checks.push_back(measure(profiles[i], current[i]));
  }
  add_q(checks);
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    auto& check = checks[i];
    const DecideOptions own = options.of(check.name);
    check.verdict = decide(check, own);
    if (check.verdict == Verdict::kCannotTell && profiles[i].usable()) {
      check.rows_needed = rows_to_tell(
          profiles[i], std::max(check.counts.freedom(), profiles[i].plan.size() - 1), own);
    }
  }
  find_swapped(profiles, current, checks);
  return checks;
}

Verdict overall(std::span<const FeatureCheck> checks) {
  Verdict worst = Verdict::kCannotTell;
  for (const auto& check : checks) {
    if (check.verdict != Verdict::kCannotTell &&
        (worst == Verdict::kCannotTell || check.verdict > worst)) {
      worst = check.verdict;
    }
  }
  return worst;
}

}  // namespace mlpipe::drift
