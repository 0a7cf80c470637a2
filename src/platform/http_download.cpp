// SPDX-License-Identifier: MIT
#include "platform/http_download.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <thread>

#include <fcntl.h>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "platform/curl_transfer.hpp"

namespace mlpipe::platform {
namespace {

using std::chrono::milliseconds;

/// An unlinked file: gone with its descriptor, however this process ends.
Descriptor make_temporary_file(std::filesystem::path folder) {
  if (folder.empty()) {
    folder = environment_variable("TMPDIR").value_or("/tmp");
  }
  Descriptor file = open_file(folder, O_TMPFILE | O_RDWR, 0600);
  if (!file) {  // a file system without O_TMPFILE
    std::string name = (folder / "mlpipe-download-XXXXXX").string();
    file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) {
      throw IoError("cannot create a temporary file in " + folder.string() +
                    " for a download: " + errno_text(errno) + " (TMPDIR names another folder)");
    }
    ::unlink(name.c_str());
  }
  return file;
}

/// One attempt: where its bytes go, and what came of it.
struct Attempt {
  CURL* curl = nullptr;
  int file = -1;
  std::uint64_t max_bytes = 0;
  bool stalled = false;
  std::uint64_t received = 0;
  bool too_large = false;
  int write_error = 0;
  std::string refusal;  ///< beginning of the body of an answer that is no success
  long status = 0;
  milliseconds retry_after{0};
  CURLcode code = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> detail{};
};

std::size_t on_body(char* data, std::size_t /*one*/, std::size_t count, void* user) {
  auto& attempt = *static_cast<Attempt*>(user);
  long status = 0;
  curl_api().easy_getinfo(attempt.curl, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) {
    constexpr std::size_t kEnough = 1000;
    const std::size_t room = kEnough - std::min(kEnough, attempt.refusal.size());
    attempt.refusal.append(data, std::min(count, room));
    return count;
  }
  attempt.received += count;
  attempt.too_large = attempt.received > attempt.max_bytes;
  if (!attempt.too_large) {
    attempt.write_error = write_all(attempt.file, {data, count});
  }
  return attempt.too_large || attempt.write_error != 0 ? 0 : count;
}

void set_options(Attempt& attempt, const std::string& url, const SourceOptions& transfer) {
  const auto set = [&attempt](CURLoption option, auto value) {
    set_option(attempt.curl, option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_ERRORBUFFER, attempt.detail.data());
  set_common_options(attempt.curl);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(transfer.connect_timeout.count()));
  set(CURLOPT_MAXFILESIZE_LARGE,
      static_cast<curl_off_t>(std::min<std::uint64_t>(transfer.max_bytes, INT64_MAX)));
  set(CURLOPT_USERAGENT, "mlpipe");
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&attempt));
}

void perform(Attempt& attempt, const std::string& url, const SourceOptions& transfer,
             const StopFlag& stop) {
  const CurlHandle curl = make_curl_handle();
  // Asked for by hand and not undone by libcurl: the reader knows gzip by its first bytes, and so
  // a size limit counts what is sent, and a .gz file is not mistaken for an encoding.
  CurlHeaders headers;
  headers.add("Accept-Encoding: gzip");
  attempt.curl = curl.get();
  set_options(attempt, url, transfer);
  curl_api().easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  TransferWatch watch(curl.get(), stop, transfer.stall_timeout);
  attempt.code = curl_api().easy_perform(curl.get());
  attempt.stalled = watch.stalled();
  curl_api().easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &attempt.status);
  attempt.retry_after = retry_after(curl.get());
  attempt.curl = nullptr;
}

bool succeeded(const Attempt& attempt) {
  return attempt.code == CURLE_OK && attempt.status >= 200 && attempt.status <= 299;
}

