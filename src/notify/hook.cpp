// SPDX-License-Identifier: MIT
#include "notify/hook.hpp"

namespace mlpipe::notify {

Delivery deliver_by_hook(Errand& errand, const std::function<HookMessage(const Notice&)>& write) {
  const Secret url = read_secret(errand.doors, errand.own.url);
  if (url.empty()) {
    return skipped(absent_text(errand.own.url));
  }
  const HookMessage message = write(errand.notice);
  if (errand.mailing.dry_run) {
    return planned({{"POST", "https://" + shown_host(url.reveal()) + "/***", message.body}});
  }
  HttpRequest request;
  request.method = "POST";
  request.url = url.reveal();
  request.headers = message.headers;
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = message.body;
  const Posted answer = errand.poster.send(request, Again::kHarmless);
  if (answer.ok()) {
    return sent();
  }
  const bool answered = answer.response.failure == HttpFailure::kNone && message.advice != nullptr;
  return failed(answer.problem + (answered ? message.advice(answer.response) : ""));
}

}  // namespace mlpipe::notify
