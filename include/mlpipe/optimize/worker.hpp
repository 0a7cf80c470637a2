// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/process_table.hpp"

namespace mlpipe::optimize {

/// A name for a worker that no other has, in this journal or any, and that says which process it
/// is: "mlpipe-<host>-<machine>-<pid namespace>-<pid>-<start>-<time>.<count>". No two calls give
/// the same, so that each thread can have its own.
[[nodiscard]] std::string worker_name(const ProcessTable& processes, const Clock& clock);

/// Which process worker_name() was called in; of the machine's id only the digest that is in the
/// name. Empty for names that others gave, Optuna's among them.
[[nodiscard]] std::optional<ProcessIdentity> process_of(std::string_view worker);

/// True only if the worker was a process of this machine that has ended for certain: host, machine
/// and pid namespace are ours, and no process has its number and start. Two machines without an
/// id that have one name pass for the same: give machines that share a journal different names.
[[nodiscard]] bool is_dead(const ProcessTable& processes, std::string_view worker);

}  // namespace mlpipe::optimize
