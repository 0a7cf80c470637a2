// SPDX-License-Identifier: MIT
#include "cli/console.hpp"

#include <memory>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace mlpipe::cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

WriteText stderr_writer() {
  // The text comes complete, so the pattern adds nothing, not even an end of line.
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      "%v", spdlog::pattern_time_type::utc, std::string()));
  const auto logger = std::make_shared<spdlog::logger>("stderr", std::move(sink));
  return [logger](const std::string& text) {
    logger->log(spdlog::level::critical, spdlog::string_view_t(text.data(), text.size()));
  };
}

std::size_t stderr_width() {
  winsize size{};
  constexpr std::size_t kUsual = 80;
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

Console::Console(WriteText write, bool terminal, std::size_t width)
    : write_(std::move(write)), terminal_(terminal), width_(width) {}

Console::~Console() {
  status("");
}

void Console::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  write_((status_.empty() ? "" : kEraseLine) + text + "\n" + status_);
}

void Console::status(const std::string& text) {
  const std::lock_guard lock(mutex_);
  // One column stays free: a full line makes some terminals wrap.
  const std::string cut = text.substr(0, width_ > 1 ? width_ - 1 : 0);
  if (!terminal_ || cut == status_) {
    return;
  }
  status_ = cut;
  write_(kEraseLine + status_);
}

}  // namespace mlpipe::cli
