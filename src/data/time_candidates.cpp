// SPDX-License-Identifier: MIT
#include "data/time_candidates.hpp"

#include <algorithm>
#include <vector>

#include "data/time_strptime.hpp"

namespace mlpipe::data {
namespace {

struct Candidate {
  std::string format;
  std::string rival;  ///< the same with day and month swapped; empty where a name tells them apart
};

std::string dated(std::string first, char separator, const char* second, const char* third) {
  first += separator;
  first += second;
  first += separator;
  first += third;
  return first;
}

std::vector<Candidate> day_formats() {
  std::vector<Candidate> out;
  for (const char separator : {'/', '.', '-'}) {
    out.push_back({dated("%Y", separator, "%m", "%d"), ""});
    for (const char* year : {"%Y", "%y"}) {
      const std::string day_first = dated("%d", separator, "%m", year);
      const std::string month_first = dated("%m", separator, "%d", year);
      out.push_back({day_first, month_first});
      out.push_back({month_first, day_first});
    }
  }
  // A blank stands for none too: "02Jan2020", "Jan 2,2020".
  for (const char* named :
       {"%d %b %Y", "%d-%b-%Y", "%d/%b/%Y", "%d. %b %Y", "%d %b, %Y", "%d-%b-%y", "%d %b %y",
        "%b %d, %Y", "%b %d %Y", "%b-%d-%Y", "%Y-%b-%d", "%Y %b %d", "%a, %d %b %Y", "%a %d %b %Y",
        "%a %b %d %Y", "%a, %b %d, %Y"}) {
    out.push_back({named, ""});
  }
  return out;
}

std::vector<Candidate> all_formats() {
  std::vector<Candidate> out;
  for (const auto& day : day_formats()) {
    for (const char* clock :
         {"", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M",
          ", %I:%M %p", " %H:%M %z", " %H:%M:%S %z", " %H:%M:%S.%f %z"}) {
      out.push_back({day.format + clock, day.rival.empty() ? "" : day.rival + clock});
    }
  }
  return out;
}

std::size_t count_read(const StrptimeParser& parser, std::span<const std::string_view> cells) {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(),
                    [&](std::string_view cell) { return parser.parse(cell).has_value(); }));
}

/// Whether the cells leave open which of the two comes first.
std::optional<DayMonthRivals> compare(const Candidate& best,
                                      std::span<const std::string_view> cells) {
  const StrptimeParser mine(best.format);
  const StrptimeParser other(best.rival);
  bool only_mine = false;
  bool only_other = false;
  for (const auto cell : cells) {
    const bool a = mine.parse(cell).has_value();
    const bool b = other.parse(cell).has_value();
    only_mine = only_mine || (a && !b);
    only_other = only_other || (b && !a);
  }
  if (only_mine && !only_other) {
    return std::nullopt;
  }
  const bool day_first = best.format.find("%d") < best.format.find("%m");
  return DayMonthRivals{day_first ? best.format : best.rival, day_first ? best.rival : best.format,
                        only_mine && only_other};
}

}  // namespace

std::optional<TextFormat> best_text_format(std::span<const std::string_view> cells) {
  // Nearly all of the two hundred candidates fall at the first few cells.
  const auto beginning = cells.first(std::min<std::size_t>(cells.size(), 32));
  std::optional<TextFormat> best;
  Candidate winner;
  for (const auto& candidate : all_formats()) {
    const StrptimeParser parser(candidate.format);
    if (count_read(parser, beginning) == 0) {
      continue;
    }
    const std::size_t read = count_read(parser, cells);
    if (!best || read > best->read) {
      best = TextFormat{candidate.format, read, std::nullopt};
      winner = candidate;
    }
  }
  if (best && !winner.rival.empty()) {
    best->rivals = compare(winner, cells);
  }
  return best;
}

}  // namespace mlpipe::data
