// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "platform/posix.hpp"

namespace mlpipe::platform {

/// The bytes of an open file, pipe or terminal. `name` is what messages call it.
/// @throws Interrupted from read(), which may wait long for a pipe
[[nodiscard]] std::unique_ptr<ByteSource> make_descriptor_source(Descriptor file, std::string name,
                                                                 const StopFlag& stop);

/// Undoes gzip where the first bytes say so, up to twice, and holds the result to max_bytes.
/// @throws DataError from read(): the gzip data end in the middle, are damaged, are followed by
/// something else, or more than max_bytes come out
[[nodiscard]] std::unique_ptr<ByteSource> make_plain_source(std::unique_ptr<ByteSource> raw,
                                                            const std::string& name,
                                                            std::uint64_t max_bytes);

}  // namespace mlpipe::platform
