// SPDX-License-Identifier: MIT
#include "data/csv_detect.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view what;
};
constexpr std::array kMagics{
    Magic{"\x1F\x8B"sv, "gzip data inside gzip data; unpack it once more"},
    Magic{"PK\x03\x04"sv, "a ZIP archive or an Excel workbook (.xlsx); save it as CSV"},
    Magic{"PAR1"sv, "a Parquet file; convert it to CSV"},
    Magic{"ARROW1"sv, "an Arrow file; convert it to CSV"},
    Magic{"\x28\xB5\x2F\xFD"sv, "zstd data; unpack it first (zstd -d)"},
    Magic{"\xFD\x37zXZ"sv, "xz data; unpack it first (xz -d)"},
    Magic{"BZh"sv, "bzip2 data; unpack it first (bzip2 -d)"},
    Magic{"\xD0\xCF\x11\xE0"sv, "an old Excel workbook (.xls); save it as CSV"},
    Magic{"\x89HDF"sv, "an HDF5 file; convert it to CSV"},
    Magic{"%PDF-"sv, "a PDF document"},
    Magic{"\xFF\xFE"sv, "UTF-16 text; convert it (iconv -f UTF-16 -t UTF-8)"},
    Magic{"\xFE\xFF"sv, "UTF-16 text; convert it (iconv -f UTF-16 -t UTF-8)"},
};

struct Candidate {
  char separator = ',';
  std::size_t first_fields = 0;  ///< of the first record
  std::size_t usual_fields = 0;  ///< what most records have
  double share = 0;              ///< of the records that have as many
};

Candidate weigh(const CsvWindow& window, CsvFormat format, char separator,
                std::size_t max_line_bytes) {
  format.separator = separator;
  Candidate candidate;
  candidate.separator = separator;
  CsvRecords records(window, format, max_line_bytes);
  std::map<std::size_t, std::size_t> counts;
  std::size_t total = 0;
  for (CsvRecord record; total < kCsvSampleRecords && records.next(record);) {
    if (record.all_blank) {
      continue;
    }
    candidate.first_fields = total == 0 ? record.fields : candidate.first_fields;
    ++counts[record.fields];
    ++total;
  }
  candidate.usual_fields = candidate.first_fields;
  for (const auto& [fields, count] : counts) {
    if (count > counts[candidate.usual_fields]) {
      candidate.usual_fields = fields;
    }
  }
  if (total > 0) {
    candidate.share =
        static_cast<double>(counts[candidate.usual_fields]) / static_cast<double>(total);
  }
  return candidate;
}

std::string describe(const std::vector<Candidate>& candidates) {
  std::vector<std::string> parts;
  for (const auto& candidate : candidates) {
    parts.push_back(separator_name(candidate.separator) + " (" +
                    std::to_string(candidate.usual_fields) + " columns in " +
                    fixed(100 * candidate.share, 1) + " % of the lines)");
  }
  return join(parts, ", ");
}

constexpr std::string_view kHowToSet = "; set data.separator to one of \",\" \";\" \"tab\" \"|\"";

}  // namespace

std::string separator_name(char separator) {
  return separator == '\t' ? "tab" : std::string("\"") + separator + "\"";
}

std::optional<std::string> not_csv(std::string_view bytes) {
  for (const auto& magic : kMagics) {
    if (bytes.substr(0, magic.bytes.size()) == magic.bytes) {
      return std::string(magic.what);
    }
  }
  const std::string begin = lower(trim_blanks(bytes.substr(0, 200)));
  if (begin.rfind("<!doctype", 0) == 0 || begin.rfind("<html", 0) == 0) {
    return "a web page, not a data file; check the address";
  }
  const std::string_view head = bytes.substr(0, 64U << 10U);
  const auto zeros = std::count(head.begin(), head.end(), '\0');
  if (zeros > static_cast<std::ptrdiff_t>(head.size() / 4)) {
    return "UTF-16 text or binary data (a quarter of its bytes are NUL); convert UTF-16 with "
           "iconv -f UTF-16 -t UTF-8";
  }
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && (byte < '\t' || byte > '\r')) || byte == 0x7F;
  });
  if (zeros > 0 || controls > static_cast<std::ptrdiff_t>(head.size() / 50)) {
    return "binary data (it holds control characters)";
  }
  return std::nullopt;
}

char detect_separator(const CsvWindow& window, const CsvFormat& format, bool header,
                      std::size_t max_line_bytes) {
  std::vector<Candidate> plausible;
  std::vector<Candidate> split;
  for (const char separator : kCsvSeparators) {
    const Candidate candidate = weigh(window, format, separator, max_line_bytes);
    const bool many = candidate.usual_fields > 1 && (!header || candidate.first_fields > 1);
    if (candidate.usual_fields > 1 || candidate.first_fields > 1) {
      split.push_back(candidate);
    }
    if (many && candidate.share >= 0.5) {
      plausible.push_back(candidate);
    }
  }
  if (split.empty()) {
    return ',';  // one column
  }
  std::stable_sort(plausible.begin(), plausible.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  if (plausible.empty()) {
    throw CsvRefusal("the separator cannot be told: no candidate splits the lines alike: " +
                     describe(split) + std::string(kHowToSet));
  }
  if (plausible.size() > 1 && plausible[0].share <= plausible[1].share) {
    throw CsvRefusal("the separator cannot be told: " + describe(plausible) + " do equally well" +
                     std::string(kHowToSet));
  }
  return plausible[0].separator;
}

}  // namespace mlpipe::data