bool may_pass(const Attempt& attempt) {
  if (attempt.stalled) {
    return true;
  }
  switch (attempt.code) {
    case CURLE_OK:
      return attempt.status == 408 || attempt.status == 425 || attempt.status == 429 ||
             attempt.status >= 500;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

std::string status_reason(const Attempt& attempt) {
  std::string text = "the server answers with HTTP status " + std::to_string(attempt.status);
  const std::string_view body = trim(attempt.refusal);
  const std::string_view line = trim(body.substr(0, body.find('\n')));
  if (!line.empty()) {
    text += ": " + quote(line, 200);
  }
  if (attempt.status == 401 || attempt.status == 403) {
    text += "; it wants other credentials";
  } else if (attempt.status == 404 || attempt.status == 410) {
    text += "; check the address";
  }
  return text;
}

std::string reason(const Attempt& attempt, const SourceOptions& transfer) {
  if (attempt.too_large || attempt.code == CURLE_FILESIZE_EXCEEDED) {
    return "larger than the limit of " + grouped(transfer.max_bytes) +
           " bytes; raise the limit if that is meant";
  }
  if (attempt.write_error != 0) {
    return "cannot store the download (" + grouped(attempt.received) +
           " bytes so far): " + errno_text(attempt.write_error) + " (TMPDIR names another folder)";
  }
  if (attempt.code == CURLE_OK) {
    return status_reason(attempt);
  }
  std::string text = transfer_problem(attempt.code, attempt.detail.data());
  if (attempt.stalled) {
    text = "nothing came for " + std::to_string(transfer.stall_timeout.count()) + " ms (after " +
           grouped(attempt.received) + " bytes)";
  } else if (attempt.code == CURLE_OPERATION_TIMEDOUT) {
    text = "no connection within " + std::to_string(transfer.connect_timeout.count()) + " ms";
  } else if (attempt.code == CURLE_PARTIAL_FILE) {
    text = "the transfer was cut after " + grouped(attempt.received) + " bytes: " + text;
  } else if (attempt.code == CURLE_TOO_MANY_REDIRECTS) {
    text = "redirected more than " + std::to_string(kMostRedirects) + " times";
  } else if (attempt.code == CURLE_UNSUPPORTED_PROTOCOL) {
    text = "redirected to something that is not http or https";
  }
  return text;
}

void wait_for(milliseconds wait, const StopFlag& stop) {
  constexpr milliseconds kSlice{50};
  for (; wait > milliseconds(0); wait -= kSlice) {
    stop.check();
    std::this_thread::sleep_for(std::min(wait, kSlice));
  }
}

}  // namespace

std::string display_url(const std::string& url) {
  const auto scheme_end = url.find("://");
  const std::size_t begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
  const std::size_t end = std::min(url.find_first_of("?#", begin), url.size());
  std::string rest = url.substr(begin, end - begin);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const auto at = rest.rfind('@', slash);
  if (at != std::string::npos) {
    rest.erase(0, at + 1);
  }
  const std::string shown = url.substr(0, begin) + rest + (end < url.size() ? "?..." : "");
  const std::string quoted = quote(shown, 300);
  return quoted.substr(1, quoted.size() - 2);
}

Descriptor download(const std::string& url, const SourceOptions& transfer,
                    const SourceOpenerOptions& opener, EventSink& events, const StopFlag& stop) {
  Descriptor file = make_temporary_file(opener.temporary_folder);
  for (int attempt_count = 1;; ++attempt_count) {
    Attempt attempt;
    attempt.file = file.get();
    attempt.max_bytes = transfer.max_bytes;
    perform(attempt, url, transfer, stop);
    stop.check();
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
      throw IoError("cannot rewind a temporary file: " + errno_text(errno));
    }
    if (succeeded(attempt)) {
      return file;
    }
    const std::string why = display_url(url) + ": " + reason(attempt, transfer);
    if (!may_pass(attempt) || attempt_count > transfer.retries) {
      throw DataError(
          why + (attempt_count > 1 ? " (tried " + std::to_string(attempt_count) + " times)" : ""));
    }
    const milliseconds backoff = opener.first_wait * (1 << std::min(attempt_count - 1, 10));
    const milliseconds wait = std::min(std::max(backoff, attempt.retry_after), opener.longest_wait);
    events.on(Warning{"data.retry", why + "; trying again in " + std::to_string(wait.count()) +
                                        " ms (" + std::to_string(attempt_count) + " of " +
                                        std::to_string(transfer.retries) + ")"});
    if (::ftruncate(file.get(), 0) != 0) {
      throw IoError("cannot empty a temporary file: " + errno_text(errno));
    }
    wait_for(wait, stop);
  }
}

}  // namespace mlpipe::platform
