// SPDX-License-Identifier: MIT
#include "mlpipe/core/sha256.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "mlpipe/core/error.hpp"

namespace mlpipe {

namespace {

void require(int answer) {
  if (answer != 1) {
    throw IoError("libcrypto cannot compute SHA-256");
  }
}

std::string hex_of(const std::array<unsigned char, EVP_MAX_MD_SIZE>& digest, unsigned int length) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace

struct Sha256::Impl {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  require(impl_->context ? EVP_DigestInit_ex(impl_->context.get(), EVP_sha256(), nullptr) : 0);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  require(EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()));
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  require(EVP_DigestFinal_ex(impl_->context.get(), digest.data(), &length));
  return hex_of(digest, length);
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sum;
  sum.update(bytes);
  return sum.hex();
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, bytes.size(),
               digest.data(), &length) != nullptr
              ? 1
              : 0);
  return hex_of(digest, length);
}

}  // namespace mlpipe
