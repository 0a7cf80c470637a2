// SPDX-License-Identifier: MIT
#include "mlpipe/core/memory.hpp"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace mlpipe {

void advise_huge_pages([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__)
  constexpr std::uintptr_t kPage = 2U << 20U;
  // Whole pages inside alone: what stands beside is not ours to advise on.
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t skipped = (kPage - address % kPage) % kPage;
  if (bytes >= skipped + kPage) {
    const std::size_t whole = (bytes - skipped) / kPage * kPage;
    ::madvise(static_cast<char*>(begin) + skipped, whole, MADV_HUGEPAGE);
  }
#endif
}

void return_free_memory() noexcept {
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

}  // namespace mlpipe
