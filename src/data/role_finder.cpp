// SPDX-License-Identifier: MIT
#include "data/role_finder.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "data/role_inputs.hpp"
#include "data/role_names.hpp"
#include "data/time_cells.hpp"

namespace mlpipe::data {
namespace {

using Content = RoleSample::Content;
using OptionalColumn = std::optional<std::size_t>;

struct NamedRole {
  Role role;
  OptionalColumn Roles::*column;
  std::optional<std::string> DataOptions::*name;
};
constexpr std::array kNamedRoles = {
    NamedRole{Role::kTimeOfDay, &Roles::time_of_day, &DataOptions::time_of_day},
    NamedRole{Role::kSymbol, &Roles::symbol, &DataOptions::symbol},
    NamedRole{Role::kOpen, &Roles::open, &DataOptions::open},
    NamedRole{Role::kHigh, &Roles::high, &DataOptions::high},
    NamedRole{Role::kLow, &Roles::low, &DataOptions::low},
    NamedRole{Role::kClose, &Roles::close, &DataOptions::close},
    NamedRole{Role::kVolume, &Roles::volume, &DataOptions::volume},
    NamedRole{Role::kTarget, &Roles::target, &DataOptions::target}};
constexpr std::array kPriceRoles = {Role::kOpen, Role::kHigh, Role::kLow, Role::kClose,
                                    Role::kVolume};

const NamedRole& entry(Role role) {
  return *std::find_if(kNamedRoles.begin(), kNamedRoles.end(),
                       [role](const NamedRole& named) { return named.role == role; });
}

/// Gives out columns, each for one role.
class Finder {
 public:
  Finder(const RoleSample& sample, const DataOptions& options)
      : sample_(sample), options_(options), taken_(sample.size(), false) {}

  Roles find() {
    take_configured();
    find_time();
    find_named(Role::kSymbol);
    for (const Role role : kPriceRoles) {
      find_named(role);
    }
    if (!roles_.close) {
      give_up_prices();
      if (!options_.scoring || (options_.scored_target && !options_.target)) {
        find_named(Role::kTarget);
      }
    }
    note_roles();
    add_inputs(sample_, options_, taken_, roles_);
    return std::move(roles_);
  }

 private:
  std::size_t configured(std::string_view key, const std::string& name) {
    const std::size_t column = require_column(sample_, key, name);
    if (taken_[column]) {
      throw ConfigError("/data/" + std::string(key),
                        quote(name) + " has another role in this configuration already");
    }
    taken_[column] = true;
    return column;
  }

  void take_configured() {
    if (options_.time) {
      roles_.time = configured("time", *options_.time);
    }
    for (const auto& named : kNamedRoles) {
      const auto& name = options_.*named.name;
      if (name && is_optional(named.role, *name)) {
        leave_alone(*name);
      } else if (name) {
        roles_.*named.column = configured(role_key(named.role), *name);
      }
    }
  }

  [[nodiscard]] bool is_optional(Role role, const std::string& name) const {
    return options_.scoring && role == Role::kTarget &&
           !(options_.scored_target && sample_.find(name));
  }

  /// No role for this column, if it is there.
  void leave_alone(const std::string& name) {
    if (const auto column = sample_.find(name)) {
      taken_[*column] = true;
    }
  }

  [[nodiscard]] bool holds_time_of_day(std::size_t column) const {
    return reads_most(TimeOfDayParser(), sample_.cells(column));
  }

  [[nodiscard]] std::optional<int> time_rank(std::size_t column) const {
    const std::string plain = plain_name(sample_.names()[column]);
    const bool stamps_open = options_.stamp == "open";
    if (is_open_time(plain) || is_close_time(plain)) {
      return is_open_time(plain) == stamps_open ? 0 : 9;
    }
    const auto rank = name_rank(Role::kTime, plain);
    return rank && holds_time_of_day(column) ? std::nullopt : rank;
  }

  [[nodiscard]] OptionalColumn best_named(Role role) const {
    return best_of(role, [&](std::size_t column) {
      const auto rank = name_rank(role, plain_name(sample_.names()[column]));
      const bool text = sample_.content(column) == Content::kText;
      const bool unfit =
          role == Role::kSymbol ? !text && rank == 2 : text && role != Role::kTarget && rank != 0;
      return unfit ? std::nullopt : rank;
    });
  }

