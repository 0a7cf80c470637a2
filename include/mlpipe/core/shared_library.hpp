// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe {

/// A library that is loaded when it is first needed. It stays until the process ends: it may have
/// threads.
class SharedLibrary {
 public:
  enum class Symbols {
    kOurs,   ///< found through this object alone
    kForAll  ///< as the linker does it: found by all by their names, and what somebody put in front
             ///< of the library (LD_PRELOAD) before it
  };

  /// @param name    soname, or a path
  /// @param advice  for messages: what to do where there is no such library
  /// @throws IoError if it cannot be loaded
  SharedLibrary(const char* name, Symbols symbols, std::string advice);

  /// Lets a pointer point to the function of that name, which must be of its type.
  /// @throws IoError if there is none
  template <class Function>
  void find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(symbol(name));
  }

 private:
  [[noreturn]] void fail() const;
  [[nodiscard]] void* symbol(const char* name) const;

  std::string name_;
  std::string advice_;
  void* handle_ = nullptr;
};

}  // namespace mlpipe
