// SPDX-License-Identifier: MIT
#include "mlpipe/core/shared_library.hpp"

#include <utility>

#include <dlfcn.h>

#include "mlpipe/core/error.hpp"

namespace mlpipe {

SharedLibrary::SharedLibrary(const char* name, Symbols symbols, std::string advice)
    : name_(name), advice_(std::move(advice)) {
  const bool for_all = symbols == Symbols::kForAll;
  handle_ = ::dlopen(name, RTLD_LAZY | (for_all ? RTLD_GLOBAL : RTLD_LOCAL));
  if (handle_ == nullptr) {
    fail();
  }
  if (for_all) {
    handle_ = RTLD_DEFAULT;
  }
}

void SharedLibrary::fail() const {
  const char* const why = ::dlerror();
  throw IoError("a library cannot be loaded: " + (why == nullptr ? name_ : std::string(why)) +
                "; " + advice_);
}

void* SharedLibrary::symbol(const char* name) const {
  void* const found = ::dlsym(handle_, name);
  if (found == nullptr) {
    fail();
  }
  return found;
}

}  // namespace mlpipe