  template <class Rank>
  [[nodiscard]] OptionalColumn best_of(Role role, Rank rank_of) const {
    OptionalColumn best;
    OptionalColumn rival;
    int best_rank = 0;
    for (std::size_t column = 0; column < sample_.size(); ++column) {
      const std::optional<int> rank = taken_[column] ? std::nullopt : rank_of(column);
      if (!rank || (best && *rank > best_rank)) {
        continue;
      }
      rival = best && *rank == best_rank ? std::optional(column) : std::nullopt;
      best = rival ? best : column;
      best_rank = *rank;
    }
    if (rival) {
      throw DataError(sample_.source() + ": " + sample_.label(*best) + " and " +
                      sample_.label(*rival) + " could both be the " + std::string(role_key(role)) +
                      "; say which: \"data." + std::string(role_key(role)) + "\": \"" +
                      sample_.names()[*best] + "\"");
    }
    return best;
  }

  void find_time() {
    if (!options_.time) {
      auto found = best_of(Role::kTime, [&](std::size_t column) { return time_rank(column); });
      if (!found) {
        found = time_by_content();
      }
      refuse_other_stamp(*found);
      roles_.time = *found;
      taken_[*found] = true;
    }
    if (!options_.time_of_day) {
      roles_.time_of_day = best_of(Role::kTimeOfDay, [&](std::size_t column) {
        const std::string plain = plain_name(sample_.names()[column]);
        const bool named = plain == "time" || plain == "time of day" || plain == "clock";
        return named && holds_time_of_day(column) ? std::optional(0) : std::nullopt;
      });
      if (roles_.time_of_day) {
        taken_[*roles_.time_of_day] = true;
      }
    }
  }

  [[nodiscard]] std::size_t time_by_content() const {
    const auto found = best_of(Role::kTime, [&](std::size_t column) {
      const bool times =
          sample_.content(column) != Content::kEmpty && looks_like_time(sample_.cells(column));
      return times ? std::optional(0) : std::nullopt;
    });
    if (found) {
      return *found;
    }
    std::string hint;
    for (std::size_t column = 0; column < sample_.size(); ++column) {
      if (name_rank(Role::kTime, plain_name(sample_.names()[column]))) {
        hint = sample_.label(column) + " holds times of day only, and no column holds the date; ";
      }
    }
    throw DataError(sample_.source() + ": " + (hint.empty() ? "no column holds times; " : hint) +
                    "name the column in the configuration, \"data.time\": \"...\"; the file has " +
                    list_names(sample_.names()));
  }

  /// Taking an opening time for a closing time would let every feature look one bar ahead.
  void refuse_other_stamp(std::size_t column) const {
    const std::string plain = plain_name(sample_.names()[column]);
    const bool stamps_open = options_.stamp == "open";
    if ((is_open_time(plain) && !stamps_open) || (is_close_time(plain) && stamps_open)) {
      throw ConfigError("/data/stamp",
                        "is \"" + options_.stamp + "\", but the only time of " + sample_.source() +
                            " is " + sample_.label(column) + "; set \"" +
                            (stamps_open ? "close" : "open") +
                            "\", or name the column in \"data.time\" to use it as it is");
    }
  }

  void find_named(Role role) {
    auto& column = roles_.*entry(role).column;
    if (!column) {
      column = best_named(role);
      if (column) {
        taken_[*column] = true;
      }
    }
  }

  /// Without a close there are no bars: what looks like a price is a column like any other.
  void give_up_prices() {
    for (const Role role : kPriceRoles) {
      const NamedRole& named = entry(role);
      auto& column = roles_.*named.column;
      if (options_.*named.name && role != Role::kVolume) {
        throw ConfigError("/data/" + std::string(role_key(role)),
                          "is set, but there is no close; set \"data.close\" too");
      }
      if (column && !(options_.*named.name)) {
        taken_[*column] = false;
        column.reset();
      }
    }
  }

  void note_roles() {
    for (const auto& named : kNamedRoles) {
      const auto& column = roles_.*named.column;
      if (column && !(options_.*named.name) && named.role != Role::kTimeOfDay) {
        roles_.detected.push_back("the " + std::string(role_key(named.role)) + " is " +
                                  sample_.label(*column));
      }
    }
  }

  const RoleSample& sample_;
  const DataOptions& options_;
  std::vector<bool> taken_;
  Roles roles_;
};

}  // namespace

Roles find_roles(const RoleSample& sample, const DataOptions& options) {
  return Finder(sample, options).find();
}

}  // namespace mlpipe::data
