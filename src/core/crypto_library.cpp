// SPDX-License-Identifier: MIT
#include "mlpipe/core/crypto_library.hpp"

#include <openssl/crypto.h>

namespace mlpipe {

std::string crypto_library() {
  return OpenSSL_version(OPENSSL_VERSION);
}

}  // namespace mlpipe
