// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/secret.hpp"
#include "mlpipe/notify/deliver.hpp"

#include "notify/poster.hpp"

namespace mlpipe::notify {

/// One notice on its way to one destination.
struct Errand {
  Notice& notice;
  const Mailing& mailing;
  const DestinationOptions& own;
  const NotifyDoors& doors;
  Poster& poster;

  /// A variable of the environment; empty if it is not set.
  [[nodiscard]] std::string variable(const std::string& name) const;
};

/// A file goes before a variable; empty where there is neither.
[[nodiscard]] Secret read_secret(const NotifyDoors& doors, const SecretPlace& place);

/// "SLACK_WEBHOOK_URL is not set", for whom is left out.
[[nodiscard]] std::string absent_text(const SecretPlace& place);

[[nodiscard]] Delivery sent(const std::string& url = "", const std::string& detail = "");
[[nodiscard]] Delivery skipped(const std::string& why);
[[nodiscard]] Delivery failed(const std::string& problem);
[[nodiscard]] Delivery planned(std::vector<Payload> payloads);

/// One destination. To add one: a file with a function such as these, and a row of the table.
struct Destination {
  std::string name;
  std::vector<NoticeEvent> events;  ///< that it is told of, unless the configuration says otherwise
  std::string url_variable;         ///< where its address usually is; empty: it has none
  std::string secret_variable;      ///< where the key of its signatures usually is
  bool remote = true;               ///< takes time
  Delivery (*deliver)(Errand&) = nullptr;
};
[[nodiscard]] const std::vector<Destination>& destination_table();

[[nodiscard]] Delivery deliver_summary(Errand& errand);
[[nodiscard]] Delivery deliver_annotation(Errand& errand);
[[nodiscard]] Delivery deliver_comment(Errand& errand);
[[nodiscard]] Delivery deliver_issue(Errand& errand);
[[nodiscard]] Delivery deliver_slack(Errand& errand);
[[nodiscard]] Delivery deliver_teams(Errand& errand);
[[nodiscard]] Delivery deliver_discord(Errand& errand);
[[nodiscard]] Delivery deliver_webhook(Errand& errand);

}  // namespace mlpipe::notify
