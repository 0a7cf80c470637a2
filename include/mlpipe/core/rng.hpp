// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mlpipe {

/// The finaliser of SplitMix64: a bijection that scatters its input.
/// Source: Steele, Lea, Flood 2014, "Fast Splittable Pseudorandom Number Generators".
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

/// SplitMix64. Same bits everywhere; std distributions are not used, since their output differs
/// between libraries.
class Rng {
 public:
  explicit constexpr Rng(std::uint64_t state) noexcept : state_(state) {}
  /// Independent stream `index` of a seed. The index is hashed first: seeds a multiple of the
  /// generator's increment apart would give shifted copies of one stream.
  [[nodiscard]] static constexpr Rng stream(std::uint64_t seed, std::uint64_t index) noexcept {
    return Rng(mix64(seed + mix64(index)));
  }
  [[nodiscard]] constexpr std::uint64_t next() noexcept {
    return mix64(state_ += 0x9e3779b97f4a7c15ULL);
  }
  /// In [0, 1), 53 bits.
  [[nodiscard]] constexpr double uniform() noexcept {
    return static_cast<double>(next() >> 11U) * 0x1p-53;
  }
  /// In [0, n), n >= 1.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t n) noexcept {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
  }
  /// Standard normal, by Box and Muller; uses two uniforms each time.
  [[nodiscard]] double normal() noexcept;

 private:
  std::uint64_t state_;
};

}  // namespace mlpipe
