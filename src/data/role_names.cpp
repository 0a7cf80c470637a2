// SPDX-License-Identifier: MIT
#include "data/role_names.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

struct KnownName {
  Role role;
  int rank;
  std::string_view plain;
};

// Names seen in the downloads of Yahoo, Stooq, Alpha Vantage, MetaTrader, Binance, Nasdaq.com,
// Investing.com, CryptoDataDownload, Bloomberg and Kaggle's sets.
constexpr std::array kKnownNames = {KnownName{Role::kTime, 0, "datetime"},
                                    KnownName{Role::kTime, 0, "date time"},
                                    KnownName{Role::kTime, 0, "timestamp"},
                                    KnownName{Role::kTime, 0, "time stamp"},
                                    KnownName{Role::kTime, 1, "date"},
                                    KnownName{Role::kTime, 1, "day"},
                                    KnownName{Role::kTime, 2, "time"},
                                    KnownName{Role::kTime, 2, "ts"},
                                    KnownName{Role::kTime, 2, "gmt time"},
                                    KnownName{Role::kTime, 2, "local time"},
                                    KnownName{Role::kTime, 3, "unix"},
                                    KnownName{Role::kTime, 3, "unix time"},
                                    KnownName{Role::kTime, 3, "unix timestamp"},
                                    KnownName{Role::kTime, 3, "epoch"},
                                    KnownName{Role::kSymbol, 0, "symbol"},
                                    KnownName{Role::kSymbol, 0, "ticker"},
                                    KnownName{Role::kSymbol, 1, "instrument"},
                                    KnownName{Role::kSymbol, 1, "asset"},
                                    KnownName{Role::kSymbol, 1, "pair"},
                                    KnownName{Role::kSymbol, 2, "name"},
                                    KnownName{Role::kOpen, 0, "open"},
                                    KnownName{Role::kOpen, 1, "o"},
                                    KnownName{Role::kOpen, 1, "open price"},
                                    KnownName{Role::kOpen, 1, "px open"},
                                    KnownName{Role::kHigh, 0, "high"},
                                    KnownName{Role::kHigh, 1, "h"},
                                    KnownName{Role::kHigh, 1, "high price"},
                                    KnownName{Role::kHigh, 1, "px high"},
                                    KnownName{Role::kLow, 0, "low"},
                                    KnownName{Role::kLow, 1, "l"},
                                    KnownName{Role::kLow, 1, "low price"},
                                    KnownName{Role::kLow, 1, "px low"},
                                    KnownName{Role::kClose, 0, "close"},
                                    KnownName{Role::kClose, 1, "c"},
                                    KnownName{Role::kClose, 1, "close/last"},
                                    KnownName{Role::kClose, 1, "close price"},
                                    KnownName{Role::kClose, 2, "last"},
                                    KnownName{Role::kClose, 2, "last price"},
                                    KnownName{Role::kClose, 2, "px last"},
                                    KnownName{Role::kClose, 2, "price"},
                                    KnownName{Role::kClose, 3, "settle"},
                                    KnownName{Role::kClose, 3, "settlement"},
                                    KnownName{Role::kVolume, 0, "volume"},
                                    KnownName{Role::kVolume, 1, "vol"},
                                    KnownName{Role::kVolume, 1, "v"},
                                    KnownName{Role::kVolume, 2, "tick volume"},
                                    KnownName{Role::kVolume, 2, "tickvol"},
                                    KnownName{Role::kVolume, 2, "tickvolume"},
                                    KnownName{Role::kVolume, 2, "px volume"},
                                    KnownName{Role::kTarget, 0, "target"},
                                    KnownName{Role::kTarget, 0, "label"},
                                    KnownName{Role::kTarget, 0, "class"},
                                    KnownName{Role::kTarget, 1, "y"}};

constexpr std::array<std::string_view, 9> kRoleKeys = {
    "time", "time_of_day", "symbol", "open", "high", "low", "close", "volume", "target"};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

}  // namespace

std::string_view role_key(Role role) {
  return kRoleKeys[static_cast<std::size_t>(role)];
}

std::string plain_name(std::string_view header) {
  std::string name = lower(trim(header));
  if (name.size() > 2 && name.front() == '<' && name.back() == '>') {
    name = name.substr(1, name.size() - 2);
  }
  const std::size_t numbering = name.find(". ");
  if (numbering != std::string::npos && numbering > 0 &&
      name.find_first_not_of("0123456789") == numbering) {
    name.erase(0, numbering + 2);
  }
  std::string out;
  for (const char c : name) {
    const char next = c == '_' || c == '-' ? ' ' : c;
    if (next != ' ' || (!out.empty() && out.back() != ' ')) {
      out.push_back(next);
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) {
    out.pop_back();
  }
  return out;
}

std::optional<int> name_rank(Role role, std::string_view plain) {
  const auto found = std::find_if(
      kKnownNames.begin(), kKnownNames.end(),
      [&](const KnownName& known) { return known.role == role && known.plain == plain; });
  return found == kKnownNames.end() ? std::nullopt : std::optional(found->rank);
}

bool is_adjusted_close(std::string_view plain) {
  return is_one_of(plain, {"adj close", "adjusted close", "adjclose", "adj. close", "close adj",
                           "close adjusted", "adj close price", "adj close*", "adj close**"});
}

bool is_open_time(std::string_view plain) {
  return is_one_of(plain, {"open time", "opentime", "open timestamp", "open date", "start time"});
}

bool is_close_time(std::string_view plain) {
  return is_one_of(plain, {"close time", "closetime", "close timestamp", "close date", "end time"});
}

}  // namespace mlpipe::data
