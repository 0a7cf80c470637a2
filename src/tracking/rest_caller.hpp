// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/http.hpp"
#include "mlpipe/core/redactor.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/tracking/rest_store.hpp"

namespace mlpipe::tracking {

/// One thing that is asked of a server.
struct RestCall {
  std::string what;  ///< "creating the run", for messages
  std::string method = "POST";
  std::string url;
  std::string body;
  std::string content_type = "application/json";
  std::optional<std::filesystem::path> file;  ///< sent in place of `body`
  std::uint64_t file_offset = 0;
  std::optional<std::uint64_t> file_bytes;
  std::vector<std::pair<std::string, std::string>> headers;
  bool ours = true;       ///< the tracking server's: gets credentials, and its errors are explained
  bool optional = false;  ///< an older server may not know this address
};

struct RestAnswer {
  int status = 0;          ///< 0: `taken` or `file_problem`
  nlohmann::json body;     ///< an object; empty if it was none
  std::string error_code;  ///< MLflow's, of an answer that is no success
  std::string problem;     ///< a clause; of an answer that is no success
  std::string etag;
  std::string file_problem;  ///< what is to be sent cannot be read
  bool taken = false;        ///< seen to have been taken by an attempt that went wrong

  [[nodiscard]] bool succeeded() const noexcept { return status >= 200 && status <= 299; }
};

/// The doors of a store, and what it was told.
struct RestWorld : ServiceDoors {
  RestStoreOptions options;
  Redactor redactor;
};

/// Calls a server until it answers, within the number of retries and the time there is.
class RestCaller {
 public:
  /// Has an earlier attempt been taken after all?
  using Taken = std::function<bool()>;

  explicit RestCaller(RestWorld& world);

  /// The time of the budget runs from now.
  void start();

  /// @param taken  asked before each repetition of a call that must not be taken twice
  /// @return what the server says, be it a success or a refusal that the caller may know how to
  /// take; after 401, 403 and HTML there is no return
  /// @throws TrackingError, Interrupted
  RestAnswer send(const RestCall& call, const Taken& taken = {});

  /// The same with JSON, by POST and by GET.
  RestAnswer post(const std::string& what, const std::string& url, const nlohmann::json& body,
                  const Taken& taken = {});
  RestAnswer get(const std::string& what, const std::string& url);

  /// @throws TrackingError kRefused unless it is a success
  void require(const std::string& what, const RestAnswer& answer) const;
  [[noreturn]] void refuse(const std::string& what, const std::string& problem) const;

 private:
  [[nodiscard]] HttpRequest request_for(const RestCall& call) const;
  [[nodiscard]] bool may_pass(const HttpResponse& response) const;
  [[nodiscard]] RestAnswer judge(const RestCall& call, const HttpResponse& response) const;
  void wait(int retry, const HttpResponse& response, const std::string& problem);
  [[nodiscard]] std::chrono::milliseconds time_left() const;
  [[noreturn]] void give_up(const std::string& what, const std::string& problem) const;
  [[noreturn]] void fail(TrackingError::Kind kind, const std::string& text) const;

  RestWorld& world_;
  Rng rng_;
  std::chrono::nanoseconds deadline_{0};
};

/// JSON text; what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_text(const nlohmann::json& body);

/// A string of an object, by its JSON pointer; empty if there is none.
[[nodiscard]] std::string text_at(const nlohmann::json& body, const std::string& pointer);
/// The members of an object in an object, as text.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> members_at(
    const nlohmann::json& body, const std::string& pointer);
/// A list of an object; an empty one if there is none.
[[nodiscard]] nlohmann::json list_at(const nlohmann::json& body, const std::string& pointer);

}  // namespace mlpipe::tracking
