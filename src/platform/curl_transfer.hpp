// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "platform/curl_api.hpp"

// What downloads and conversations with servers have in common.
namespace mlpipe::platform {

inline constexpr long kMostRedirects = 5;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_api().easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_api().slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;

/// @throws IoError without libcurl
[[nodiscard]] CurlHandle make_curl_handle();

template <class Value>
void set_option(CURL* curl, CURLoption option, Value value) {
  if (curl_api().easy_setopt(curl, option, value) != CURLE_OK) {
    throw IoError("this libcurl cannot do what is asked of it (option " +
                  std::to_string(static_cast<int>(option)) + ")");
  }
}

/// No signals; http and https alone, also behind redirects, of which kMostRedirects are followed;
/// certificates of the file that SSL_CERT_FILE names, as OpenSSL's own programs have it, else
/// libcurl's.
void set_common_options(CURL* curl);

/// libcurl's own message, which says more than the code's name; where it is about the certificates
/// of the system, with what to do. @param detail  what CURLOPT_ERRORBUFFER holds; may be empty
[[nodiscard]] std::string transfer_problem(CURLcode code, const std::string& detail);

/// How long the server wants to be left alone; 0 if it does not say.
[[nodiscard]] std::chrono::milliseconds retry_after(CURL* curl);

/// Request headers, "Name: value" each.
class CurlHeaders {
 public:
  void add(const std::string& line);
  [[nodiscard]] curl_slist* get() const noexcept { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, CurlDeleter> list_;
};

/// Ends a transfer when the stop flag is set, or nothing has moved for too long once the request
/// was on its way (until then CURLOPT_CONNECTTIMEOUT_MS counts). Lives as long as the transfer.
class TransferWatch {
 public:
  TransferWatch(CURL* curl, const StopFlag& stop, std::chrono::milliseconds silence);
  TransferWatch(const TransferWatch&) = delete;
  TransferWatch& operator=(const TransferWatch&) = delete;
  ~TransferWatch() = default;

  [[nodiscard]] bool stalled() const noexcept { return stalled_; }

 private:
  static int on_progress(void* user, curl_off_t total, curl_off_t now, curl_off_t up_total,
                         curl_off_t up_now);
  [[nodiscard]] bool may_go_on(curl_off_t moved);

  CURL* curl_;
  const StopFlag& stop_;
  std::chrono::milliseconds silence_;
  curl_off_t last_count_ = -1;
  std::chrono::steady_clock::time_point last_change_{};
  bool stalled_ = false;
};

}  // namespace mlpipe::platform
