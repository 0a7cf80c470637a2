// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mlpipe::testing {

/// What one request gets: bytes, then the end, or silence until the client or the test leaves, or
/// the next request on the same connection.
struct Answer {
  std::string bytes;
  bool hang = false;
  bool keep = false;
};

inline Answer http_answer(const std::string& status, const std::string& body,
                          const std::string& headers = "") {
  return {"HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\nConnection: close\r\n" + headers + "\r\n" + body,
          false};
}

inline Answer kept_answer(const std::string& body) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
          false, true};
}

/// A server on 127.0.0.1 that gives one answer a request, in order, the last one for ever. A body
/// is read if its length is told.
class LoopbackServer {
 public:
  explicit LoopbackServer(std::vector<Answer> answers) : answers_(std::move(answers)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, length) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, generic, &length) != 0) {
      throw std::runtime_error("cannot listen on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~LoopbackServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// Heads of the requests so far.
  [[nodiscard]] std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// And their bodies.
  [[nodiscard]] std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  /// False when the test is over or the peer is gone.
  [[nodiscard]] bool wait_for_input(int fd) const {
    while (!stop_) {
      pollfd entry{fd, POLLIN, 0};
      if (::poll(&entry, 1, 20) > 0) {
        return true;
      }
    }
    return false;
  }
  /// More of what a client sends; false at its end.
  [[nodiscard]] bool receive(int client, std::string& text) const {
    std::array<char, 4096> buffer{};
    const ssize_t count =
        wait_for_input(client) ? ::recv(client, buffer.data(), buffer.size(), 0) : 0;
    text.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return count > 0;
  }
  static std::size_t content_length(const std::string& head) {
    const std::string name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
  }
  /// One request; false when there is no further one.
  bool read_request(int client) {
    std::string text;
    const auto is_tls = [&text] { return !text.empty() && text.front() == '\x16'; };
    while (!is_tls() && text.find("\r\n\r\n") == std::string::npos && receive(client, text)) {
    }
    const std::size_t end = std::min(text.find("\r\n\r\n"), text.size());
    const std::size_t begin = std::min(end + 4, text.size());
    while (text.size() - begin < content_length(text.substr(0, end)) && receive(client, text)) {
    }
    const std::lock_guard lock(mutex_);
    if (!text.empty()) {
      requests_.push_back(text.substr(0, begin));
      bodies_.push_back(text.substr(begin));
    }
    return !text.empty();
  }
  static void send_all(int client, std::string_view rest) {
    while (!rest.empty()) {
      const ssize_t count = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        break;
      }
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void serve() {
    std::size_t index = 0;
    while (wait_for_input(listener_)) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      ++connections_;
      while (read_request(client)) {
        const Answer& answer = answers_[std::min(index++, answers_.size() - 1)];
        send_all(client, answer.bytes);
        if (answer.hang) {
          (void)wait_for_input(client);
        }
        if (!answer.keep) {
          break;
        }
      }
      ::close(client);
    }
  }

  std::vector<Answer> answers_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::string> bodies_;
  std::atomic<int> connections_{0};
  std::thread thread_;
};

}  // namespace mlpipe::testing
