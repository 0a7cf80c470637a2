// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlpipe {

/// "scheme://user:password@host:port/path", or "scheme:path".
struct Uri {
  std::string scheme;                         ///< lower case
  std::optional<std::string> user, password;  ///< decoded
  std::string host;                           ///< "host:port", lower case
  std::string path;                           ///< as written, without query and fragment

  /// Without user and password, and no '/' at its end.
  [[nodiscard]] std::string shown() const;
  [[nodiscard]] bool is_http() const { return scheme == "http" || scheme == "https"; }
  /// Same scheme, host and port: who may get the same credentials.
  [[nodiscard]] bool same_origin(const Uri& other) const;
};

/// Empty if there is no scheme. One letter is none: it is a drive.
[[nodiscard]] std::optional<Uri> parse_uri(const std::string& text);

/// All but letters, digits and "-._~". Source: RFC 3986, section 2.3.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// The same for each part between slashes.
[[nodiscard]] std::string percent_encode_path(std::string_view path);
/// What is no escape stays.
[[nodiscard]] std::string percent_decode(std::string_view text);

/// Source: RFC 4648, section 4.
[[nodiscard]] std::string base64(std::string_view bytes);

/// This machine itself: nobody in between can listen.
[[nodiscard]] bool is_loopback(const Uri& uri);

}  // namespace mlpipe
