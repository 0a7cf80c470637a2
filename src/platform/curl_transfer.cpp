// SPDX-License-Identifier: MIT
#include "platform/curl_transfer.hpp"

#include <algorithm>
#include <new>

#include "mlpipe/platform/platform.hpp"

namespace mlpipe::platform {

using std::chrono::milliseconds;

CurlHandle make_curl_handle() {
  CurlHandle curl(curl_api().easy_init());
  if (!curl) {
    throw std::bad_alloc();
  }
  return curl;
}

void set_common_options(CURL* curl) {
  set_option(curl, CURLOPT_NOSIGNAL, 1L);
  set_option(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set_option(curl, CURLOPT_FOLLOWLOCATION, 1L);
  set_option(curl, CURLOPT_MAXREDIRS, kMostRedirects);
  // A libcurl that comes with mlpipe looks where Debian keeps them; other systems name the place.
  if (const auto certificates = environment_variable("SSL_CERT_FILE")) {
    set_option(curl, CURLOPT_CAINFO, certificates->c_str());
  }
}

std::string transfer_problem(CURLcode code, const std::string& detail) {
  std::string text = detail.empty() ? curl_api().easy_strerror(code) : detail;
  if (code == CURLE_SSL_CACERT_BADFILE) {
    text +=
        "; this system has no certificates there: install ca-certificates, or let SSL_CERT_FILE "
        "name them";
  }
  return text;
}

milliseconds retry_after(CURL* curl) {
  curl_off_t wait = 0;
  curl_api().easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
  return milliseconds(1000 * std::clamp<curl_off_t>(wait, 0, 1'000'000));
}

void CurlHeaders::add(const std::string& line) {
  curl_slist* const longer = curl_api().slist_append(list_.get(), line.c_str());
  if (longer == nullptr) {
    throw std::bad_alloc();
  }
  (void)list_.release();  // it is the beginning of the longer one
  list_.reset(longer);
}

TransferWatch::TransferWatch(CURL* curl, const StopFlag& stop, milliseconds silence)
    : curl_(curl), stop_(stop), silence_(silence) {
  set_option(curl, CURLOPT_NOPROGRESS, 0L);
  set_option(curl, CURLOPT_XFERINFOFUNCTION, &TransferWatch::on_progress);
  set_option(curl, CURLOPT_XFERINFODATA, static_cast<void*>(this));
}

int TransferWatch::on_progress(void* user, curl_off_t /*total*/, curl_off_t now,
                               curl_off_t /*up_total*/, curl_off_t up_now) {
  return static_cast<TransferWatch*>(user)->may_go_on(now + up_now) ? 0 : 1;
}

bool TransferWatch::may_go_on(curl_off_t moved) {
  // An exception must not cross libcurl; the caller asks the flag again.
  try {
    stop_.check();
  } catch (const Interrupted&) {
    return false;
  }
  // libcurl calls at least once a second. Its own low-speed limit looks at means over five seconds,
  // too coarse for short time-outs.
  curl_off_t sent_at = 0;
  curl_api().easy_getinfo(curl_, CURLINFO_PRETRANSFER_TIME_T, &sent_at);
  const auto time = std::chrono::steady_clock::now();
  if (sent_at == 0 || moved != last_count_) {
    last_count_ = moved;
    last_change_ = time;
  }
  stalled_ = time - last_change_ > silence_;
  return !stalled_;
}

}  // namespace mlpipe::platform
