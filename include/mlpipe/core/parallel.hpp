// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>

namespace mlpipe {

/// Runs task(0) .. task(count - 1), each once, on up to `threads` threads (the caller's is one of
/// them); tasks are taken in order of index. Returns when all are done. If tasks throw, those not
/// yet begun are left out and the exception of the lowest index is rethrown. threads <= 1 runs all
/// of them here.
void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& task);

/// Threads that pay for an amount of work: a thread costs as much as some hundred thousand steps.
/// @param threads  at most
/// @param steps    the whole work, in steps of a few nanoseconds: cells that are copied, bytes that
///                 are parsed
/// @return 1 to `threads`
[[nodiscard]] int paying_threads(int threads, std::size_t steps) noexcept;

}  // namespace mlpipe
