// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "notify/errand.hpp"

namespace mlpipe::notify {

/// GitHub's REST API for one repository, as the token of a step may use it.
class GithubApi {
 public:
  /// @param permission  that is named where the token may not do something: "issues: write"
  GithubApi(Errand& errand, std::string permission);

  /// Why there is nobody to talk to; empty: there is.
  [[nodiscard]] std::string missing() const;

  /// The first element of a list that `is_it` says yes to, page after page.
  /// @param path  below the repository, with a query: "issues/1/comments?per_page=100"
  struct Found {
    std::optional<nlohmann::json> item;
    std::string problem;
  };
  [[nodiscard]] Found find(const std::string& path,
                           const std::function<bool(const nlohmann::json&)>& is_it);

  /// POST or PATCH, a second or more after the last one.
  [[nodiscard]] Posted write(const std::string& method, const std::string& path,
                             const nlohmann::ordered_json& body);

  /// Is it a comment or an issue that we wrote? The author counts, too: anybody can copy a marker.
  [[nodiscard]] bool is_ours(const nlohmann::json& item, const std::string& marker) const;

  /// The address of what `path` names, for people who look at a dry run.
  [[nodiscard]] std::string url(const std::string& path) const;

 private:
  [[nodiscard]] Posted send(const HttpRequest& request, Again again);
  [[nodiscard]] HttpRequest request(const std::string& method, const std::string& url) const;

  Errand& errand_;
  std::string permission_;
  std::string base_;  ///< https://api.github.com/repos/owner/name
  Secret token_;
  std::optional<std::chrono::nanoseconds> last_write_;
};

/// `<!-- mlpipe:KIND:v1 key=KEY -->`, by which we find again what we wrote.
[[nodiscard]] std::string marker(const std::string& kind, const std::string& key);

/// The notice as the body of a comment or an issue, within GitHub's limit.
/// @param marks  lines before it that nobody sees
[[nodiscard]] std::string github_body(const Notice& notice, const std::string& marks);

/// A string of an answer; empty if there is none.
[[nodiscard]] std::string text_of(const nlohmann::json& item, const char* key);

}  // namespace mlpipe::notify
