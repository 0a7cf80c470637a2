// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/worker.hpp"

#include <atomic>
#include <charconv>

#include "mlpipe/core/sha256.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::string_view kPrefix = "mlpipe-";
constexpr std::size_t kDigits = 8;

/// The id itself is nobody's business: systemd's manual asks not to show it.
std::string machine_digest(const std::string& machine) {
  return machine.empty() ? "0" : sha256_hex("mlpipe worker " + machine).substr(0, kDigits);
}

/// Takes the part behind the last hyphen off.
std::string_view take_last(std::string_view& text) {
  const std::size_t at = text.rfind('-');
  const std::string_view part =
      at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  text = text.substr(0, at == std::string_view::npos ? 0 : at);
  return part;
}

template <class Number>
bool take_number(std::string_view& text, Number& number) {
  const std::string_view part = take_last(text);
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  return error == std::errc() && end == part.data() + part.size();
}

}  // namespace

std::string worker_name(const ProcessTable& processes, const Clock& clock) {
  static std::atomic<unsigned> count{0};
  const ProcessIdentity own = processes.own();
  const auto now = clock.now().time_since_epoch().count();
  return std::string(kPrefix) + own.host + "-" + machine_digest(own.machine) + "-" +
         std::to_string(own.pid_namespace) + "-" + std::to_string(own.pid) + "-" +
         std::to_string(own.started) + "-" + std::to_string(now) + "." + std::to_string(count++);
}

std::optional<ProcessIdentity> process_of(std::string_view worker) {
  if (worker.substr(0, kPrefix.size()) != kPrefix) {
    return std::nullopt;
  }
  worker.remove_prefix(kPrefix.size());
  // From the end: a host's name may have hyphens.
  if (take_last(worker).empty()) {
    return std::nullopt;
  }
  ProcessIdentity out;
  if (!take_number(worker, out.started) || !take_number(worker, out.pid) ||
      !take_number(worker, out.pid_namespace)) {
    return std::nullopt;
  }
  out.machine = take_last(worker);
  out.host = worker;
  return out.machine.empty() || out.pid <= 0 ? std::nullopt : std::optional(out);
}

bool is_dead(const ProcessTable& processes, std::string_view worker) {
  const auto who = process_of(worker);
  if (!who) {
    return false;
  }
  const ProcessIdentity own = processes.own();
  return who->host == own.host && who->machine == machine_digest(own.machine) &&
         who->pid_namespace == own.pid_namespace && own.pid_namespace != 0 &&
         processes.is_gone(who->pid, who->started);
}

}  // namespace mlpipe::optimize
