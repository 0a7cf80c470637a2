// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mlpipe::testing {

/// What one connection gets: bytes, then the end, or silence until the client or the test leaves.
struct Answer {
  std::string bytes;
  bool hang = false;
};

inline Answer http_answer(const std::string& status, const std::string& body,
                          const std::string& headers = "") {
  return {"HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\nConnection: close\r\n" + headers + "\r\n" + body,
          false};
}

/// A server on 127.0.0.1 that gives one answer a connection, in order, the last one for ever.
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
  void serve() {
    for (std::size_t index = 0; wait_for_input(listener_); ++index) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const Answer& answer = answers_[std::min(index, answers_.size() - 1)];
      std::string head;
      std::array<char, 4096> buffer{};
      while (head.find("\r\n\r\n") == std::string::npos && wait_for_input(client)) {
        const ssize_t count = ::recv(client, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
          break;
        }
        head.append(buffer.data(), static_cast<std::size_t>(count));
      }
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(head);
      }
      std::string_view rest = answer.bytes;
      while (!rest.empty()) {
        const ssize_t count = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count <= 0) {
          break;
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
      }
      if (answer.hang) {
        (void)wait_for_input(client);
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
  std::thread thread_;
};

}  // namespace mlpipe::testing
