// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"

namespace mlpipe {

/// What a server's certificate is checked by, and how we show who we are.
struct HttpTls {
  bool verify = true;                 ///< false: any certificate, any host
  std::filesystem::path authorities;  ///< file or folder of PEM; empty: the system's
  std::filesystem::path client;       ///< PEM with certificate and key; empty: none
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;  ///< secrets go here, not into the URL
  std::string body;
  std::optional<std::filesystem::path> body_file;  ///< sent in place of `body`, as a stream
  std::uint64_t file_offset = 0;                   ///< its first byte that is sent
  std::optional<std::uint64_t> file_bytes;         ///< so many at most; empty: to its end
  std::chrono::milliseconds timeout{120'000};      ///< to connect, and for silence thereafter
  std::chrono::milliseconds longest{600'000};      ///< for all of it
  bool redirects = true;                           ///< a POST stays a POST
  HttpTls tls;
};

/// What became of a request that no server answered.
enum class HttpFailure { kNone, kUrl, kResolve, kConnect, kTls, kTimeout, kBroken, kFile };

struct HttpResponse {
  HttpFailure failure = HttpFailure::kNone;
  /// "host:port: what happened", without user, password, path, query and headers; empty: answered.
  std::string problem;
  int status = 0;            ///< of the server; 0: it did not answer, or not whole
  std::string body;          ///< at most 64 MiB; a longer one is a failure (kBroken)
  std::string content_type;  ///< as sent, "text/html; charset=utf-8"
  std::string etag;          ///< as sent, with its quotation marks
  std::string link;          ///< header Link as sent: where further pages are
  std::string location;      ///< of a redirect that was not followed, the whole address
  std::optional<std::chrono::milliseconds> retry_after;
  /// Of X-RateLimit-Remaining and X-RateLimit-Reset: requests that are left, and until when (UTC).
  std::optional<std::int64_t> requests_left;
  std::optional<Timestamp> limit_ends;

  [[nodiscard]] bool succeeded() const noexcept { return status >= 200 && status <= 299; }
};

/// A failure that another attempt may not meet.
[[nodiscard]] bool is_transient(HttpFailure failure) noexcept;

/// A page for people, where a service was asked.
[[nodiscard]] bool is_html(const HttpResponse& response);

/// What the server says in its body: member "message" of a JSON object (GitHub, Discord, MLflow),
/// else the document, JSON or XML, on one line, or the text's first line; nothing of HTML. Not
/// redacted, and as long as it came.
[[nodiscard]] std::string server_message(const HttpResponse& response);

/// The door to servers that are spoken to (files are fetched by SourceOpener).
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  /// One attempt; connections are kept for the next. Never throws for what the network or the
  /// server does. @throws Interrupted
  [[nodiscard]] virtual HttpResponse send(const HttpRequest& request) = 0;
};

}  // namespace mlpipe
