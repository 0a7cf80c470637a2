// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/secret.hpp"

namespace mlpipe {

/// Every way in which a secret may stand in a text: as it is, percent-encoded, and in base64 at
/// whatever place of a longer text; of a URL also what follows its host. The value itself goes
/// first; forms shorter than four bytes are left out, since they would blot out half of any text.
[[nodiscard]] std::vector<std::string> secret_forms(const Secret& secret);

/// Takes secrets out of what people will read.
class Redactor {
 public:
  /// Known from now on, in all its forms.
  void add(const Secret& secret);

  /// "***" in place of every known secret, and of whatever has the shape of one: webhook addresses
  /// of Slack and Discord, GitHub's tokens, "Bearer ...", "user:password@" of an address.
  [[nodiscard]] std::string clean(std::string_view text) const;

 private:
  std::vector<std::string> known_;  ///< the longest first
};

}  // namespace mlpipe
