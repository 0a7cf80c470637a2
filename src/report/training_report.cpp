// SPDX-License-Identifier: MIT
#include "mlpipe/report/training_report.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "training_sections.hpp"

namespace mlpipe::report {

std::string Reasons::cell(const Quantity& quantity, const NumberFormat& format,
                          const std::string& place) {
  if (!quantity.defined() && !quantity.reason.empty()) {
    const auto known = std::find_if(reasons_.begin(), reasons_.end(), [&](const auto& entry) {
      return entry.first == quantity.reason;
    });
    if (known == reasons_.end()) {
      reasons_.push_back({quantity.reason, {place}});
    } else {
      known->second.push_back(place);
    }
  }
  return format_quantity(quantity, format);
}

void Reasons::add_to(Document& document) const {
  constexpr std::size_t kMostPlaces = 6;
  for (const auto& [reason, places] : reasons_) {
    std::vector<std::string> shown(
        places.begin(),
        places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), kMostPlaces)));
    if (shown.size() < places.size()) {
      shown.push_back(grouped(places.size() - shown.size()) + " more");
    }
    document.add(Paragraph{"n/a: " + reason + " (" + join(shown, ", ") + ")."});
  }
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

Document make_training_report(const TrainingReport& report) {
  Document document;
  document.title = "Training report" + (report.name.empty() ? "" : ": " + report.name);
  document.subtitle = counted(report.data.rows, "row") + ", " + to_display(report.data.first_bar) +
                      " to " + to_display(report.data.last_bar) + ". Run " + report.run.run_id +
                      ".";
  add_verdict(report, document);
  add_returns(report, document);
  add_metrics(report, document);
  add_folds(report, document);
  add_symbols(report, document);
  add_calibration(report, document);
  add_importance(report, document);
  add_data(report, document);
  add_recipe(report, document);
  add_identity(report, document);
  add_files(report, document);
  add_conventions(report, document);
  return document;
}

}  // namespace mlpipe::report
