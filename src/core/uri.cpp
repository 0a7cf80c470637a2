// SPDX-License-Identifier: MIT
#include "mlpipe/core/uri.hpp"

#include <algorithm>
#include <cstdint>

#include "mlpipe/core/text.hpp"

namespace mlpipe {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_scheme(std::string_view text) {
  return text.size() > 1 && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

int hex_value(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  const char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// "user:password@host:port" in its three parts.
void read_authority(std::string_view text, Uri& uri) {
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = text.substr(0, at);
    const auto colon = std::min(who.find(':'), who.size());
    uri.user = percent_decode(who.substr(0, colon));
    if (colon < who.size()) {
      uri.password = percent_decode(who.substr(colon + 1));
    }
    text.remove_prefix(at + 1);
  }
  uri.host = lower(text);
}

std::string port_of(const Uri& uri) {
  const auto colon = uri.host.rfind(':');
  const auto bracket = uri.host.rfind(']');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    return uri.host.substr(colon);
  }
  return uri.scheme == "https" ? ":443" : ":80";
}

std::string name_of(const Uri& uri) {
  const std::string port = port_of(uri);
  const bool written = uri.host.size() > port.size() && uri.host.ends_with(port);
  return written ? uri.host.substr(0, uri.host.size() - port.size()) : uri.host;
}

}  // namespace

std::string Uri::shown() const {
  std::string text = scheme + (host.empty() ? ":" : "://" + host) + path;
  while (text.ends_with('/')) {
    text.pop_back();
  }
  return text;
}

bool Uri::same_origin(const Uri& other) const {
  return scheme == other.scheme && name_of(*this) == name_of(other) &&
         port_of(*this) == port_of(other);
}

std::optional<Uri> parse_uri(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos || !is_scheme(std::string_view(text).substr(0, colon))) {
    return std::nullopt;
  }
  Uri uri;
  uri.scheme = lower(text.substr(0, colon));
  std::string_view rest = std::string_view(text).substr(colon + 1);
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    read_authority(rest.substr(0, end), uri);
    rest.remove_prefix(end);
  }
  uri.path = rest.substr(0, rest.find_first_of("?#"));
  return uri;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

std::string percent_encode_path(std::string_view path) {
  std::string out;
  while (true) {
    const auto slash = path.find('/');
    out += percent_encode(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      return out;
    }
    out += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[group >> (18U - 6U * k) & 63U] : '=';
    }
  }
  return out;
}

bool is_loopback(const Uri& uri) {
  const std::string name = name_of(uri);
  const bool is_number = name.find_first_not_of("0123456789.") == std::string::npos;
  return name == "localhost" || name == "[::1]" || (is_number && name.starts_with("127.")) ||
         name.ends_with(".localhost");
}

}  // namespace mlpipe
