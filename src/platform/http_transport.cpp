// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"
#include "mlpipe/version.hpp"

#include "platform/curl_transfer.hpp"
#include "platform/http_download.hpp"
#include "platform/http_failure.hpp"
#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

constexpr std::size_t kMostAnswer = 64U << 20U;

/// The part of a file that a request sends.
struct FilePart {
  Descriptor file;
  off_t begin = 0;
  curl_off_t bytes = 0;
  curl_off_t sent = 0;
  int error = 0;
};

int open_part(const HttpRequest& request, FilePart& part) {
  part.file = open_file(*request.body_file, O_RDONLY);
  struct stat facts {};
  if (!part.file || ::fstat(part.file.get(), &facts) != 0) {
    return errno;
  }
  if (!S_ISREG(facts.st_mode)) {
    return S_ISDIR(facts.st_mode) ? EISDIR : EINVAL;
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  const std::uint64_t offset = std::min(request.file_offset, size);
  part.begin = static_cast<off_t>(offset);
  part.bytes =
      static_cast<curl_off_t>(std::min(size - offset, request.file_bytes.value_or(size - offset)));
  return 0;
}

std::size_t on_read(char* buffer, std::size_t one, std::size_t count, void* user) {
  auto& part = *static_cast<FilePart*>(user);
  const auto room = static_cast<curl_off_t>(one * count);
  const auto wanted = static_cast<std::size_t>(std::min(room, part.bytes - part.sent));
  ssize_t got = 0;
  do {
    got = ::pread(part.file.get(), buffer, wanted, part.begin + part.sent);
  } while (got < 0 && errno == EINTR);
  if (got < 0 || (got == 0 && wanted > 0)) {
    part.error = got < 0 ? errno : EIO;  // it became shorter meanwhile
    return CURL_READFUNC_ABORT;
  }
  part.sent += got;
  return static_cast<std::size_t>(got);
}

/// A redirect or a connection that was closed meanwhile begins the file again.
int on_seek(void* user, curl_off_t offset, int origin) {
  auto& part = *static_cast<FilePart*>(user);
  if (origin != SEEK_SET || offset < 0 || offset > part.bytes) {
    return CURL_SEEKFUNC_FAIL;
  }
  part.sent = offset;
  return CURL_SEEKFUNC_OK;
}

struct Received {
  std::string bytes;
  bool too_large = false;
};

std::size_t on_body(char* data, std::size_t /*one*/, std::size_t count, void* user) {
  auto& received = *static_cast<Received*>(user);
  received.too_large = count > kMostAnswer - received.bytes.size();
  if (received.too_large) {
    return 0;
  }
  received.bytes.append(data, count);
  return count;
}

std::string header_of(CURL* curl, const char* name) {
  curl_header* header = nullptr;
  const bool found = curl_api().easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
  return found ? header->value : "";
}

/// Empty where it was followed, or there is none.
std::string redirect_of(CURL* curl) {
  const char* address = nullptr;
  curl_api().easy_getinfo(curl, CURLINFO_REDIRECT_URL, &address);
  return address == nullptr ? "" : address;
}

/// Twelve digits at most: as seconds they still fit into a Timestamp.
std::optional<std::int64_t> whole_number(const std::string& text) {
  constexpr std::size_t kMostDigits = 12;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && value >= 0;
  return whole && text.size() <= kMostDigits ? std::optional(value) : std::nullopt;
}

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

/// What can be seen to be wrong without a network.
HttpResponse check(const HttpRequest& request) {
  const std::string scheme = lower(request.url.substr(0, request.url.find("://")));
  if (scheme != "http" && scheme != "https") {
    return failed(HttpFailure::kUrl, host_of(request.url), "is no http or https address");
  }
  for (const auto& [name, value] : request.headers) {
    if (has_control_character(name) || has_control_character(value)) {
      return failed(HttpFailure::kUrl, host_of(request.url),
                    "the value of header " + quote(name) +
                        " holds a line end or another control character; remove it");
    }
  }
  return {};
}

class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(const StopFlag& stop) : stop_(stop) {}

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    stop_.check();
    if (HttpResponse wrong = check(request); wrong.failure != HttpFailure::kNone) {
      return wrong;
    }
    FilePart part;
    if (request.body_file) {
      if (const int error = open_part(request, part); error != 0) {
        return failed(HttpFailure::kFile, host_of(request.url),
                      "cannot send " + request.body_file->string() + ": " + errno_text(error));
      }
    }
    return perform(request, part);
  }

 private:
  [[nodiscard]] HttpResponse perform(const HttpRequest& request, FilePart& part) {
    if (!curl_) {
      curl_ = make_curl_handle();
    }
    CURL* const curl = curl_.get();
    curl_api().easy_reset(curl);  // of options; connections stay
    Received received;
    std::array<char, CURL_ERROR_SIZE> detail{};
    set_common_options(curl);
    set_option(curl, CURLOPT_ERRORBUFFER, detail.data());
    set_option(curl, CURLOPT_WRITEFUNCTION, &on_body);
    set_option(curl, CURLOPT_WRITEDATA, static_cast<void*>(&received));
    set_transfer(request);
    set_tls(request.tls);
    set_body(request, part);
    CurlHeaders headers;
    headers.add("Expect:");        // no waiting for "100 Continue"
    headers.add("Content-Type:");  // none that libcurl guesses; a given one comes behind
    for (const auto& [name, value] : request.headers) {
      std::string line = name;
      line += value.empty() ? ";" : ": ";  // libcurl's way to send an empty one
      headers.add(line += value);
    }
    set_option(curl, CURLOPT_HTTPHEADER, headers.get());
    TransferWatch watch(curl, stop_, request.timeout);
    CurlOutcome outcome;
    outcome.code = curl_api().easy_perform(curl);
    // Its buffer ends with this function, the handle does not.
    set_option(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    stop_.check();
    long status = 0;
    curl_api().easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    outcome.status = status;
    outcome.detail = detail.data();
    outcome.stalled = watch.stalled();
    outcome.too_large = received.too_large;
    outcome.file_error = part.error;
    outcome.received = received.bytes.size();
    if (outcome.code != CURLE_OK) {
      return explain(outcome, request);
    }
    HttpResponse response;
    response.status = static_cast<int>(status);
    response.body = std::move(received.bytes);
    response.content_type = header_of(curl, "Content-Type");
    response.etag = header_of(curl, "ETag");
    response.link = header_of(curl, "Link");
    response.location = redirect_of(curl);
    response.requests_left = whole_number(header_of(curl, "X-RateLimit-Remaining"));
    if (const auto end = whole_number(header_of(curl, "X-RateLimit-Reset"))) {
      response.limit_ends = Timestamp(std::chrono::seconds(*end));
    }
    if (const auto wait = retry_after(curl); wait.count() > 0) {
      response.retry_after = wait;
    }
    return response;
  }

  void set_transfer(const HttpRequest& request) {
    CURL* const curl = curl_.get();
    set_option(curl, CURLOPT_URL, request.url.c_str());
    set_option(curl, CURLOPT_FOLLOWLOCATION, request.redirects ? 1L : 0L);
    set_option(curl, CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
    set_option(curl, CURLOPT_CONNECTTIMEOUT_MS,
               std::max(1L, static_cast<long>(request.timeout.count())));
    set_option(curl, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(request.longest.count())));
    set_option(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    set_option(curl, CURLOPT_TCP_KEEPIDLE, 30L);  // seconds, as MLflow's client
    set_option(curl, CURLOPT_TCP_KEEPINTVL, 10L);
    set_option(curl, CURLOPT_USERAGENT, user_agent_.c_str());
  }

  void set_tls(const HttpTls& tls) {
    CURL* const curl = curl_.get();
    set_option(curl, CURLOPT_SSL_VERIFYPEER, tls.verify ? 1L : 0L);
    set_option(curl, CURLOPT_SSL_VERIFYHOST, tls.verify ? 2L : 0L);
    struct stat facts {};
    if (tls.verify && !tls.authorities.empty()) {
      const bool folder = ::stat(tls.authorities.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
      set_option(curl, folder ? CURLOPT_CAPATH : CURLOPT_CAINFO, tls.authorities.c_str());
    }
    if (!tls.client.empty()) {
      set_option(curl, CURLOPT_SSLCERT, tls.client.c_str());
      set_option(curl, CURLOPT_SSLKEY, tls.client.c_str());
    }
  }

  void set_body(const HttpRequest& request, FilePart& part) {
    CURL* const curl = curl_.get();
    if (request.method == "GET" && !request.body_file) {
      return;
    }
    // A file is no CURLOPT_UPLOAD: that a 303 would turn into a request without a body.
    set_option(curl, CURLOPT_POST, 1L);
    if (request.body_file) {
      set_option(curl, CURLOPT_READFUNCTION, &on_read);
      set_option(curl, CURLOPT_READDATA, static_cast<void*>(&part));
      set_option(curl, CURLOPT_SEEKFUNCTION, &on_seek);
      set_option(curl, CURLOPT_SEEKDATA, static_cast<void*>(&part));
      set_option(curl, CURLOPT_POSTFIELDSIZE_LARGE, part.bytes);
    } else {
      set_option(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set_option(curl, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != "POST") {
      set_option(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
  }

  const StopFlag& stop_;
  std::string user_agent_ = std::string("mlpipe/") + kVersion;
  CurlHandle curl_;  ///< from the first request on: most commands send none
};

}  // namespace

std::unique_ptr<HttpTransport> make_http_transport(const StopFlag& stop) {
  return std::make_unique<CurlTransport>(stop);
}

}  // namespace mlpipe::platform
