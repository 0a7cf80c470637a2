// SPDX-License-Identifier: MIT
// What GitHub's runner takes from a step without any request: its summary, and annotations.
#include "mlpipe/notify/github_runner.hpp"

#include "notify/errand.hpp"

namespace mlpipe::notify {
namespace {

constexpr std::size_t kLongestMessage = 4'000;

Annotation kind_of(Level level) {
  return level == Level::kBad       ? Annotation::kError
         : level == Level::kWarning ? Annotation::kWarning
                                    : Annotation::kNotice;
}

}  // namespace

Delivery deliver_summary(Errand& errand) {
  const std::string file = errand.variable("GITHUB_STEP_SUMMARY");
  if (file.empty()) {
    return skipped("GITHUB_STEP_SUMMARY is not set: no step of GitHub Actions");
  }
  const std::string text = "## " + markdown_title(errand.notice) + "\n\n" + errand.notice.markdown;
  if (errand.mailing.dry_run) {
    return planned({{"append", file, text}});
  }
  add_to_summary(errand.doors.files, file, text);
  return sent();
}

Delivery deliver_annotation(Errand& errand) {
  if (errand.variable("GITHUB_ACTIONS") != "true") {
    return skipped("GITHUB_ACTIONS is not set: no step of GitHub Actions");
  }
  const Notice& notice = errand.notice;
  std::string message = notice.headline.empty() ? notice.title : notice.headline;
  for (const auto& reason : short_reasons(notice, 5)) {
    message += "\n- " + reason;
  }
  const std::string line = annotation(kind_of(level_of(notice.event)), cut_text(notice.title, 200),
                                      cut_text(message, kLongestMessage));
  if (errand.mailing.dry_run) {
    return planned({{"print", "stderr", line}});
  }
  errand.doors.runner(line);
  return sent();
}

}  // namespace mlpipe::notify
