// SPDX-License-Identifier: MIT
#include "optimize/redis_url.hpp"

#include <charconv>
#include <optional>

#include "mlpipe/core/error.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::string_view kScheme = "redis://";
constexpr int kHighestPort = 65535;

[[noreturn]] void refuse(const std::string& problem) {
  throw ConfigError("storage: " + problem +
                    "; a Redis storage is redis://[user:password@]host[:port][/database]"
                    "[?prefix=P]");
}

int number(std::string_view text, int highest, const std::string& what) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < 0 || out > highest) {
    refuse("the " + what + " is no number from 0 to " + std::to_string(highest));
  }
  return out;
}

std::string decoded(std::string_view text) {
  constexpr int kHex = 16;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* const begin = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, byte, kHex).ptr != begin + 2) {
      refuse("a % must be followed by two hex digits (write %25 for %)");
    }
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

/// Cuts `text` at the separator and gives what stood behind it.
std::optional<std::string_view> cut_behind(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

void read_login(std::string_view login, RedisUrl& url) {
  const auto password = cut_behind(login, ':');
  if (!password) {
    refuse("there is a user without a password");
  }
  url.user = decoded(login);
  url.password = decoded(*password);
}

void read_address(std::string_view address, RedisUrl& url) {
  if (!address.empty() && address.front() == '[') {
    const std::size_t end = address.find(']');
    if (end == std::string_view::npos) {
      refuse("a [ is not closed");
    }
    url.host = address.substr(1, end - 1);
    address.remove_prefix(end + 1);
    if (!address.empty() && address.front() != ':') {
      refuse("behind ] there is no port");
    }
  }
  if (const auto port = cut_behind(address, ':')) {
    url.port = number(*port, kHighestPort, "port");
  }
  url.host = url.host.empty() ? std::string(address) : url.host;
  if (url.host.empty()) {
    refuse("the host is missing");
  }
}

}  // namespace

std::string RedisUrl::shown() const {
  const bool brackets = host.find(':') != std::string::npos;
  return std::string(kScheme) + (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port) +
         "/" + std::to_string(database) + (prefix.empty() ? "" : "?prefix=" + prefix);
}

RedisUrl parse_redis_url(std::string_view text) {
  if (text.substr(0, kScheme.size()) != kScheme) {
    refuse("it does not begin with redis://");
  }
  text.remove_prefix(kScheme.size());
  RedisUrl url;
  // A password may have a / in it, a prefix an @.
  const std::size_t at = text.substr(0, text.rfind("?prefix=")).rfind('@');
  if (at != std::string_view::npos) {
    read_login(text.substr(0, at), url);
    text.remove_prefix(at + 1);
  }
  if (const auto query = cut_behind(text, '?')) {
    constexpr std::string_view kPrefix = "prefix=";
    if (query->substr(0, kPrefix.size()) != kPrefix || query->find('&') != std::string_view::npos) {
      refuse("nothing but prefix=P may stand behind the question mark");
    }
    url.prefix = decoded(query->substr(kPrefix.size()));
  }
  if (const auto database = cut_behind(text, '/'); database && !database->empty()) {
    constexpr int kHighestDatabase = 1'000'000;
    url.database = number(*database, kHighestDatabase, "database");
  }
  read_address(text, url);
  return url;
}

}  // namespace mlpipe::optimize
